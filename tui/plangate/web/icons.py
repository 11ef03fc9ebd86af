"""Draws the page's icons: a gate, half open, with a prompt behind it. `python -m plangate.web.icons` writes them.

The shapes are distance functions, so that every size is drawn for itself and has smooth edges.
"""

from __future__ import annotations

import struct
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

__all__ = ["ICONS", "PAGE", "icons", "svg"]

PAGE = Path(__file__).with_name("page")
ICONS = {
    "icon-180.png": (180, 0.0, False),
    "icon-192.png": (192, 0.0, True),
    "icon-512.png": (512, 0.0, True),
    "icon-maskable-512.png": (512, 0.11, False),
}
"""Name, size in pixels, margin around the drawing as a part of it, and whether the corners are round."""

_GROUND = (0x10, 0x14, 0x1B)
_POST = (0xD5, 0xDB, 0xE6)
_PROMPT = (0x82, 0xAA, 0xFF)
_LINE = (0x63, 0xD2, 0xC6)
_STROKES = (
    (_POST, 5.0, ((24.0, 26.0), (24.0, 76.0))),
    (_POST, 5.0, ((76.0, 26.0), (76.0, 76.0))),
    (_LINE, 5.0, ((24.0, 26.0), (76.0, 26.0))),
    (_PROMPT, 5.0, ((38.0, 44.0), (50.0, 55.0))),
    (_PROMPT, 5.0, ((50.0, 55.0), (38.0, 66.0))),
    (_LINE, 5.0, ((56.0, 68.0), (64.0, 68.0))),
)
"""Colour, half width, and ends of each stroke, on a square of 100."""
_CORNER = 22.0

_Color = tuple[int, int, int]
_Point = tuple[float, float]


def icons() -> Iterator[tuple[str, bytes]]:
    """Every icon's name and content."""
    yield "icon.svg", svg().encode()
    for name, (size, margin, rounded) in ICONS.items():
        yield name, _png(size, margin, rounded)


def svg() -> str:
    """The drawing for browsers that scale it themselves."""
    strokes = "".join(
        f'<path d="M{a[0]:g} {a[1]:g}L{b[0]:g} {b[1]:g}" stroke="{_hex(color)}" stroke-width="{2 * width:g}"/>'
        for color, width, (a, b) in _STROKES
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
        f'<rect width="100" height="100" rx="{_CORNER:g}" fill="{_hex(_GROUND)}"/>'
        f'<g stroke-linecap="round" fill="none">{strokes}</g></svg>\n'
    )


def _png(size: int, margin: float, rounded: bool) -> bytes:
    rows = (_row(y, size, margin, rounded) for y in range(size))
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    chunks = ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _row(y: int, size: int, margin: float, rounded: bool) -> bytes:
    """One row of pixels, red green blue alpha."""
    scale = size / 100 * (1 - 2 * margin)
    offset = size * margin
    pixels = bytearray()
    py = (y + 0.5 - offset) / scale
    near = [stroke for stroke in _STROKES if _reaches(stroke[2], stroke[1] + 2 / scale, py)]
    for x in range(size):
        px = (x + 0.5 - offset) / scale
        color: tuple[float, ...] = _GROUND
        for ink, width, (a, b) in near:
            cover = _cover((_distance(px, py, a, b) - width) * scale)
            if cover > 0:
                color = tuple(old + (new - old) * cover for old, new in zip(color, ink, strict=True))
        alpha = _cover(_outside(px, py) * scale) if rounded else 1.0
        pixels += bytes((*(round(part) for part in color), round(255 * alpha)))
    return bytes(pixels)


def _reaches(ends: tuple[_Point, _Point], width: float, y: float) -> bool:
    return min(ends[0][1], ends[1][1]) - width <= y <= max(ends[0][1], ends[1][1]) + width


def _cover(distance: float) -> float:
    """How much of a pixel is inside, by the distance of its centre from the edge in pixels."""
    return max(0.0, min(1.0, 0.5 - distance))


def _distance(x: float, y: float, a: _Point, b: _Point) -> float:
    """From a point to a line segment."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    along = max(0.0, min(1.0, ((x - a[0]) * dx + (y - a[1]) * dy) / (dx * dx + dy * dy)))
    return float(((x - a[0] - along * dx) ** 2 + (y - a[1] - along * dy) ** 2) ** 0.5)


def _outside(x: float, y: float) -> float:
    """From a point to the edge of the round square; negative within."""
    dx, dy = abs(x - 50) - 50 + _CORNER, abs(y - 50) - 50 + _CORNER
    return float((max(dx, 0) ** 2 + max(dy, 0) ** 2) ** 0.5 + min(max(dx, dy), 0) - _CORNER)


def _hex(color: _Color) -> str:
    return "#{:02x}{:02x}{:02x}".format(*color)


def main() -> int:
    """Write all icons anew."""
    for name, content in icons():
        (PAGE / name).write_bytes(content)
        sys.stdout.write(f"{PAGE / name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
