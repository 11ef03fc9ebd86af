"""Tests of `plangate_demo.keys`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangate_demo.keys import Decoder, Press


@pytest.mark.parametrize(
    ("data", "presses"),
    [
        (b"ab", [Press("text", "ab")]),
        (b"\r", [Press("enter")]),
        (b"a\x7f", [Press("text", "a"), Press("backspace")]),
        (b"\x1b", [Press("escape")]),
        (b"\x1b[Z", [Press("shift_tab")]),
        (b"\x03\x04", [Press("interrupt"), Press("end")]),
        (b"\x1b\r\n", [Press("newline"), Press("newline")]),
        (b"\x1b[200~a\rb\r\nc\x1b[201~\r", [Press("paste", "a\nb\nc"), Press("enter")]),
        (b"\x1b[1;5C\x1b[3~x", [Press("text", "x")]),
        (b"\x1b]11;rgb:00/00/00\x07x", [Press("text", "x")]),
        ("é€😀".encode(), [Press("text", "é€😀")]),
        (b"\x1bx", [Press("escape"), Press("text", "x")]),
    ],
)
def test_keys_are_recognised(data: bytes, presses: list[Press]) -> None:
    """What terminals send for them; unknown sequences are swallowed whole."""
    assert Decoder().feed(data) == presses


def _joined(presses: list[Press]) -> list[Press]:
    joined: list[Press] = []
    for press in presses:
        if joined and press.name == joined[-1].name == "text":
            joined[-1] = Press("text", joined[-1].text + press.text)
        else:
            joined.append(press)
    return joined


@given(
    st.text(st.characters(min_codepoint=32, exclude_characters="\x7f", exclude_categories=["Cs"])), st.data()
)
def test_text_may_be_cut_anywhere(text: str, data: st.DataObject) -> None:
    """Also within a character."""
    encoded = b"\x1b[200~" + text.encode() + b"\x1b[201~" + text.encode() + b"\r"
    cut = data.draw(st.integers(7, len(encoded) - 1))
    decoder = Decoder()
    presses = _joined(decoder.feed(encoded[:cut]) + decoder.feed(encoded[cut:]))
    expected = [Press("paste", text), *([Press("text", text)] if text else []), Press("enter")]
    if encoded[cut - 1 : cut] != b"\x1b":  # there it looks like the Escape key
        assert presses == expected


@given(st.binary(max_size=60))
def test_any_bytes_are_survived(data: bytes) -> None:
    """Whatever a terminal sends."""
    decoder = Decoder()
    for start in range(0, len(data), 7):
        decoder.feed(data[start : start + 7])
