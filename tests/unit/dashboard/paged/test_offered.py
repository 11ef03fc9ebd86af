"""Answers as a page offers them."""

from __future__ import annotations

from plangate.dashboard.choices import Choice
from plangate.dashboard.paged.offered import offered


def test_a_list_on_the_screen_comes_first() -> None:
    """With its words."""
    assert offered(["Go on? (y/n)", "❯ 1. Yes", "  2. No"]) == (Choice("1", "Yes"), Choice("2", "No"))


def test_yes_and_no_where_they_are_asked_for() -> None:
    """At the end of what is written, however much of the screen is empty below."""
    assert offered(["Overwrite? [y/N] ", *[""] * 30]) == (Choice("y", "Yes"), Choice("n", "No"))
    assert offered(["Overwrite? (yes/no)"])[0].key == "y"


def test_else_the_usual_keys() -> None:
    """Without words, as nobody knows what they mean there."""
    found = offered(["Overwrite? (yes/no)", *["more"] * 10])
    assert [choice.key for choice in found] == ["1", "2", "3", "y", "n"]
    assert not any(choice.words for choice in found)
