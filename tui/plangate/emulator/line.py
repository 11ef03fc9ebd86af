"""One line of the screen: two strings of equal length, and every way to change a part of them.

Nothing here leaves half of a wide character behind: whatever cuts one blanks the other half.
"""

from __future__ import annotations

from plangate.model.screen import WIDE_TAIL, Row

__all__ = ["Line"]


class Line:
    """A line that can be changed; cells beyond the end of `text` are blanks in the default style."""

    __slots__ = ("codes", "mixed", "seen", "text", "wrapped")

    def __init__(self, text: str = "", codes: str = "", wrapped: bool = False, mixed: bool = False) -> None:
        self.text = text
        self.codes = codes
        self.wrapped = wrapped
        """Whether the text goes on in the next line."""
        self.mixed = mixed
        """Whether there may be wide characters or clusters."""
        self.seen: Row | None = None
        """The row last handed out, so that unchanged lines give the same object."""

    def row(self) -> Row:
        """The line as a value, without trailing default blanks unless the text goes on."""
        seen = self.seen
        text = self.text
        if (
            seen is not None
            and seen.text is text
            and seen.styles is self.codes
            and seen.wrapped is self.wrapped
        ):
            return seen
        codes = self.codes
        if text and text[-1] == " " and codes[-1] == "\0" and not self.wrapped:
            length = min(len(text.rstrip(" ")), len(text))
            length = max(length, len(codes.rstrip("\0")))
            text = self.text = text[:length]
            codes = self.codes = codes[:length]
        row = Row(text, codes, self.wrapped)
        if row == seen:
            self.text, self.codes = seen.text, seen.styles
            return seen
        self.seen = row
        return row

    def pad(self, length: int) -> None:
        """Store at least this many cells."""
        missing = length - len(self.text)
        if missing > 0:
            self.text += " " * missing
            self.codes += "\0" * missing

    def split(self, col: int) -> None:
        """Blank a wide character that lies across the border in front of a column."""
        text = self.text
        if 0 < col < len(text) and text[col] == WIDE_TAIL:
            self.text = f"{text[: col - 1]}  {text[col + 1 :]}"

    def put(self, col: int, text: str, codes: str) -> None:
        """Write cells over what is there."""
        old = self.text
        end = col + len(text)
        length = len(old)
        if col >= length:
            if col > length:
                self.pad(col)
            self.text += text
            self.codes += codes
            return
        if self.mixed:
            self.split(col)
            self.split(end)
            old = self.text
        self.text = old[:col] + text + old[end:]
        self.codes = self.codes[:col] + codes + self.codes[end:]

    def erase(self, start: int, end: int, code: str) -> None:
        """Blank the cells from `start` up to `end`, in the style of `code`."""
        if self.mixed:
            self.split(start)
            self.split(end)
        text = self.text
        length = len(text)
        if code == "\0" and end >= length:
            if start < length:
                self.text = text[:start]
                self.codes = self.codes[:start]
            return
        if start > length:
            self.pad(start)
            text = self.text
        if start < end:
            self.text = text[:start] + " " * (end - start) + text[end:]
            self.codes = self.codes[:start] + code * (end - start) + self.codes[end:]

    def insert(self, col: int, count: int, edge: int, code: str) -> None:
        """Insert blanks at `col`; cells from there move right, those beyond `edge` are lost."""
        count = min(count, edge - col)
        if count <= 0:
            return
        self.pad(edge)
        if self.mixed:
            self.split(col)
            self.split(edge - count)
            self.split(edge)
        text, codes = self.text, self.codes
        self.text = text[:col] + " " * count + text[col : edge - count] + text[edge:]
        self.codes = codes[:col] + code * count + codes[col : edge - count] + codes[edge:]

    def delete(self, col: int, count: int, edge: int, code: str) -> None:
        """Delete cells at `col`; those up to `edge` move left and blanks come in behind them."""
        count = min(count, edge - col)
        if count <= 0:
            return
        if code == "\0" and edge >= len(self.text) and not self.mixed:
            self.text = self.text[:col] + self.text[col + count :]
            self.codes = self.codes[:col] + self.codes[col + count :]
            return
        self.pad(edge)
        if self.mixed:
            self.split(col)
            self.split(col + count)
            self.split(edge)
        text, codes = self.text, self.codes
        self.text = text[:col] + text[col + count : edge] + " " * count + text[edge:]
        self.codes = codes[:col] + codes[col + count : edge] + code * count + codes[edge:]

    def cut(self, start: int, end: int) -> tuple[str, str]:
        """A copy of the cells from `start` up to `end`; wide characters cut in half become blanks."""
        text, codes = self.text[start:end], self.codes[start:end]
        missing = end - start - len(text)
        if missing > 0:
            text += " " * missing
            codes += "\0" * missing
        if self.mixed:
            if text[:1] == WIDE_TAIL:
                text = " " + text[1:]
            if self.text[end : end + 1] == WIDE_TAIL and text:
                text = text[:-1] + " "
        return text, codes

    def crop(self, width: int) -> None:
        """Forget the cells beyond a width."""
        if len(self.text) > width:
            if self.mixed:
                self.split(width)
            self.text = self.text[:width]
            self.codes = self.codes[:width]
