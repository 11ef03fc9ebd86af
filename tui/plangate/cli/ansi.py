"""Rows as escape sequences for a terminal. Pure."""

from __future__ import annotations

from plangate.model.screen import DEFAULT_STYLE, Color, Flag, Row, Style, Tables, Underline

__all__ = ["Pen", "sgr"]

_CODES = (
    (Flag.BOLD, "1"),
    (Flag.DIM, "2"),
    (Flag.ITALIC, "3"),
    (Flag.BLINK, "5"),
    (Flag.INVERSE, "7"),
    (Flag.HIDDEN, "8"),
    (Flag.STRIKE, "9"),
    (Flag.OVERLINE, "53"),
)


class Pen:
    """Writes runs of text, changing the terminal's style only where it differs.

    Args:
        tables: What the rows' codes stand for.
    """

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.style = DEFAULT_STYLE
        """What the terminal is set to."""

    def turn(self, style: Style) -> str:
        """What makes the terminal write in this style."""
        if style == self.style:
            return ""
        before, self.style = self.style, style
        made = "" if style[:5] == before[:5] else sgr(style)
        if style.link != before.link:
            made += f"\x1b]8;;{_safe(style.link or '')}\x1b\\"
        return made

    def write(self, row: Row) -> str:
        """The row's text with its styles; the terminal keeps the last one."""
        return "".join(self.turn(run.style) + run.text for run in self.tables.runs(row))

    def line(self, row: Row) -> str:
        """The row alone: begins and ends in the default style."""
        return self.write(row) + self.turn(DEFAULT_STYLE)


def sgr(style: Style) -> str:
    """The sequence that sets exactly this style, whatever was set before."""
    codes = [code for flag, code in _CODES if style.flags & flag]
    if style.underline:
        codes.append("4" if style.underline == Underline.SINGLE else f"4:{style.underline}")
    codes += _colour(style.fg, 30, 90, "38")
    codes += _colour(style.bg, 40, 100, "48")
    if style.underline_color is not None:
        codes += _colour(style.underline_color, -1, -1, "58")
    return f"\x1b[{';'.join(['', *codes]) if codes else ''}m"


def _colour(colour: Color, basic: int, bright: int, extended: str) -> list[str]:
    if colour is None:
        return []
    if isinstance(colour, tuple):
        red, green, blue = colour
        return [f"{extended};2;{red};{green};{blue}" if basic >= 0 else f"{extended}:2::{red}:{green}:{blue}"]
    if basic >= 0 and colour < 8:
        return [str(basic + colour)]
    if bright >= 0 and colour < 16:
        return [str(bright + colour - 8)]
    return [f"{extended};5;{colour}" if basic >= 0 else f"{extended}:5:{colour}"]


def _safe(link: str) -> str:
    """A link cannot end its own sequence: programs choose it."""
    return "".join(char for char in link if char.isprintable())
