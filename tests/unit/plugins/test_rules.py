"""Tests of `plangate.plugins.rules`."""

from __future__ import annotations

from plangate.model.session import State
from plangate.plugins.api import StatusRule
from plangate.plugins.rules import SEARCHED, faults, recognise

ASKS = StatusRule(name="asks", pattern=r"^Allow\?", state=State.BLOCKED, lines=2)
BUSY = StatusRule(name="busy", pattern="^working", state=State.WORKING, title=True)


def test_the_first_rule_that_fits_holds() -> None:
    """Order is precedence, across rows and title."""
    assert recognise([ASKS, BUSY], ["Allow?"], "working") is ASKS
    assert recognise([BUSY, ASKS], ["Allow?"], "working") is BUSY
    assert recognise([ASKS, BUSY], ["working"], "idle") is None


def test_only_the_bottom_rows_are_looked_at() -> None:
    """What an agent wrote earlier is no sign; blank rows below do not count."""
    assert recognise([ASKS], ["Allow?", "b", "c"]) is None
    assert recognise([ASKS], ["Allow?", "b", "", "   "]) is ASKS
    assert recognise([ASKS], []) is None


def test_only_the_beginning_of_a_row_is_searched() -> None:
    """A bound to what a search can cost."""
    rule = StatusRule(name="r", pattern="x", state=State.IDLE)
    assert recognise([rule], [" " * (SEARCHED - 1) + "x"]) is rule
    assert recognise([rule], [" " * SEARCHED + "x"]) is None


def test_dangerous_patterns_are_named() -> None:
    """With the rule's name: the loader and the manifest refuse the agent, and say so once."""
    slow = StatusRule(name="r", pattern="(a+)+$", state=State.IDLE)
    (fault,) = faults([ASKS, slow])
    assert fault.startswith('status rule "r": repeats something')


def test_broken_patterns_are_named() -> None:
    """The rule's name and what the parser says."""
    broken = StatusRule(name="r", pattern="[", state=State.IDLE)
    assert faults([ASKS, broken]) == ['status rule "r": unterminated character set at position 0']
