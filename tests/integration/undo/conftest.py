"""Every test here has a daemon, a repository and the fake agent of its own; the kernel gate is expected."""

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
        make_repository(made.work)
        yield made
        await made.close()
