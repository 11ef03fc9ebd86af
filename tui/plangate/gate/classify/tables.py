"""How tables of words are written."""

from __future__ import annotations

__all__ = ["words_of"]


def words_of(text: str) -> list[str]:
    """The words of a table, which may go over several lines."""
    return text.split()
