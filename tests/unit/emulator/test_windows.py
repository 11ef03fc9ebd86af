"""Windows: sizes, titles, and what a program may do only when it is given control."""

from __future__ import annotations

import pytest
from tests.unit.emulator.screens import answers, terminal

from plangate.emulator.terminal import Terminal


def controlled(output: str, cols: int = 10, rows: int = 4) -> Terminal:
    """A terminal whose program may do what it likes with the window, after some output."""
    term = Terminal(cols, rows, 100, window_control=True)
    term.feed(output.encode())
    return term


def told(output: str) -> str:
    """What such a terminal answers, with ESC written as ^."""
    return controlled(output).take_replies().decode("latin-1").replace("\x1b", "^")


def size(output: str) -> tuple[int, int]:
    """Columns and lines of such a terminal after some output."""
    term = controlled(output)
    return term.columns, term.lines


def test_the_title_is_not_told() -> None:
    """Whoever sets it could otherwise type through it."""
    assert answers("\x1b]0;rm -rf\x07\x1b[21t\x1b[20t") == "^]l^\\^]L^\\"


def test_with_control_titles_are_told() -> None:
    """The window's and the icon's, without the control characters that came with them."""
    assert told("\x1b]2;a\x08b\x07\x1b]1;c\x07\x1b[21t\x1b[20t") == "^]lab^\\^]Lc^\\"


def test_title_modes_choose_how_titles_are_told() -> None:
    """XTSMTITLE and XTRMTITLE: hexadecimal, UTF-8 or neither."""
    assert told("\x1b]2;aé\x07\x1b[>1t\x1b[21t") == "^]l61C3A9^\\"
    assert controlled("\x1b]2;é\x07\x1b[21t").take_replies() == b"\x1b]l\xc3\xa9\x1b\\"
    assert controlled("\x1b]2;é\x07\x1b[>3T\x1b[21t").take_replies() == b"\x1b]l\xe9\x1b\\"


def test_titles_have_a_bounded_stack() -> None:
    """Pushed and popped; the oldest are forgotten."""
    assert terminal("\x1b]2;a\x07\x1b[22t\x1b]2;b\x07\x1b[23t").title == "a"
    assert terminal("\x1b]2;a\x07" + "\x1b[22t" * 100 + "\x1b]2;b\x07" + "\x1b[23t" * 200).title == "a"


def test_a_title_can_be_popped_alone() -> None:
    """The other one stays as it is."""
    output = "\x1b]0;old\x07\x1b[22;0t\x1b]0;new\x07\x1b[23;{}t\x1b[21t\x1b[20t"
    assert told(output.format(1)) == "^]lnew^\\^]Lold^\\"
    assert told(output.format(2)) == "^]lold^\\^]Lnew^\\"


@pytest.mark.parametrize(
    "output",
    [
        "\x1b[8;9;30t",
        "\x1b[4;160;160t",
        "\x1b[30t",
        "\x1b[9;1t",
        "\x1b[10;1t",
        "\x1b[40*|",
        "\x1b[132$|",
        "\x1b[?40;3h",
    ],
)
def test_a_program_does_not_change_the_size(output: str) -> None:
    """It is the user's."""
    term = terminal(output)
    assert (term.columns, term.lines) == (10, 4)


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("\x1b[8;9;30t", (30, 9)),
        ("\x1b[8;9t", (10, 9)),
        ("\x1b[8;;30t", (30, 4)),
        ("\x1b[8;9;30t\x1b[8;0;0t", (10, 4)),
        ("\x1b[8;9;30t\x1b[8;;0t", (10, 9)),
        ("\x1b[8;99999;99999t", (1000, 500)),
        ("\x1b[4;160;160t", (20, 10)),
        ("\x1b[4;1;1t", (1, 1)),
        ("\x1b[4;160t", (10, 10)),
        ("\x1b[30t", (10, 30)),
        ("\x1b[23;5;5t", (10, 4)),
        ("\x1b[40*|", (10, 40)),
        ("\x1b[132$|", (132, 4)),
        ("\x1b[$|", (80, 4)),
        ("\x1b[99$|", (10, 4)),
        ("\x1b[8;9;30t\x1b[9;1t", (10, 4)),
        ("\x1b[8;9;30t\x1b[9;2t", (30, 4)),
        ("\x1b[8;9;30t\x1b[9;3t", (10, 9)),
        ("\x1b[8;9;30t\x1b[9;1t\x1b[9;0t", (30, 9)),
        ("\x1b[8;9;30t\x1b[10;1t\x1b[10;0t", (30, 9)),
        ("\x1b[8;9;30t\x1b[10;2t", (10, 4)),
        ("\x1b[8;9;30t\x1b[10;2t\x1b[10;2t", (30, 9)),
        ("\x1b[?40;3h", (132, 4)),
        ("\x1b[?40;3h\x1b[?3l", (10, 4)),
        ("\x1b[?40;3l", (10, 4)),
        ("\x1b[?40;3h\x1bc", (10, 4)),
    ],
)
def test_with_control_a_program_changes_the_size(output: str, expected: tuple[int, int]) -> None:
    """XTWINOPS, DECSLPP, DECSNLS, DECSCPP and DECCOLM; omitted stays, 0 is all there is room for."""
    assert size(output) == expected


def test_the_room_is_what_the_owner_gave() -> None:
    """It is what the program is told the display has, in characters and in pixels."""
    term = controlled("\x1b[8;9;30t\x1b[18t\x1b[19t\x1b[15t")
    assert term.take_replies() == b"\x1b[8;9;30t\x1b[9;4;10t\x1b[5;64;80t"
    term.resize(20, 5)
    term.feed(b"\x1b[8;2;2t\x1b[19t\x1b[14t")
    assert term.take_replies() == b"\x1b[9;5;20t\x1b[4;32;16t"


def test_changing_the_size_keeps_the_text() -> None:
    """It is reflowed as when the owner changes the size."""
    term = controlled("abcdefghijkl\x1b[8;4;20t")
    assert term.screen()[0].text == "abcdefghijkl"


def test_a_window_that_is_not_there_is_where_it_was_put() -> None:
    """Omitted coordinates are 0."""
    assert answers("\x1b[3;7;9t\x1b[13t\x1b[3;5t\x1b[13t") == "^[3;7;9t^[3;5;0t"
    assert answers("\x1b[2t\x1b[11t\x1b[1t\x1b[11t") == "^[2t^[1t"


def test_the_clipboard_is_not_told() -> None:
    """Nor what the program put there itself."""
    assert answers("\x1b]52;c;aGk=\x07\x1b]52;c;?\x07") == ""


def test_with_control_a_program_reads_back_its_own_clipboard() -> None:
    """Never the user's."""
    assert told("\x1b]52;c;?\x07") == ""
    assert told("\x1b]52;;aGk=\x07\x1b]52;;?\x07") == "^]52;s0;aGk=^\\"
    assert told("\x1b]52;c;aGk=\x07\x1b]52;c;?\x07") == "^]52;c;aGk=^\\"


def test_control_survives_a_restored_snapshot() -> None:
    """It belongs to the terminal, not to its state."""
    term = controlled("")
    term.restore(terminal("").snapshot())
    term.feed(b"\x1b[30t")
    assert term.lines == 30
    plain = terminal("")
    plain.restore(term.snapshot())
    plain.feed(b"\x1b[40t")
    assert plain.lines == 30
