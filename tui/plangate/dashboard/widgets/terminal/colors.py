"""A program's colours and attributes as Rich styles, in the colours of the theme."""

from __future__ import annotations

from functools import lru_cache

import msgspec
from rich.color import Color as RichColor
from rich.color_triplet import ColorTriplet
from rich.style import Style as RichStyle

from plangate.dashboard.theme_file import RGB, Palette
from plangate.model.screen import Color, Flag, Style, Underline

__all__ = ["StyleBook", "mix", "rgb_color"]

_XTERM = (
    (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229),
    (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255), (0, 255, 255),
    (255, 255, 255),
)  # fmt: skip
"""xterm's first sixteen colours, for themes that name none."""

_CUBE = (0, 95, 135, 175, 215, 255)
_DIM = 0.45
"""How far a dim colour is moved towards its background; SGR 2 itself is drawn too differently by terminals."""
_FADED = 0.55
"""The same for a screen that is not live."""


def mix(color: RGB, other: RGB, share: float) -> RGB:
    """The colour moved towards another by a share from 0 to 1."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(color, other, strict=True))
    return red, green, blue


@lru_cache(maxsize=4096)
def rgb_color(color: RGB) -> RichColor:
    """A colour as Rich wants it."""
    return RichColor.from_triplet(ColorTriplet(*color))


class StyleBook(msgspec.Struct, frozen=True):
    """Turns styles of the emulator into styles of Rich; one for each theme and mood."""

    palette: Palette
    faded: bool = False
    """The screen is not live: everything is moved towards the background."""
    reverse: bool = False
    """The program has exchanged foreground and background of the whole screen (DECSCNM)."""

    def color(self, color: Color, default: RGB) -> RGB:
        """A colour of the terminal as the theme has it."""
        if color is None:
            return default
        if isinstance(color, tuple):
            return color
        if color < 16:
            return self.palette.indexed[color] if self.palette.indexed else _XTERM[color]
        if color < 232:
            cell = color - 16
            return _CUBE[cell // 36], _CUBE[cell // 6 % 6], _CUBE[cell % 6]
        level = 8 + 10 * (color - 232)
        return level, level, level

    def ground(self) -> RichStyle:
        """The style of cells that nothing was written to."""
        return self.resolve(Style())

    def resolve(self, style: Style) -> RichStyle:
        """The style as Rich draws it: true colours, dim mixed, inverse exchanged, hidden made invisible."""
        front, back = self._pair(style)
        flags = style.flags
        return RichStyle(
            color=rgb_color(front),
            bgcolor=rgb_color(back),
            bold=bool(flags & Flag.BOLD) or None,
            italic=bool(flags & Flag.ITALIC) or None,
            blink=bool(flags & Flag.BLINK) or None,
            strike=bool(flags & Flag.STRIKE) or None,
            overline=bool(flags & Flag.OVERLINE) or None,
            underline=(bool(style.underline) and style.underline != Underline.DOUBLE) or None,
            underline2=style.underline == Underline.DOUBLE or None,
            link=_safe_link(style.link),
        )

    def _pair(self, style: Style) -> tuple[RGB, RGB]:
        front, back = self.palette.foreground, self.palette.background
        if self.reverse:
            front, back = back, front
        ground = back
        front, back = self.color(style.fg, front), self.color(style.bg, back)
        if style.flags & Flag.INVERSE:
            front, back = back, front
        if style.flags & Flag.DIM:
            front = mix(front, back, _DIM)
        if self.faded:
            front, back = mix(front, ground, _FADED), mix(back, ground, _FADED)
        if style.flags & Flag.HIDDEN:
            front = back
        return front, back


def _safe_link(target: str | None) -> str | None:
    """A link that can be written into an OSC 8 sequence without ending it."""
    return target if target and target.isprintable() else None
