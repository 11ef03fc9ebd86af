"""Plainly read-only commands are recognised."""

from __future__ import annotations

from tests.unit.gate.classify.corpus import HARMLESS, MISSED

from plangate.gate.classify import Label, classify


def test_they_are_read_only() -> None:
    """An agent that looks around is never told that it changes something."""
    verdicts = {command: classify(command) for command in HARMLESS}
    assert {c: v.reason for c, v in verdicts.items() if v.label is not Label.READ_ONLY} == {}


def test_what_is_missed_is_rare() -> None:
    """It is called unknown, never mutating, and is less than a fiftieth of the list."""
    assert {classify(command).label for command in MISSED} == {Label.UNKNOWN}
    assert len(MISSED) * 50 < len(HARMLESS)


def test_the_list_is_long() -> None:
    """And names every command once."""
    assert len(HARMLESS) == len(set(HARMLESS)) > 900
