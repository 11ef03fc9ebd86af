"""Lines cut anew for another width."""

from __future__ import annotations

import re
from collections.abc import Iterable

from plangate.model.screen import WIDE_TAIL

__all__ = ["Mark", "Reflow"]

_WIDE = re.compile(f".{WIDE_TAIL}")
"""A wide character; one column has no room for it."""


class Mark:
    """A place in the text that is to be found again: a line and a column."""

    __slots__ = ("col", "line", "placed")

    def __init__(self, line: int, col: int) -> None:
        self.line = line
        self.col = col
        self.placed = (0, 0)
        """Line and column after the reflow."""


class Reflow:
    """Joins lines that were wrapped and cuts them at another width."""

    def __init__(self, before: int, after: int, marks: Iterable[Mark]) -> None:
        self._before = before
        self._after = after
        self._marks = sorted(marks, key=lambda mark: mark.line)
        self._next = 0
        self._taken = 0
        self._open: list[tuple[str, str]] = []
        """Wrapped lines whose end has not come yet."""
        self.texts: list[str] = []
        self.codes: list[str] = []
        self.wrapped: list[bool] = []

    def add(self, texts: list[str], codes: list[str], wrapped: list[bool]) -> None:
        """Take the next lines."""
        if not self._open and True not in wrapped and max(map(len, texts), default=0) <= self._after:
            self._add_unchanged(texts, codes)
            return
        for text, code, goes_on in zip(texts, codes, wrapped, strict=True):
            if goes_on:
                missing = self._before - len(text)
                self._open.append((text + " " * missing, code + "\0" * missing))
            elif self._open or len(text) > self._after:
                self._open.append((text, code))
                self._close()
            else:
                self._add_unchanged([text], [code])

    def finish(self) -> None:
        """All lines were given."""
        if self._open:
            self._close()
            self.wrapped[-1] = True

    def _add_unchanged(self, texts: list[str], codes: list[str]) -> None:
        start = len(self.texts)
        self.texts += texts
        self.codes += codes
        self.wrapped += [False] * len(texts)
        marks = self._marks
        while self._next < len(marks) and marks[self._next].line < self._taken + len(texts):
            mark = marks[self._next]
            mark.placed = (start + mark.line - self._taken, min(mark.col, self._after - 1))
            self._next += 1
        self._taken += len(texts)

    def _close(self) -> None:
        """Cut one logical line."""
        text, code, starts = self._joined()
        if self._after == 1 and WIDE_TAIL in text:
            text = _WIDE.sub("  ", text)
        start_line = len(self.texts)
        cuts = [0]
        after = self._after
        position = 0
        while True:
            end = position + after
            if end < len(text) and text[end] == WIDE_TAIL and after > 1:
                end -= 1
            self.texts.append(text[position:end])
            self.codes.append(code[position:end])
            self.wrapped.append(True)
            if end >= len(text):
                break
            cuts.append(end)
            position = end
        self.wrapped[-1] = False
        self._place(starts, cuts, start_line)
        self._taken += len(starts)
        self._open = []

    def _joined(self) -> tuple[str, str, list[int]]:
        """The open lines as one, and where each began; a gap left by a wide character is closed."""
        texts, codes, starts = [], [], []
        length = 0
        last = len(self._open) - 1
        for index, (text, code) in enumerate(self._open):
            starts.append(length)
            if index < last and text[-1:] == " " and self._open[index + 1][0][1:2] == WIDE_TAIL:
                text, code = text[:-1], code[:-1]
            texts.append(text)
            codes.append(code)
            length += len(text)
        return "".join(texts), "".join(codes), starts

    def _place(self, starts: list[int], cuts: list[int], start_line: int) -> None:
        marks = self._marks
        while self._next < len(marks) and marks[self._next].line < self._taken + len(starts):
            mark = marks[self._next]
            offset = starts[mark.line - self._taken] + mark.col
            piece = max(index for index, cut in enumerate(cuts) if cut <= offset)
            mark.placed = (start_line + piece, min(offset - cuts[piece], self._after - 1))
            self._next += 1
