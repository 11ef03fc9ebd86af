"""How many cells a text takes; the emulator and the painter both ask here, so that they agree."""

from __future__ import annotations

from functools import lru_cache

from wcwidth import wcswidth

__all__ = ["cells"]


def cells(text: str) -> int:
    """Cells taken by printable text, counted in grapheme clusters as Rich's `cell_len` does."""
    if text.isascii():
        return len(text)
    return _measure(text)


@lru_cache(maxsize=8192)
def _measure(text: str) -> int:
    return max(0, wcswidth(text))
