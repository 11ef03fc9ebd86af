"""The stream: any bytes, cut anywhere."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.unit.emulator.sequences import OUTPUT, consistent, shown

from plangate.emulator.terminal import Terminal


def fed(data: bytes, cols: int = 20, rows: int = 6) -> Terminal:
    """A small terminal after some output."""
    terminal = Terminal(cols, rows, 100)
    terminal.feed(data)
    return terminal


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_arbitrary_bytes_never_raise(data: bytes) -> None:
    """Whatever comes, the terminal stays well-formed."""
    consistent(fed(data))


@settings(max_examples=100, deadline=None)
@given(OUTPUT)
def test_generated_output_never_raises(data: bytes) -> None:
    """Controls with any parameters leave well-formed rows behind."""
    consistent(fed(data))


@settings(max_examples=100, deadline=None)
@given(OUTPUT)
def test_with_window_control_output_never_raises(data: bytes) -> None:
    """Also where it may change the size of the screen."""
    terminal = Terminal(20, 6, 100, window_control=True)
    terminal.feed(data)
    consistent(terminal)


@settings(max_examples=150, deadline=None)
@given(OUTPUT, st.data())
def test_cutting_changes_nothing(data: bytes, draw: st.DataObject) -> None:
    """The same output in pieces gives the same screen, history, replies and events."""
    whole, pieces = Terminal(20, 6, 100), Terminal(20, 6, 100)
    whole.feed(data)
    size = draw.draw(st.integers(1, 9))
    for start in range(0, len(data), size):
        pieces.feed(data[start : start + size])
    assert shown(pieces) == shown(whole)
    for terminal in (whole, pieces):
        terminal.resize(13, 9)
        terminal.resize(20, 4)
    assert shown(pieces) == shown(whole)


def test_a_string_beyond_the_limit_is_swallowed() -> None:
    """A control string of more than a mebibyte has no effect, and what follows it is shown."""
    data = b"\x1b]2;" + b"x" * ((1 << 20) + 10) + b"\x07after"
    for size in (4096, len(data)):
        terminal = Terminal(20, 6, 100)
        for start in range(0, len(data), size):
            terminal.feed(data[start : start + size])
        assert terminal.title == ""
        assert terminal.screen()[0].text == "after"


def test_an_endless_sequence_is_swallowed() -> None:
    """A control sequence that does not end takes no memory and has no effect."""
    data = b"\x1b[" + b"1;" * 50_000 + b"\n" + b"3" * 9_000 + b"Hafter"
    for size in (1000, len(data)):
        terminal = Terminal(20, 6, 100)
        for start in range(0, len(data), size):
            terminal.feed(data[start : start + size])
        assert terminal.screen()[1].text == "after"


def test_cooked_line_ends() -> None:
    """Several carriage returns in front of a line feed change nothing, alone or among sequences."""
    for end in ("\r\n", "\r\r\n", "\r\r\r\n"):
        for colour in ("", "\x1b[31m"):
            terminal = fed("".join(f"{colour}{number}{end}" for number in range(30)).encode())
            assert [row.text for row in terminal.screen()] == ["25", "26", "27", "28", "29", ""]
            assert terminal.top == 25


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(["", "a", "two", "é", "漢", "\x85\u2028", "x" * 20, "z" * 45]),
            st.sampled_from(["\t", "\ta", "a\t\t", "é\tb\t", "a b\tc", "\t\t\tz", "x" * 20 + "\t"]),
            st.sampled_from(["\x1b[31mred\x1b[0m", "\x1b[1mon", "\x1b[m", "\x1b[44mblue\t", "\t\x1b[m\t"]),
            st.sampled_from(
                ["\x1b[3gx\t", "\x1bH", "\x1b[", "\x1b]2;t", "\x07", "\rz", "\n", "\x08", "\x1b[31", "m"]
            ),
        ),
        max_size=60,
    ),
    st.lists(st.sampled_from(["\r\n"] * 30 + ["\r\r\n", "\n\r", "\r\r", "\n"]), min_size=60, max_size=60),
    st.integers(1, 300),
)
def test_cutting_floods_changes_nothing(lines: list[str], ends: list[str], size: int) -> None:
    """Ends of lines, also odd ones, may be cut in two, and any line may hold any control."""
    data = "".join(line + end for line, end in zip(lines, ends, strict=False)).encode()
    pieces, single = fed(b""), fed(b"")
    for start in range(0, len(data), size):
        pieces.feed(data[start : start + size])
    for byte in data:
        single.feed(bytes([byte]))
    assert shown(pieces) == shown(single)


@pytest.mark.parametrize(
    "odd", ["\rz", "\rz\n", "\n", "\x1b[\r\n31mred", "\x1b]2;t\r\nu\x07", "\x1b[3gx\t", "\x08", "\r\r"]
)
@pytest.mark.parametrize("usual", ["line", "\tline", "\x1b[31mline\x1b[m", "é", "漢"])
def test_an_odd_line_in_a_flood(odd: str, usual: str) -> None:
    """What stands between many lines is not taken for one of their ends."""
    data = "\r\n".join([*[usual] * 30, odd, *[usual] * 40, odd, usual]).encode()
    pieces = fed(b"")
    for byte in data:
        pieces.feed(bytes([byte]))
    assert shown(fed(data)) == shown(pieces)


def test_bytes_that_are_not_utf_8() -> None:
    """Each broken sequence shows one replacement character; a lone byte of 0x80 to 0x9f does too."""
    assert fed(b"a\x9b2Cb\xe4\xb8c\xffd").screen()[0].text == "a\ufffd2Cb\ufffdc\ufffdd"


def test_raw_eight_bit_controls() -> None:
    """After S8C1T, in which the terminal itself speaks them, they are controls; after S7C1T no more."""
    terminal = fed(b"\x1b G\x9b2;3Ha\x9d2;title\x9c\x90z\x9cb\x1b F\x9bc")
    assert [row.text for row in terminal.screen()[:2]] == ["", "  ab\ufffdc"]
    assert terminal.title == "title"


def test_raw_controls_in_pieces() -> None:
    """The same byte by byte, also where the switch is in the same piece as the control."""
    data = b"\x1b G\xc3\xa9\x84x\x85\x8dy\x98gone\x9cz\x1b F\x84\xe2\x84\xa2"
    pieces = Terminal(20, 6, 100)
    for byte in data:
        pieces.feed(bytes([byte]))
    assert shown(pieces) == shown(fed(data))


_SWITCHES = st.sampled_from(
    [
        *(b"\x1b G", b"\x1b F", b"\x1b \x00G", b'\x1b[62"p', b'\x1b[64;1"p', b'\x1b[62;2"\x07p', b"\x1bc"),
        *(
            b"\x9b",
            b"\x84",
            b"\x9d2;t\x9c",
            b"\x90",
            b"\x9c",
            b"\xe2\x84",
            b"\xff",
            b" G",
            b"p",
            b"c",
            b"1;2",
        ),
    ]
)


@settings(max_examples=150, deadline=None)
@example([b"\x1b G", b"\x1b G", b"\x90", b"\x1bc", b"\x9b"], 2)
@given(st.lists(_SWITCHES, max_size=25), st.integers(1, 7))
def test_cutting_raw_controls_changes_nothing(parts: list[bytes], size: int) -> None:
    """Whatever switches their meaning, and wherever that is cut."""
    data = b"".join(parts)
    pieces = Terminal(20, 6, 100)
    for start in range(0, len(data), size):
        pieces.feed(data[start : start + size])
    assert shown(pieces) == shown(fed(data))
