"""Plainly read-only commands are recognised."""

from __future__ import annotations

import pytest
from tests.unit.gate.classify.daily import DAILY, DAILY_LONG

from plangate.gate.classify import Label, classify

COMMANDS = [line for line in DAILY.splitlines() if line] + list(DAILY_LONG)


@pytest.mark.parametrize("command", COMMANDS)
def test_it_is_read_only(command: str) -> None:
    """An agent that looks around is never told that it changes something."""
    verdict = classify(command)
    assert verdict.label is Label.READ_ONLY, verdict.reason


def test_the_list_is_long() -> None:
    """And names every command once."""
    assert len(COMMANDS) == len(set(COMMANDS)) > 700
