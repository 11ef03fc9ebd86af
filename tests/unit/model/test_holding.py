"""Tests of `plangate.model.holding`."""

from __future__ import annotations

import pytest

from plangate.model.gate import Strength
from plangate.model.holding import holding, opening, prevents


@pytest.mark.parametrize("strength", list(Strength))
def test_words_promise_what_the_strength_keeps(strength: Strength) -> None:
    """Kernel and supervisor refuse, each under its own name; below it is noticed at most."""
    words = (holding(strength), opening(strength))
    assert ("kernel" in words[0], "kernel" in words[1]) == (strength is Strength.KERNEL,) * 2
    assert ("supervisor" in words[0], "supervisor" in words[1]) == (strength is Strength.SYSCALL,) * 2
    assert ("not prevented" in words[0]) == (strength in (Strength.HOOKS, Strength.WATCH))
    assert opening(strength).startswith("Writable") == prevents(strength)


def test_without_a_gate_nothing_is_promised() -> None:
    """Directories are only named."""
    assert opening(None) == "Covered directories"
