"""The terminal: raw mode, size, and a live area below text that scrolls away."""

from __future__ import annotations

import contextlib
import os
import sys
import termios
import tty
from collections.abc import Sequence

from plangate_demo.view import cells

__all__ = ["Screen"]

_BEGIN, _END = "\x1b[?2026h", "\x1b[?2026l"
"""Synchronized output: the terminal paints what is between them at once."""


class Screen:
    """Writes to standard output; as a context manager it sets the terminal up and leaves it as it was."""

    def __init__(self) -> None:
        self._in = sys.stdin.fileno()
        self._out = sys.stdout.fileno()
        self._before: list[int | list[bytes | int]] = []
        self._drawn: list[str] = []
        self._row = 0

    def __enter__(self) -> Screen:
        self._before = termios.tcgetattr(self._in)
        tty.setraw(self._in)
        self.write("\x1b[?2004h")  # bracketed paste
        return self

    def __exit__(self, *_error: object) -> None:
        self.write(f"{self._erase()}\x1b[?2004l\x1b]7501;state=clear\x1b\\\x1b]2;\x1b\\")
        with contextlib.suppress(termios.error):
            termios.tcsetattr(self._in, termios.TCSADRAIN, self._before)

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows; 80x24 when the terminal does not know."""
        size = os.get_terminal_size(self._out)
        return size.columns or 80, size.lines or 24

    def read(self) -> bytes:
        """What was typed; empty when the terminal is gone."""
        try:
            return os.read(self._in, 65536)
        except OSError:
            return b""

    def write(self, text: str) -> None:
        """Send text as it is; a terminal that is gone takes nothing."""
        data = text.encode()
        with contextlib.suppress(OSError):
            while data:
                data = data[os.write(self._out, data) :]

    def report(self, state: str, kind: str = "", title: str = "") -> None:
        """Tell the terminal what we are doing (OSC 7501) and how the window is called (OSC 2)."""
        detail = f":kind={kind}" if kind else ""
        self.write(f"\x1b]7501;state={state}:app=plangate-demo{detail}\x1b\\\x1b]2;{title}\x1b\\")

    def show(self, lasting: Sequence[str], live: Sequence[str], row: int, column: int) -> None:
        """Write lines that stay, and draw the live area anew below them with the cursor in it."""
        up = len(live) - 1 - row
        self.write(
            _BEGIN
            + self._erase()
            + "".join(f"{line}\r\n" for line in lasting)
            + "\r\n".join(live)
            + (f"\x1b[{up}A" if up else "")
            + f"\r\x1b[{column}C"
            + _END
        )
        self._drawn, self._row = list(live), row

    def _erase(self) -> str:
        """Take the live area away; in a window that became narrower its lines are wrapped."""
        cols = self.size[0]
        above = sum(max(1, -(-cells(line) // cols)) for line in self._drawn[: self._row])
        self._drawn, self._row = [], 0
        return (f"\x1b[{above}A" if above else "") + "\r\x1b[J"
