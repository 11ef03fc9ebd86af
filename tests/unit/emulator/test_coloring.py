"""Colours: the forms they are written in, and palettes put aside."""

from __future__ import annotations

import pytest
from tests.unit.emulator.screens import answers

from plangate.emulator import colors


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rgb:ff/80/00", (255, 128, 0)),
        ("rgb:f/8/0", (255, 136, 0)),
        ("rgb:ffff/8080/0000", (255, 128, 0)),
        ("#f80", (240, 128, 0)),
        ("#ff8000", (255, 128, 0)),
        ("#fff888000", (255, 136, 0)),
        ("rgbi:1/0/0.5", (255, 0, 188)),
        ("rgbi:2/-1/.5", (255, 0, 188)),
        ("rgbi:1e0/0/0", (255, 0, 0)),
        ("RGBI:0.001/0/0", (3, 0, 0)),
        ("CIEXYZ:0.95047/1/1.08883", (255, 255, 255)),
        ("CIEXYZ:0.4124/0.2126/0.0193", (255, 0, 0)),
        ("CIExyY:0.3127/0.3290/1", (255, 255, 255)),
        ("CIExyY:0.3/0/0.1", (0, 0, 0)),
        ("CIEuvY:0.1978/0.4683/1", (255, 255, 255)),
        ("CIEuvY:0.1978/0/0", (0, 0, 0)),
        ("CIELab:100/0/0", (255, 255, 255)),
        ("CIELab:53.24/80.09/67.20", (255, 0, 0)),
        ("CIELab:5/0/0", (17, 17, 17)),
        ("CIELuv:53.24/175.01/37.75", (255, 0, 0)),
        ("CIELuv:0/0/0", (0, 0, 0)),
        ("red", (255, 0, 0)),
        ("Dark Slate Grey", (47, 79, 79)),
        ("gray50", (127, 127, 127)),
        ("grey100", (255, 255, 255)),
    ],
)
def test_forms_of_colours(text: str, expected: tuple[int, int, int]) -> None:
    """The forms of X: device colours, linear ones, the CIE's spaces on an sRGB screen, and names."""
    found = colors.parse(text)
    assert found is not None
    assert all(abs(one - other) <= 1 for one, other in zip(found, expected, strict=True)), found


@pytest.mark.parametrize(
    "text",
    ["", "rgb:1/2", "rgb:12345/1/1", "#12345", "rgbi:1/2", "rgbi:a/b/c", "CIE:1/1/1", "nored", "gray101"],
)
def test_what_is_no_colour(text: str) -> None:
    """Nothing comes of it."""
    assert colors.parse(text) is None


def test_palettes_are_put_aside() -> None:
    """XTPUSHCOLORS, XTPOPCOLORS and XTREPORTCOLORS."""
    ask = "\x1b]4;1;?\x1b\\"
    assert answers(f"\x1b]4;1;red\x07\x1b[#P\x1b]4;1;blue\x07\x1b[#R\x1b[#Q{ask}\x1b[#R") == (
        "^[?1;1#Q^]4;1;rgb:ffff/0000/0000^\\^[?0;1#Q"
    )
    assert answers(f"\x1b]4;1;red\x07\x1b[3#P\x1b]4;1;blue\x07\x1b[3#Q{ask}\x1b[#R") == (
        "^]4;1;rgb:ffff/0000/0000^\\^[?0;3#Q"
    )
    assert answers(f"\x1b]4;1;red\x07\x1b[#Q\x1b[9#Q\x1b[11#P{ask}\x1b[#R") == (
        "^]4;1;rgb:ffff/0000/0000^\\^[?0;0#Q"
    )
    assert answers("\x1b[#P" * 100 + "\x1b[#R") == "^[?10;10#Q"
