"""Short ways to say what is fed and what is shown."""

from __future__ import annotations

from plangate.emulator.terminal import Terminal
from plangate.model.screen import Style, style_number

__all__ = ["answers", "column", "place", "shows", "style", "terminal"]


def terminal(output: str = "", cols: int = 10, rows: int = 4) -> Terminal:
    """A small terminal after some output."""
    term = Terminal(cols, rows, 100)
    term.feed(output.encode())
    return term


def shows(output: str, cols: int = 10, rows: int = 4) -> list[str]:
    """The rows after some output, without trailing blanks and blank rows at the end."""
    term = terminal(output, cols, rows)
    lines = [term.tables.plain(row).rstrip() for row in term.screen()]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def place(output: str, cols: int = 10, rows: int = 4) -> tuple[int, int]:
    """The cursor's row and column after some output."""
    cursor = terminal(output, cols, rows).cursor
    return cursor.row, cursor.col


def column(output: str, cols: int = 40) -> int:
    """The cursor's column after some output on a wide screen."""
    return place(output, cols)[1]


def style(term: Terminal, row: int, col: int) -> Style:
    """The style of a cell."""
    line = term.screen()[row]
    return term.tables.styles[style_number(line.styles[col])] if col < len(line.styles) else Style()


def answers(output: str, cols: int = 10, rows: int = 4) -> str:
    """What the terminal replies to some output, with ESC written as ^."""
    return terminal(output, cols, rows).take_replies().decode("latin-1").replace("\x1b", "^")
