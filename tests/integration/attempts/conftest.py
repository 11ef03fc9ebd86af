"""Every test here has a daemon, a repository whose gate only observes, and the fake agent of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.support.gated import make_repository, use_fake_agent
from tests.support.world import World
from tests.support.world import world as make_world


@pytest.fixture
async def world(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    """Nothing runs in it yet."""
    with make_world() as made:
        use_fake_agent(monkeypatch, made.root)
        policy = made.work / ".plangate" / "policy.toml"
        policy.parent.mkdir()
        policy.write_text('[gate]\nmode = "observe"\n')
        records = made.work / ".plangate" / "records" / "README.md"
        records.parent.mkdir()  # git clean and git stash -u cannot remove it from within a session
        records.write_text("Records of plans.\n")
        make_repository(made.work)
        yield made
        await made.close()
