"""Tests of `plangate.daemon.jobs.lines`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangate.daemon.jobs.lines import last_line


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"", ""),
        (b"one\ntwo\n\n", "two"),
        (b"10 %\r 50 %\r 82 %", "82 %"),
        (b"\x1b[1;32mok\x1b[0m\n", "ok"),
        (b"\x1b]0;title\x07done\r\n", "done"),
        (b"\xff\xfe half a character: \xe2\x82", "\ufffd\ufffd half a character: \ufffd"),
        (b"x" * 500, "x" * 200),
    ],
)
def test_the_last_line_that_says_something(data: bytes, line: str) -> None:
    """As a person would see it."""
    assert last_line(data) == line


@given(st.binary(max_size=200))
def test_nothing_that_a_terminal_would_obey_is_left(data: bytes) -> None:
    """Whatever the file holds."""
    assert last_line(data).isprintable()
