"""What was found in a terminal, and which of it is looked at; pure."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

__all__ = ["Found"]


class Found(msgspec.Struct, frozen=True):
    """The hits of one search, newest first."""

    pattern: str = ""
    hits: tuple[tuple[int, int, int], ...] = ()
    """Absolute line, first cell, number of cells."""
    more: bool = False
    """There are older ones that were not asked for."""
    place: int = 0
    """The hit that is looked at."""
    error: str = ""

    @property
    def current(self) -> tuple[int, int, int] | None:
        """The hit that is looked at."""
        return self.hits[self.place] if self.hits else None

    def step(self, count: int) -> Found:
        """Go on by `count` hits towards older ones; from the last one to the first."""
        return replace(self, place=(self.place + count) % len(self.hits)) if self.hits else self

    def nearest(self, line: int) -> Found:
        """Begin with the newest hit that is not below a line."""
        for place, (where, _, _) in enumerate(self.hits):
            if where <= line:
                return replace(self, place=place)
        return self

    def on_line(self, line: int) -> list[tuple[int, int, bool]]:
        """First cell, cell after the last, and whether it is the current one, of the hits of a line."""
        return [
            (col, col + cells, place == self.place)
            for place, (where, col, cells) in enumerate(self.hits)
            if where == line
        ]

    def words(self) -> str:
        """The state of the search in a few words."""
        if self.error:
            return self.error
        if not self.pattern:
            return ""
        if not self.hits:
            return "not found"
        return f"{self.place + 1} of {len(self.hits)}{'+' if self.more else ''}"
