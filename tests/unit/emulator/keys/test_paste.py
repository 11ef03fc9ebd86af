"""Tests of `plangate.emulator.keys.paste`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangate.emulator.keys import encode_focus, encode_paste
from plangate.model.screen import Modes

BRACKETED = Modes(bracketed_paste=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hello", b"hello"),
        ("a\nb", b"a\rb"),
        ("a\r\nb\rc", b"a\rb\rc"),
        ("\tif x:", b"\tif x:"),
        ("grün 🚀", "grün 🚀".encode()),
        ("a\x1b[201~b", b"ab"),
        ("a\x1b[20\x1b[201~1~b", b"ab"),
        ("a\x9b201~b", b"ab"),
        ("\x1b[31mred", b"[31mred"),
        ("a\x00\x03\x04\x08\x7f\x85b", b"ab"),
        ("\x1b", b""),
        ("", b""),
    ],
)
def test_pasted_text_is_made_harmless(text: str, expected: bytes) -> None:
    """Line ends become what Enter sends; what could act as a key or end the bracket is gone."""
    assert encode_paste(text, Modes()) == expected
    assert encode_paste(text, BRACKETED) == (b"\x1b[200~" + expected + b"\x1b[201~" if expected else b"")


@given(st.text(st.sampled_from("\x1b\x9b[201~\n\r\x03\0a é"), max_size=40))
def test_nothing_ends_the_bracket_early(text: str) -> None:
    """The closing bracket is the only one, whatever was pasted."""
    data = encode_paste(text, BRACKETED)
    assert data.count(b"\x1b") in (0, 2)
    assert b"\n" not in data
    assert not data or data.endswith(b"\x1b[201~")


def test_lone_surrogates_are_replaced() -> None:
    """Text that is no valid Unicode cannot raise."""
    assert encode_paste("a\ud800b", Modes()) == b"a?b"


def test_focus_is_reported_when_asked_for() -> None:
    """CSI I and CSI O under DEC mode 1004 only."""
    modes = Modes(focus_events=True)
    assert (encode_focus(True, modes), encode_focus(False, modes)) == (b"\x1b[I", b"\x1b[O")
    assert encode_focus(True, Modes()) == b""
