"""Tests of `plangate.cli.ansi`."""

from __future__ import annotations

import pytest

from plangate.cli.ansi import Pen, sgr
from plangate.model.screen import Flag, Row, Style, Tables, Underline


@pytest.mark.parametrize(
    ("style", "sequence"),
    [
        (Style(), "\x1b[m"),
        (Style(fg=1), "\x1b[;31m"),
        (Style(fg=9, bg=8), "\x1b[;91;100m"),
        (Style(fg=200), "\x1b[;38;5;200m"),
        (Style(bg=(1, 2, 3)), "\x1b[;48;2;1;2;3m"),
        (Style(flags=Flag.BOLD | Flag.ITALIC | Flag.STRIKE), "\x1b[;1;3;9m"),
        (Style(underline=Underline.SINGLE), "\x1b[;4m"),
        (Style(underline=Underline.CURLY, underline_color=(9, 8, 7)), "\x1b[;4:3;58:2::9:8:7m"),
    ],
)
def test_styles_as_sequences(style: Style, sequence: str) -> None:
    """Each sets everything, whatever was set before."""
    assert sgr(style) == sequence


def test_only_changes_are_written() -> None:
    """Neighbouring cells of one style cost their characters and nothing else."""
    pen = Pen(Tables(0, [Style(), Style(fg=2)]))
    assert pen.line(Row("aabb", "\0\0\1\1")) == "aa\x1b[;32mbb\x1b[m"
    assert pen.line(Row("cc", "\0\0")) == "cc"


def test_links_cannot_break_out() -> None:
    """A link is chosen by the program; what would end its sequence is dropped."""
    pen = Pen(Tables(0, [Style(), Style(link="http://x\x1b\\\x07y")]))
    assert pen.line(Row("a", "\1")) == "\x1b]8;;http://x\\y\x1b\\a\x1b]8;;\x1b\\"
