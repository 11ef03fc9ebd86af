"""State of a connection to the keeper, and the file descriptors that came along it."""

from __future__ import annotations

import os

__all__ = ["Visitor"]


class Visitor:
    """State of a connection to the keeper."""

    __slots__ = ("descriptors", "greeted", "is_host")

    def __init__(self) -> None:
        self.greeted = False
        self.is_host = False
        self.descriptors: list[int] = []
        """File descriptors that came along and were not taken yet."""

    def take_descriptor(self) -> int | None:
        """The newest that came along; others are closed."""
        taken = self.descriptors.pop() if self.descriptors else None
        self.drop_descriptors()
        return taken

    def drop_descriptors(self) -> None:
        """Close what nobody took."""
        while self.descriptors:
            os.close(self.descriptors.pop())
