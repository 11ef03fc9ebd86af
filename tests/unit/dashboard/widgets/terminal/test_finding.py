"""Going from hit to hit."""

from __future__ import annotations

from plangate.dashboard.widgets.terminal.finding import Found

FOUND = Found("x", ((30, 0, 1), (20, 4, 1), (20, 0, 1), (5, 0, 1)))


def test_it_begins_with_the_newest_hit_not_below_what_is_shown() -> None:
    """Nobody is thrown to the end of the history."""
    assert FOUND.nearest(25).current == (20, 4, 1)
    assert FOUND.nearest(2).current == (30, 0, 1)


def test_steps_go_round() -> None:
    """After the oldest hit comes the newest."""
    assert FOUND.step(-1).current == (5, 0, 1)
    assert FOUND.step(4).current == FOUND.current
    assert Found().step(1) == Found()


def test_hits_of_a_line_tell_which_is_looked_at() -> None:
    """The current one is painted differently."""
    assert FOUND.step(1).on_line(20) == [(4, 5, True), (0, 1, False)]


def test_words_say_how_it_stands() -> None:
    """Place and count, or that there is nothing, or what is wrong."""
    assert FOUND.words() == "1 of 4"
    assert Found("x", ((1, 0, 1),), more=True).words() == "1 of 1+"
    assert Found("x").words() == "not found"
    assert Found("(", error="unbalanced").words() == "unbalanced"
    assert Found().words() == ""
