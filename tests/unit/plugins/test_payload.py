"""Tests of `plangate.plugins.payload`."""

from __future__ import annotations

from plangate.plugins.payload import one_line, text_of


def test_only_text_is_text() -> None:
    """What is missing or of another type is empty."""
    values = {"a": "x", "b": 3, "c": None, "d": ["x"]}
    assert [text_of(values, name) for name in "abcde"] == ["x", "", "", "", ""]


def test_a_line_is_one_line() -> None:
    """Blanks of all kinds are one; what is too long ends with an ellipsis."""
    assert one_line(" a\n b\t c ") == "a b c"
    assert one_line("x" * 300) == "x" * 300
    assert one_line("x" * 301) == "x" * 299 + "…"
