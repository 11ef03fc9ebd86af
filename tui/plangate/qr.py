"""QR codes as lines of half blocks; none where the extra `web` is not installed."""

from __future__ import annotations

__all__ = ["qr_lines"]

_BORDER = 2
_BLOCKS = {(0, 0): "█", (0, 1): "▀", (1, 0): "▄", (1, 1): " "}
"""For two modules above each other, 1 being dark: to be painted light on dark."""


def qr_lines(text: str) -> list[str]:
    """The code for a text; to be painted white on black, whatever the theme, or cameras do not read it."""
    try:
        import segno
    except ImportError:
        return []
    rows = [list(row) for row in segno.make(text, error="l", micro=False).matrix_iter(border=_BORDER)]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    return [
        "".join(_BLOCKS[bool(above), bool(below)] for above, below in zip(upper, lower, strict=True))
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    ]
