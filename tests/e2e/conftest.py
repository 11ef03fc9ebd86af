"""Real programs in real sessions, through the command line, in directories of their own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.e2e.desk import Desk
from tests.support.world import world as make_world

AGENTS = Path(__file__).resolve().parents[2] / ".e2e/bin"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this directory is an end-to-end test."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.e2e)


@pytest.fixture
def desk() -> Iterator[Desk]:
    """A command line with nothing running yet."""
    with make_world() as world:
        yield Desk(world)


def asked_for(config: pytest.Config) -> bool:
    """Whether end-to-end tests were asked for: in CI, and by `make test-e2e` with its marker."""
    return bool(os.environ.get("CI")) or config.getoption("-m") == "e2e"


@pytest.fixture
def program(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Finds a program and puts it on PATH; a missing one fails the test where it was asked for, else skips it."""

    def find(name: str) -> str:
        found = shutil.which(name, path=f"{AGENTS}:{os.environ['PATH']}")
        if found is None:
            missing = f"{name} is not installed; tests/e2e/install installs it"
            assert not asked_for(request.config), missing
            pytest.skip(missing)
        monkeypatch.setenv("PATH", f"{Path(found).parent}:{os.environ['PATH']}")
        return found

    return find
