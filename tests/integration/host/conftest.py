"""Fixtures of the tests with real keepers and hosts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.integration.host import support
from tests.support.leftovers import nothing_left_behind

__all__ = ["kept", "nothing_left_behind", "world"]


@pytest.fixture
def world() -> Iterator[support.World]:
    """Empty directories and no process."""
    with support.world() as made:
        yield made


@pytest.fixture
def kept(world: support.World) -> support.World:
    """A world with a keeper."""
    world.start_keeper()
    return world
