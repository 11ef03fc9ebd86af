"""Every test here has daemon, keeper and hosts of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.support.world import World
from tests.support.world import world as make_world


@pytest.fixture
async def world() -> AsyncIterator[World]:
    """Nothing runs in it yet."""
    with make_world() as made:
        yield made
        await made.close()
