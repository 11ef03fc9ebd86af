"""Runs of generated output through an emulator, bounded in tests and long from outside."""

from __future__ import annotations

import random

from tests.support.sequences import chunks, stream
from tests.support.terminals import check, state

from plangate.emulator import make
from plangate.emulator.api import Emulator

__all__ = ["any_bytes", "any_chunking"]

_PER_RUN = 50
_SIZES = ((80, 24), (120, 40), (10, 3), (1, 1), (2, 2), (45, 30), (300, 5))


def any_bytes(seed: int, sequences: int) -> None:
    """Feed generated sequences; nothing raises, and what must always hold holds."""
    for run in range(max(1, sequences // _PER_RUN)):
        rng = random.Random(f"{seed}:{run}")
        emulator = make(*rng.choice(_SIZES), scrollback=100)
        for _ in range(5):
            emulator.feed(stream(rng, _PER_RUN // 5))
            if rng.random() < 0.2:
                emulator.resize(*rng.choice(_SIZES))
        try:
            check(emulator)
            emulator.take_replies().decode("ascii")
            emulator.take_events()
            if rng.random() < 0.1:
                _survives_a_snapshot(emulator)
        except BaseException as error:
            error.add_note(f"reproduce with seed {seed}, run {run}")
            raise


def any_chunking(seed: int, times: int) -> None:
    """Cut the same output at random places; everything that can be seen stays the same."""
    for run in range(times):
        rng = random.Random(f"chunks:{seed}:{run}")
        size, data = rng.choice(_SIZES), stream(rng, rng.choice((5, 20, 60)))
        whole, cut = make(*size, scrollback=100), make(*size, scrollback=100)
        whole.feed(data)
        for piece in chunks(rng, data):
            cut.feed(piece)
        try:
            assert state(whole) == state(cut)
            assert whole.take_replies() == cut.take_replies()
            assert whole.take_events() == cut.take_events()
        except BaseException as error:
            error.add_note(f"reproduce with seed {seed}, run {run}: {data!r}")
            raise


def _survives_a_snapshot(emulator: Emulator) -> None:
    other = make(7, 7)
    other.restore(emulator.snapshot())
    assert state(other) == state(emulator)
