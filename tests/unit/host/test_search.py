"""Tests of `plangate.host.search`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.plain_emulator import PlainEmulator

from plangate.emulator import make
from plangate.emulator.api import Emulator
from plangate.errors import UsageError
from plangate.host.search import Hit, compiled, find


def _find(
    emulator: Emulator, text: str, *, before: int = -1, limit: int = 100, regex: bool = False
) -> list[Hit]:
    return find(emulator, compiled(text, regex=regex, ignore_case=True), before=before, limit=limit)[0]


@given(st.lists(st.text("abAB", max_size=12), min_size=1, max_size=30), st.text("ab", min_size=1, max_size=3))
def test_finds_what_is_there(lines: list[str], pattern: str) -> None:
    """Every place, newest first, in history and on the screen."""
    emulator = PlainEmulator(20, 4)
    emulator.feed("\r\n".join(lines).encode())
    expected = []
    for number, line in enumerate(lines):
        start = line.lower().find(pattern)
        while start >= 0:
            expected.append((number, start, len(pattern)))
            start = line.lower().find(pattern, start + len(pattern))
    assert _find(emulator, pattern, limit=1000) == expected[::-1]


def test_pages_backwards() -> None:
    """`before` goes on where the last hit was."""
    emulator = PlainEmulator(20, 4)
    emulator.feed(b"x\r\n" * 10)
    hits, more = find(emulator, compiled("x", regex=False, ignore_case=False), before=-1, limit=4)
    assert [hit[0] for hit in hits] == [9, 8, 7, 6]
    assert more
    hits, more = find(emulator, compiled("x", regex=False, ignore_case=False), before=6, limit=100)
    assert [hit[0] for hit in hits] == [5, 4, 3, 2, 1, 0]
    assert not more


def test_a_wrapped_line_is_one_line() -> None:
    """What was cut at the right margin is found whole, and marked in each row."""
    emulator = make(10, 4, scrollback=10)
    emulator.feed(b"12345678needle90")
    assert sorted(_find(emulator, "needle")) == [(0, 8, 2), (1, 0, 4)]


def test_cells_of_wide_characters_and_clusters() -> None:
    """Hits are in cells, not in characters."""
    emulator = make(20, 4, scrollback=10)
    emulator.feed("漢字 e\u0301x end".encode())
    assert _find(emulator, "字") == [(0, 2, 2)]
    assert _find(emulator, "x") == [(0, 6, 1)]
    assert _find(emulator, "e\u0301x end") == [(0, 5, 6)]


@pytest.mark.parametrize("pattern", ["", "(", "*", "x" * 1001, "(?P<"])
def test_what_is_no_pattern_is_said(pattern: str) -> None:
    """As an error in words."""
    with pytest.raises(UsageError):
        compiled(pattern, regex=True, ignore_case=False)


def test_matches_of_nothing_are_no_hits() -> None:
    """A pattern that matches the empty string does not flood the answer."""
    emulator = PlainEmulator(20, 4)
    emulator.feed(b"abc")
    assert _find(emulator, "x*", regex=True) == []
