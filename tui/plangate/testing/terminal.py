"""A terminal to try things out on: bytes in, the screen as text and cells out.

```python
from plangate.testing import terminal

term = terminal(80, 24)
term.feed(b"\\x1b[1;31mred\\x1b[m plain")
assert term.lines()[0].rstrip() == "red plain"
assert term.cell(0, 0) == ("r", 1, None, {"bold"})
```
"""

from __future__ import annotations

from plangate.emulator import make
from plangate.model.screen import WIDE_TAIL, Color, Flag, Row, style_number

__all__ = ["TestTerminal", "terminal"]

_NAMES = {
    Flag.BOLD: "bold",
    Flag.DIM: "dim",
    Flag.ITALIC: "italic",
    Flag.BLINK: "blink",
    Flag.INVERSE: "inverse",
    Flag.HIDDEN: "hidden",
    Flag.STRIKE: "strike",
}


class TestTerminal:
    """One terminal; rows and columns count from 0."""

    __test__ = False  # not a test case, whatever pytest thinks of the name

    def __init__(
        self,
        cols: int,
        rows: int,
        backend: str = "default",
        scrollback: int = 5000,
        window_control: bool = True,
    ) -> None:
        self.emulator = make(cols, rows, scrollback, backend, window_control)
        """The terminal itself, for everything that is not offered here."""

    def feed(self, data: bytes) -> None:
        """Let the program write."""
        self.emulator.feed(data)

    def resize(self, cols: int, rows: int) -> None:
        """Change the size."""
        self.emulator.resize(cols, rows)

    def lines(self) -> list[str]:
        """The screen, one string per row, padded with spaces to the full width."""
        return [self._text(row, self.emulator.columns) for row in self.emulator.screen()]

    def history(self) -> list[str]:
        """The lines that left the screen at its top, oldest first, without trailing blanks."""
        rows = self.emulator.history(self.emulator.base, self.emulator.top)
        return [self.emulator.tables.plain(row).rstrip(" ") for row in rows]

    def cell(self, row: int, col: int) -> tuple[str, Color, Color, set[str]]:
        """Text, foreground, background and attributes of a cell.

        The text of the right half of a wide character is empty. A colour is None for the default, a
        number for a palette entry, or red, green and blue.
        """
        tables = self.emulator.tables
        line = self.emulator.screen()[row]
        if col >= len(line.text):
            return " ", None, None, set()
        style = tables.styles[style_number(line.styles[col])]
        names = {name for flag, name in _NAMES.items() if style.flags & flag}
        if style.underline:
            names.add("underline")
        char = line.text[col]
        text = "" if char == WIDE_TAIL else tables.plain(Row(char, line.styles[col]))
        return text, style.fg, style.bg, names

    def cursor(self) -> tuple[int, int]:
        """Row and column of the cursor."""
        cursor = self.emulator.cursor
        return cursor.row, cursor.col

    def replies(self) -> bytes:
        """What the terminal answered since the last call."""
        return self.emulator.take_replies()

    def title(self) -> str:
        """The window title."""
        return self.emulator.title

    def _text(self, row: Row, width: int) -> str:
        return self.emulator.tables.plain(row) + " " * (width - len(row.text))


def terminal(
    cols: int, rows: int, backend: str = "default", scrollback: int = 5000, window_control: bool = True
) -> TestTerminal:
    """A terminal of a size; `backend`, `scrollback` and `window_control` as for `plangate.emulator.make`.

    Window control is on here, so that every sequence can be tried out: the program may change the
    size and read back its titles and its clipboard. Sessions run without it.
    """
    return TestTerminal(cols, rows, backend, scrollback, window_control)
