"""Colour spaces that X's colour strings may be written in, as seen on an sRGB screen."""

from __future__ import annotations

import math
from collections.abc import Callable

__all__ = ["CONVERSIONS"]

Rgb = tuple[int, int, int]

_WHITE = (0.95047, 1.0, 1.08883)
"""The white of sRGB screens, D65, in CIE XYZ."""

_TO_RGB = (
    (3.2404542, -1.5371385, -0.4985314),
    (-0.9692660, 1.8760108, 0.0415560),
    (0.0556434, -0.2040259, 1.0572252),
)
"""From CIE XYZ to linear red, green and blue (IEC 61966-2-1)."""

_DARK = 216 / 24389
_SLOPE = 24389 / 27
"""Below `_DARK` the lightness of CIE L* is linear, with this slope."""


def _intensities(red: float, green: float, blue: float) -> Rgb:
    return _channel(red), _channel(green), _channel(blue)


def _channel(intensity: float) -> int:
    """What a screen has to be given to shine with an intensity from 0 to 1."""
    intensity = min(1.0, max(0.0, intensity))
    if intensity <= 0.0031308:
        return round(255 * 12.92 * intensity)
    return round(255 * (1.055 * math.pow(intensity, 1 / 2.4) - 0.055))


def _xyz(x: float, y: float, z: float) -> Rgb:
    red, green, blue = (a * x + b * y + c * z for a, b, c in _TO_RGB)
    return _intensities(red, green, blue)


def _xy(x: float, y: float, luminance: float) -> Rgb:
    if y <= 0:
        return 0, 0, 0
    return _xyz(x * luminance / y, luminance, (1 - x - y) * luminance / y)


def _uv(u: float, v: float, luminance: float) -> Rgb:
    if v <= 0:
        return 0, 0, 0
    return _xyz(9 * u * luminance / (4 * v), luminance, (12 - 3 * u - 20 * v) * luminance / (4 * v))


def _lab(lightness: float, a: float, b: float) -> Rgb:
    middle = (lightness + 16) / 116
    x, z = (
        _unlight(part) * white for part, white in ((middle + a / 500, 0.95047), (middle - b / 200, 1.08883))
    )
    return _xyz(x, _luminance(lightness), z)


def _unlight(part: float) -> float:
    cubed = part**3
    return cubed if cubed > _DARK else (116 * part - 16) / _SLOPE


def _luminance(lightness: float) -> float:
    return ((lightness + 16) / 116) ** 3 if lightness > _SLOPE * _DARK else lightness / _SLOPE


def _luv(lightness: float, u: float, v: float) -> Rgb:
    if lightness <= 0:
        return 0, 0, 0
    x, y, z = _WHITE
    total = x + 15 * y + 3 * z
    return _uv(
        4 * x / total + u / (13 * lightness),
        9 * y / total + v / (13 * lightness),
        _luminance(lightness),
    )


CONVERSIONS: dict[str, Callable[[float, float, float], Rgb]] = {
    "rgbi": _intensities,
    "ciexyz": _xyz,
    "ciexyy": _xy,
    "cieuvy": _uv,
    "cielab": _lab,
    "cieluv": _luv,
}
"""What the three numbers behind each prefix mean; colours that no screen can show are clipped."""
