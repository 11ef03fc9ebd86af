"""A row of a session's screen as Textual content, in the colours of the theme."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from textual.color import Color as TextualColor
from textual.content import Content
from textual.style import Style as TextualStyle

from plangate.dashboard.theme_file import RGB, Palette
from plangate.model.screen import Color, Flag, Row, Style, Tables

__all__ = ["row_content", "screen_tail"]

_XTERM = (
    (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229),
    (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255), (0, 255, 255), (255, 255, 255),
)  # fmt: skip
"""xterm's own sixteen, for a theme without a palette."""


def row_content(row: Row, tables: Tables, palette: Palette) -> Content:
    """The row, without the blanks at its end."""
    parts = [(run.text, _style(run.style, palette)) for run in tables.runs(row)]
    return Content.assemble(*parts).rstrip()


def screen_tail(rows: Sequence[Row], tables: Tables, count: int) -> list[Row]:
    """The last `count` rows up to the last one that says something."""
    end = len(rows)
    while end and not tables.plain(rows[end - 1]).strip():
        end -= 1
    return list(rows[max(0, end - count) : end])


@lru_cache(maxsize=2048)
def _style(style: Style, palette: Palette) -> TextualStyle:
    foreground = _rgb(style.fg, palette)
    background = _rgb(style.bg, palette)
    if style.flags & Flag.INVERSE:
        foreground, background = (
            _either(background, palette.background),
            _either(foreground, palette.foreground),
        )
    if style.flags & Flag.HIDDEN:
        foreground = _either(background, palette.background)
    return TextualStyle(
        background=TextualColor(*background) if background else TextualColor(0, 0, 0, 0),
        foreground=TextualColor(*_either(foreground, palette.foreground)),
        bold=bool(style.flags & Flag.BOLD),
        dim=bool(style.flags & Flag.DIM),
        italic=bool(style.flags & Flag.ITALIC),
        underline=bool(style.underline),
        strike=bool(style.flags & Flag.STRIKE),
    )


def _either(color: RGB | None, default: RGB) -> RGB:
    return default if color is None else color


def _rgb(color: Color, palette: Palette) -> RGB | None:
    """A colour as red, green, blue; None for the terminal's default."""
    if color is None or isinstance(color, tuple):
        return color
    if color < 16:
        return (palette.indexed or _XTERM)[color]
    if color < 232:
        steps = (color - 16) // 36, (color - 16) // 6 % 6, (color - 16) % 6
        red, green, blue = (55 + 40 * step if step else 0 for step in steps)
        return red, green, blue
    grey = 8 + 10 * (color - 232)
    return grey, grey, grey
