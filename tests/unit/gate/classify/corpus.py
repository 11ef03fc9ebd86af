"""The lists of commands, ready to use."""

from __future__ import annotations

from tests.unit.gate.classify.daily import DAILY, DAILY_LONG, FURTHER, MISSED
from tests.unit.gate.classify.nasty import CHANGING, CHANGING_LONG, DOUBTFUL, DOUBTFUL_LONG

__all__ = ["HARMLESS", "KNOWN_CHANGING", "MISSED", "UNCLEAR"]


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line]


HARMLESS = [*_lines(DAILY), *DAILY_LONG, *_lines(FURTHER)]
KNOWN_CHANGING = [*_lines(CHANGING), *CHANGING_LONG]
UNCLEAR = [*_lines(DOUBTFUL), *DOUBTFUL_LONG]
