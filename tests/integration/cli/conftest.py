"""Every test here has directories, daemon, keeper and hosts of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.support.world import World
from tests.support.world import world as make_world


@pytest.fixture
def world() -> Iterator[World]:
    """Nothing runs in it yet."""
    with make_world() as made:
        yield made
