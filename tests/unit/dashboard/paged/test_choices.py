"""Answers read off a screen."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from plangate.dashboard.paged.choices import Choice, choices


def test_a_numbered_menu_within_a_frame() -> None:
    """As agents draw it, with a marker at one of the answers."""
    screen = [
        "│ Bash command                              │",
        "│   rm -rf build                            │",
        "│ Do you want to proceed?                   │",
        "│ ❯ 1. Yes                                  │",
        "│   2. Yes, and don't ask again for rm      │",
        "│   3. No, and tell Claude what to do (esc) │",
    ]
    assert choices(screen) == (
        Choice("1", "Yes"),
        Choice("2", "Yes, and don't ask again for rm"),
        Choice("3", "No, and tell Claude what to do (esc)"),
    )


def test_only_the_menu_that_stands_last_counts() -> None:
    """A plan with numbered steps stands above the question about it."""
    assert choices(["1. read", "2. write", "3. test", "", "Go on?", "1) yes", "2) no"]) == (
        Choice("1", "yes"),
        Choice("2", "no"),
    )


def test_yes_and_no() -> None:
    """Where they are asked for at the end of the screen."""
    assert choices(["Overwrite? [y/N] "]) == (Choice("y", "Yes"), Choice("n", "No"))
    assert choices(["Overwrite? (yes/no)", *["more"] * 10]) == ()


def test_a_single_number_is_no_menu() -> None:
    """Nor are numbers that do not follow each other."""
    assert choices(["1. only"]) == ()
    assert choices(["1. one", "3. three"]) == ()
    assert choices([]) == ()


def test_long_answers_are_cut() -> None:
    """A button has little room."""
    assert len(choices(["1. " + "word " * 30, "2. no"])[0].words) <= 40


@given(st.lists(st.text(max_size=60), max_size=30))
def test_any_screen_gives_distinct_keys(rows: list[str]) -> None:
    """Whatever is on it."""
    found = choices(rows)
    assert len({choice.key for choice in found}) == len(found)
