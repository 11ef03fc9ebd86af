"""What changes something, or may, is never called read-only."""

from __future__ import annotations

from collections import Counter

from tests.unit.gate.classify.corpus import KNOWN_CHANGING, UNCLEAR

from plangate.gate.classify import Label, classify


def test_none_of_them_is_read_only() -> None:
    """Not one."""
    commands = [*KNOWN_CHANGING, *UNCLEAR]
    assert [command for command in commands if classify(command).label is Label.READ_ONLY] == []


def test_what_changes_something_is_mostly_named_so() -> None:
    """The reason helps an agent more than a shrug; both are refused while the gate is closed."""
    named = [command for command in KNOWN_CHANGING if classify(command).label is Label.MUTATING]
    assert len(named) >= 0.95 * len(KNOWN_CHANGING)


def test_the_lists_are_long() -> None:
    """And name every command once."""
    commands = [*KNOWN_CHANGING, *UNCLEAR]
    assert [command for command, count in Counter(commands).items() if count > 1] == []
    assert len(KNOWN_CHANGING) > 450
    assert len(UNCLEAR) > 950
