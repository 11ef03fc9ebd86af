"""Tests of `plangate.dashboard.choices`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangate.dashboard.choices import Choice, choices

CLAUDE = [
    "│ Do you want to make this edit to totals.py?      │",
    "│ ❯ 1. Yes                                         │",
    "│   2. Yes, allow all edits during this session    │",
    "│      (shift+tab)                                 │",
    "│   3. No, and tell Claude what to do differently  │",
    "╰──────────────────────────────────────────────────╯",
]
CODEX = ["Would you like to run this?", "› 1. Yes, proceed", "  2. No, and tell Codex what to do (esc)"]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (
            CLAUDE,
            ["Yes", "Yes, allow all edits during this session", "No, and tell Claude what to do differently"],
        ),
        (CODEX, ["Yes, proceed", "No, and tell Codex what to do (esc)"]),
        (["1) a", "2) b"], ["a", "b"]),
    ],
    ids=["claude", "codex", "parentheses"],
)
def test_answers_are_read_from_the_screen(lines: list[str], words: list[str]) -> None:
    """Each with its digit."""
    assert choices(lines) == [Choice(str(number), text) for number, text in enumerate(words, 1)]


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["1. only one"],
        ["2. b", "3. c"],
        ["1. a", "3. c"],
        ["In 2.5 seconds", "version 1.0"],
    ],
    ids=["nothing", "one", "without the first", "with a gap", "figures"],
)
def test_what_is_no_list_of_answers_offers_none(lines: list[str]) -> None:
    """A wrong button is worse than none."""
    assert choices(lines) == []


def test_the_last_list_counts() -> None:
    """An earlier one was answered, or was no question."""
    assert [choice.words for choice in choices(["1. a", "2. b", "", "1. c", "2. d"])] == ["c", "d"]


@given(st.lists(st.text(max_size=40), max_size=40))
def test_keys_are_the_digits_in_order(lines: list[str]) -> None:
    """Whatever is on the screen."""
    found = choices(lines)
    assert [choice.key for choice in found] == [str(number) for number in range(1, len(found) + 1)]
