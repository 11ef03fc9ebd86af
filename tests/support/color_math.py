"""Contrast as WCAG 2.2 defines it, and colours as people with colour vision deficiencies see them."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["DEFICIENCIES", "contrast", "difference", "seen_with"]

RGB = tuple[int, int, int]

DEFICIENCIES: dict[str, tuple[tuple[float, float, float], ...]] = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""Machado, Oliveira and Fernandes (2009), severity 1.0, applied to linear RGB."""


def contrast(one: RGB, other: RGB) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def seen_with(deficiency: str, color: RGB) -> RGB:
    """The colour as it looks with the deficiency."""
    linear = [_to_linear(part) for part in color]
    mixed = [sum(a * b for a, b in zip(row, linear, strict=True)) for row in DEFICIENCIES[deficiency]]
    red, green, blue = (_from_linear(part) for part in mixed)
    return red, green, blue


def difference(one: RGB, other: RGB) -> float:
    """Distance in CIE L*a*b* (CIE76); about 2.3 is just noticeable, 20 is plain to see."""
    pairs = zip(_lab(one), _lab(other), strict=True)
    return float(sum((a - b) ** 2 for a, b in pairs) ** 0.5)


def _luminance(color: RGB) -> float:
    red, green, blue = (_to_linear(part) for part in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _to_linear(part: int) -> float:
    value = part / 255
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _from_linear(value: float) -> int:
    value = min(max(value, 0.0), 1.0)
    part = value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
    return round(part * 255)


def _lab(color: RGB) -> Sequence[float]:
    red, green, blue = (_to_linear(part) for part in color)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    fx, fy, fz = (_lab_curve(part) for part in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def _lab_curve(value: float) -> float:
    return float(value ** (1 / 3)) if value > 0.008856 else 7.787 * value + 16 / 116
