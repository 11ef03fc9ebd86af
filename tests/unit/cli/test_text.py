"""Tests of `plangate.cli.text`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from plangate.cli.text import Align, age, bytes_in_words, cut, plain, table
from plangate.width import cells


def test_control_characters_of_programs_never_reach_the_terminal() -> None:
    """A title that holds an escape sequence is shown as text."""
    assert plain("a\x1b]0;evil\x07b\u202ec\r\n") == "a]0;evilbc"


def test_joined_emoji_stay_whole() -> None:
    """The joiner is a format character that belongs to what people see."""
    assert plain("👩\u200d🚀\x07") == "👩\u200d🚀"


@given(some.text(max_size=40), some.integers(1, 20))
def test_cut_text_fits(text: str, width: int) -> None:
    """Whatever the text, it takes at most the width, unless the ellipsis alone is all there is."""
    assert cells(cut(plain(text), width)) <= max(1, width)


def test_columns_line_up_with_wide_characters() -> None:
    """A name in Chinese takes two cells for each character."""
    lines = ["|".join(line) for line in table(("A", "B"), [("漢字", "x"), ("abc", "y")], (), 0)]
    assert lines == ["A   |B", "漢字|x", "abc |y"]


def test_numbers_stand_at_the_right() -> None:
    """A right-aligned column ends in one line."""
    assert [line[0] for line in table(("N", "B"), [("1", ""), ("100", "")], (Align.RIGHT,), 0)] == [
        "  N",
        "  1",
        "100",
    ]


def test_a_wide_table_is_cut_to_the_terminal() -> None:
    """The widest columns give way first, none below what can be read."""
    lines = list(table(("A", "B"), [("short", "x" * 100)], (), 40))
    assert max(cells("  ".join(line)) for line in lines) == 40
    assert lines[1][0].strip() == "short"


@pytest.mark.parametrize(
    ("seconds", "text"), [(-5, "0s"), (59.9, "59s"), (60, "1m"), (7200, "2h"), (1e6, "11d")]
)
def test_ages(seconds: float, text: str) -> None:
    """One unit is enough; a clock that was set back gives no negative age."""
    assert age(seconds) == text


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 B"), (1023, "1023 B"), (1536, "1.5 KiB"), (5 << 30, "5.0 GiB")]
)
def test_sizes(count: int, text: str) -> None:
    """Powers of 1024 are named as such."""
    assert bytes_in_words(count) == text
