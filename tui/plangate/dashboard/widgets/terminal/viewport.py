"""Which lines and cells of a terminal a pane shows; pure."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from plangate.model.screen import Cursor

__all__ = ["Shape", "Viewport"]

_MARGIN = 4
"""Cells kept visible beside the cursor when the pane is narrower than the terminal."""
_HOME = Cursor()


class Shape(msgspec.Struct, frozen=True):
    """The sizes that a view depends on."""

    width: int = 0
    height: int = 0
    """Of the pane, in cells."""
    columns: int = 0
    lines: int = 0
    """Of the terminal."""
    base: int = 0
    top: int = 0
    """Oldest line there is, and the line in the first row of the screen."""
    cursor: Cursor = _HOME
    used: int = 0
    """Rows of the screen down to the last one that is not blank."""

    @property
    def end(self) -> int:
        """The line after the last one."""
        return self.top + self.lines

    @property
    def bottom(self) -> int:
        """The first line of a pane that shows the newest lines, but always the cursor's."""
        hidden = max(0, min(max(self.used, self.cursor.row + 1), self.lines) - self.height)
        return self.top + (min(hidden, self.cursor.row) if self.cursor.visible else hidden)


class Viewport(msgspec.Struct, frozen=True):
    """Where a pane looks: at the newest lines and the cursor, or at a place of the person's choice."""

    line: int | None = None
    """Absolute number of the first line shown, which stays put while output arrives; None follows."""
    left: int | None = None
    """First cell shown; None follows the cursor."""
    followed: int = 0
    """First cell shown while following; moved only when the cursor would be hidden."""

    @property
    def following(self) -> bool:
        """Whether new output is shown as it arrives."""
        return self.line is None

    def first(self, shape: Shape) -> int:
        """The first line shown."""
        if self.line is None:
            return shape.bottom
        return max(shape.base, min(self.line, shape.bottom))

    def column(self, shape: Shape) -> int:
        """The first cell shown."""
        most = max(0, shape.columns - shape.width)
        return min(most, self.followed if self.left is None else self.left)

    def behind(self, shape: Shape) -> int:
        """How many lines newer than those shown there are."""
        return shape.bottom - self.first(shape)

    def settle(self, shape: Shape) -> Viewport:
        """After the cursor or a size has changed: show the left edge if the cursor can be seen there.

        Else move as little as keeps the cursor's cell in sight.
        """
        most = max(0, shape.columns - shape.width)
        left, col = min(self.followed, most), shape.cursor.col
        margin = min(_MARGIN, max(0, shape.width - 1) // 2)
        if not shape.cursor.visible or col < shape.width - margin:
            left = 0
        elif col < left + margin:
            left = col - margin
        elif col >= left + shape.width - margin:
            left = col - shape.width + 1 + margin
        left = max(0, min(left, most))
        return self if left == self.followed else replace(self, followed=left)

    def scroll(self, lines: int, shape: Shape) -> Viewport:
        """Move down by `lines`, or up; at the newest lines it follows again."""
        return self.show(self.first(shape) + lines, shape)

    def show(self, first: int, shape: Shape) -> Viewport:
        """Show this line first."""
        if first >= shape.bottom:
            return replace(self, line=None)
        return replace(self, line=max(shape.base, first))

    def reveal(self, line: int, shape: Shape) -> Viewport:
        """Show a line, moving as little as possible; one far away comes to the middle."""
        first = self.first(shape)
        if first <= line < first + shape.height:
            return self
        near = first - shape.height < line < first + 2 * shape.height
        if not near:
            return self.show(line - shape.height // 2, shape)
        return self.show(line if line < first else line - shape.height + 1, shape)

    def pan(self, cells: int, shape: Shape) -> Viewport:
        """Move right by `cells`, or left."""
        most = max(0, shape.columns - shape.width)
        return replace(self, left=max(0, min(most, self.column(shape) + cells)))

    def follow(self) -> Viewport:
        """Back to the newest lines and the cursor."""
        return replace(self, line=None, left=None)
