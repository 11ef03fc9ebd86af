"""The terminal to test with."""

from __future__ import annotations

from plangate.testing import terminal


def test_everything_it_offers() -> None:
    """Screen, history, cells, cursor, replies, title and size."""
    term = terminal(10, 2)
    term.feed("old\r\n\x1b[1;4;31;48;2;1;2;3mr\x1b[m漢\r\n\x1b]2;title\x07x\x1b[5n".encode())
    assert term.history() == ["old"]
    assert term.lines() == ["r漢       ", "x         "]
    assert term.cell(0, 0) == ("r", 1, (1, 2, 3), {"bold", "underline"})
    assert term.cell(0, 1) == ("漢", None, None, set())
    assert term.cell(0, 2) == ("", None, None, set())
    assert term.cell(1, 9) == (" ", None, None, set())
    assert term.cursor() == (1, 1)
    assert term.replies() == b"\x1b[0n"
    assert term.title() == "title"
    term.resize(5, 3)
    assert term.lines() == ["old  ", "r漢  ", "x    "]
