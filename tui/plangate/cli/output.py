"""The only writer of standard output: data there, talk on standard error."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from plangate.cli.text import Align, plain, table
from plangate.errors import PlangateError

__all__ = ["JSON_VERSION", "Output"]

JSON_VERSION = 1
"""Grows when a documented shape changes other than by a new key."""

_PAINT = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "blue": "34", "cyan": "36"}


class Output:
    """Where a command's results and remarks go.

    Args:
        data: Standard output.
        talk: Standard error.
        environment: For NO_COLOR, TERM and COLUMNS.
    """

    def __init__(self, data: TextIO, talk: TextIO, environment: Mapping[str, str]) -> None:
        self._data = data
        self._talk = talk
        self._plain = bool(environment.get("NO_COLOR")) or environment.get("TERM") == "dumb"
        self._columns = environment.get("COLUMNS", "")
        self.as_json = False
        """Whether errors too are told as JSON."""

    @property
    def for_people(self) -> bool:
        """Whether standard output is a terminal."""
        return self._data.isatty()

    def document(self, **fields: Any) -> None:
        """One JSON document with its version."""
        text = json.dumps({"version": JSON_VERSION, **fields}, ensure_ascii=False, indent=2)
        self._data.write(text + "\n")

    def record(self, **fields: Any) -> None:
        """One line of JSON with its version, written at once; for streams of records."""
        text = json.dumps({"version": JSON_VERSION, **fields}, ensure_ascii=False, separators=(",", ":"))
        self._data.write(text + "\n")
        self._data.flush()

    def line(self, text: str = "") -> None:
        """One line of data; control characters in it are dropped."""
        self._data.write(plain(text) + "\n")

    def flush(self) -> None:
        """Hand everything written so far to the system."""
        self._data.flush()

    def raw(self, text: str) -> None:
        """Text as it is, for what the caller made itself."""
        self._data.write(text)

    def table(
        self,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        align: Sequence[Align] = (),
        paint: Mapping[int, Mapping[str, str]] | None = None,
    ) -> None:
        """Columns for people, cut to the terminal's width when there is one.

        Args:
            heads: Headings; an empty table prints nothing.
            rows: Cells as text.
            align: One for each column, left where missing.
            paint: For a column, the colour of each word that may stand in it.
        """
        if not rows:
            return
        coloured = self.for_people and not self._plain
        for number, cells in enumerate(table(heads, rows, align, self._width())):
            shown = self._painted(number, cells, paint or {}) if coloured else cells
            self._data.write("  ".join(shown).rstrip() + "\n")

    def styled(self, text: str, colour: str) -> str:
        """The text in a colour when standard output can show it."""
        if not self.for_people or self._plain or colour not in _PAINT:
            return text
        return f"\x1b[{_PAINT[colour]}m{text}\x1b[0m"

    def say(self, text: str) -> None:
        """A remark that is not data."""
        self._talk.write(plain(text) + "\n")
        self._talk.flush()

    def error(self, error: PlangateError) -> None:
        """What went wrong, and what can be done."""
        if self.as_json:
            self.document(error={"code": error.code, "message": error.message, "hint": error.hint})
        self.say(f"error: {error.message}")
        for line in error.hint.splitlines():
            self.say(f"hint: {line}")

    def _width(self) -> int:
        if not self.for_people:
            return 0
        if self._columns.isdigit():
            return int(self._columns)
        try:
            return os.get_terminal_size(self._data.fileno()).columns
        except (OSError, ValueError):
            return 0

    def _painted(
        self, number: int, cells: Sequence[str], paint: Mapping[int, Mapping[str, str]]
    ) -> Sequence[str]:
        if number == 0:
            return [self.styled(cell, "dim") for cell in cells]
        return [
            self.styled(cell, paint.get(column, {}).get(cell.strip().split(" ")[0], ""))
            for column, cell in enumerate(cells)
        ]
