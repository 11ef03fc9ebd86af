"""Tests of `plangate.daemon.said`."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from plangate.daemon.said import MOST, shortened


def test_a_short_message_stays_as_it_is() -> None:
    """Lines and all."""
    assert shortened("Done.\n\nTests: 3 passed\n") == "Done.\n\nTests: 3 passed"


def test_control_characters_are_left_out() -> None:
    """A terminal that shows it must not obey it."""
    assert shortened("a\x1b[2Jb\x07\tc") == "a [2Jb  c"


def test_of_a_long_message_beginning_and_end_are_kept() -> None:
    """The end says what is left to do."""
    said = shortened("first " + "word " * 2000 + "last")
    assert said.startswith("first word")
    assert said.endswith("word last")
    assert "[…]" in said


@given(st.text(max_size=5000))
def test_it_is_never_longer_than_it_may_be(text: str) -> None:
    """Whatever an agent says."""
    said = shortened(text)
    assert len(said) <= MOST
    assert all(char.isprintable() or char == "\n" for char in said)
