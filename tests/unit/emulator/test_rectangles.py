"""Rectangles: copying, filling, erasing, attributes, checksums; renditions kept for later."""

from __future__ import annotations

from tests.unit.emulator.screens import answers, shows, style, terminal

from plangate.model.screen import Flag

TEXT = "abcd\r\nefgh\r\nijkl"


def test_copying() -> None:
    """DECCRA, also where source and target overlap, and cut at the edge."""
    assert shows(TEXT + "\x1b[1;1;2;2;1;2;3;1$v") == ["abcd", "efab", "ijef"]
    assert shows(TEXT + "\x1b[1;1;3;3;1;1;2;1$v") == ["aabc", "eefg", "iijk"]
    assert shows(TEXT + "\x1b[1;1;1;4;1;1;9;1$v") == ["abcd    ab", "efgh", "ijkl"]


def test_copying_half_a_wide_character() -> None:
    """What is cut becomes blank."""
    assert shows("漢字\x1b[1;2;1;3;1;2;1;1$v") == ["漢字"]


def test_filling() -> None:
    """DECFRA writes a character in the present style."""
    assert shows(TEXT + "\x1b[88;2;2;3;3$x") == ["abcd", "eXXh", "iXXl"]
    assert style(terminal(TEXT + "\x1b[1m\x1b[88;2;2;3;3$x"), 1, 1).flags == Flag.BOLD
    assert shows(TEXT + "\x1b[7;2;2;3;3$x") == TEXT.split("\r\n")


def test_erasing() -> None:
    """DECERA blanks everything, DECSERA spares what DECSCA protects."""
    assert shows(TEXT + "\x1b[2;2;3;3$z") == ["abcd", "e  h", "i  l"]
    assert shows('a\x1b[1"qb\x1b[0"qcd\x1b[1;1;1;3${') == [" b d"]


def test_changing_attributes() -> None:
    """DECCARA and DECRARA on streams and on rectangles."""
    output = TEXT + "\x1b[{}*x\x1b[1;2;2;3;1$r"
    stream, box = terminal(output.format(1)), terminal(output.format(2) + "\x1b[1;2;2;3;7$t")
    assert [style(stream, 0, col).flags for col in range(4)] == [0, 1, 1, 1]
    assert [style(stream, 1, col).flags for col in range(4)] == [1, 1, 1, 0]
    assert [style(box, 0, col).flags for col in range(4)] == [0, 17, 17, 0]


def test_checksums() -> None:
    """DECRQCRA gives the negated sum of the characters."""
    assert answers("a\x1b[7;1;1;1;1;1*y") == "^P7!~FF9F^\\"
    assert answers("ab\x1b[1;1;1;1;1;2*y") == "^P1!~FF3D^\\"
    assert answers("\x1b[1;1;1;1;1;1*y") == "^P1!~FFE0^\\"
    assert answers('\x1b[1m\x1b[1"qa\x1b[1;1;1;1;1;1*y') == "^P1!~FF9F^\\"
    assert answers("a\x1b[1#y\x1b[7;1;1;1;1;1*y") == "^P7!~0061^\\"


def test_rectangles_keep_to_the_origin() -> None:
    """With origin mode they count from the margins and stay inside."""
    assert shows(TEXT + "\x1b[2;3r\x1b[?6h\x1b[88;1;1;9;2$x") == ["abcd", "XXgh", "XXkl"]


def test_renditions_are_pushed_and_popped() -> None:
    """XTPUSHSGR whole or in parts, bounded."""
    whole = terminal("\x1b[1;31m\x1b[#{\x1b[m\x1b[#}x")
    assert style(whole, 0, 0)[:3] == (1, None, 1)
    part = terminal("\x1b[1;31m\x1b[30#{\x1b[0;4;32m\x1b[#}x")
    assert style(part, 0, 0)[:4] == (1, None, 0, 1)
    terminal("\x1b[#{" * 1000 + "\x1b[#}" * 2000)


def test_shared_renditions_are_reported() -> None:
    """XTREPORTSGR says what all cells of a rectangle have."""
    assert answers("\x1b[1;31ma\x1b[4mb\x1b[1;1;1;2#|") == "^[0;1;31m"
