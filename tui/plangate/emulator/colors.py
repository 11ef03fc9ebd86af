"""The 256 colours, colours as X programs write them, and back."""

from __future__ import annotations

import re

from plangate.emulator.names import named
from plangate.emulator.spaces import CONVERSIONS

__all__ = ["DYNAMIC", "SPECIAL", "parse", "spell", "xterm_color"]

SPECIAL = 256
"""First number of the special colours: bold, underline, blink, reverse, italic."""

DYNAMIC = 512
"""OSC 10 to 19 are numbered from here."""

Rgb = tuple[int, int, int]

_BASIC: tuple[Rgb, ...] = (
    (0, 0, 0),
    (205, 0, 0),
    (0, 205, 0),
    (205, 205, 0),
    (0, 0, 238),
    (205, 0, 205),
    (0, 205, 205),
    (229, 229, 229),
    (127, 127, 127),
    (255, 0, 0),
    (0, 255, 0),
    (255, 255, 0),
    (92, 92, 255),
    (255, 0, 255),
    (0, 255, 255),
    (255, 255, 255),
)
_STEPS = (0, 95, 135, 175, 215, 255)
_RGB = re.compile(r"rgb:([0-9a-f]{1,4})/([0-9a-f]{1,4})/([0-9a-f]{1,4})\Z", re.IGNORECASE)
_FRACTION = r"([+-]?(?:[0-9]{1,9}\.?[0-9]{0,9}|\.[0-9]{1,9})(?:e[+-]?[0-9]{1,2})?)"
_SPACE = re.compile(rf"([a-z]{{4,6}}):{_FRACTION}/{_FRACTION}/{_FRACTION}\Z", re.IGNORECASE)
_HASH = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{9}|[0-9a-f]{12})\Z", re.IGNORECASE)


def xterm_color(number: int) -> Rgb:
    """One of xterm's 256 colours."""
    if number < 16:
        return _BASIC[number]
    if number < 232:
        number -= 16
        return _STEPS[number // 36], _STEPS[number // 6 % 6], _STEPS[number % 6]
    level = 8 + 10 * (number - 232)
    return level, level, level


def parse(text: str) -> Rgb | None:
    """A colour from a form of X's: `rgb:`, `#`, a name, or `rgbi:` and the CIE's; None for anything else."""
    found = _RGB.match(text)
    if found:
        red, green, blue = (_scaled(part) for part in found.groups())
        return red, green, blue
    found = _HASH.match(text)
    if found:
        size = len(found[1]) // 3
        red, green, blue = (_high(found[1][index * size : index * size + size]) for index in range(3))
        return red, green, blue
    found = _SPACE.match(text)
    if found:
        convert = CONVERSIONS.get(found[1].lower())
        return convert(float(found[2]), float(found[3]), float(found[4])) if convert else None
    return named(text)


def spell(color: Rgb) -> str:
    """A colour in the form that terminals report."""
    return "rgb:{0:02x}{0:02x}/{1:02x}{1:02x}/{2:02x}{2:02x}".format(*color)


def _scaled(digits: str) -> int:
    """`rgb:` components are fractions of the largest number with as many digits."""
    return round(int(digits, 16) * 255 / (int("f" * len(digits), 16)))


def _high(digits: str) -> int:
    """`#` components give the highest bits."""
    return int(digits.ljust(2, "0")[:2], 16)
