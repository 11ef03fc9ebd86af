"""Tests of `plangate.daemon.gate.bell`."""

from __future__ import annotations

import asyncio

import pytest

from plangate.aio import spawn
from plangate.daemon.gate.bell import Bell


async def test_everybody_who_waits_is_woken_once() -> None:
    """Who comes afterwards waits for the next ring."""
    bell = Bell()
    waiting = [spawn(bell.heard(), name=f"waits {number}") for number in range(3)]
    await asyncio.sleep(0)
    bell.ring()
    await asyncio.gather(*waiting)
    late = spawn(bell.heard(), name="waits for the next")
    await asyncio.sleep(0)
    assert not late.done()
    bell.ring()
    await late


async def test_who_gives_up_is_forgotten() -> None:
    """And hinders nobody."""
    bell = Bell()
    gone = spawn(bell.heard(), name="gives up")
    stays = spawn(bell.heard(), name="stays")
    await asyncio.sleep(0)
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone
    assert len(bell._waiting) == 1
    bell.ring()
    await stays
