"""A person's terminal for tests: a real PTY whose other end is our emulator, with a program in it."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Sequence
from types import TracebackType

from plangate.emulator import make

__all__ = ["Outer", "plangate"]

PATIENCE = 30.0
"""Seconds after which something that must happen counts as not happening."""


def plangate(*words: str, input: str = "", check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run a command of ours to its end, without a terminal."""
    done = subprocess.run(
        [sys.executable, "-m", "plangate", *words],
        input=input,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert not check or done.returncode == 0, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


class Outer:
    """A context manager; the program is ended with it.

    Args:
        argv: The program.
        size: Columns and lines.
    """

    def __init__(self, argv: Sequence[str], size: tuple[int, int] = (80, 24)) -> None:
        self.emulator = make(*size)
        self.bytes = 0
        """How much the program has written."""
        self._master, slave = pty.openpty()
        self.resize(*size)
        self.before = termios.tcgetattr(slave)

        def own_the_terminal() -> None:
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)

        self.process = subprocess.Popen(
            argv,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            preexec_fn=own_the_terminal,
            env=os.environ | {"TERM": "xterm-256color"},
        )
        self._slave = slave
        self._hung_up = False

    def __enter__(self) -> Outer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.hang_up()

    def hang_up(self) -> None:
        """Take the terminal away from the program."""
        if not self._hung_up:
            self._hung_up = True
            os.close(self._master)
            os.close(self._slave)

    def resize(self, columns: int, lines: int) -> None:
        """Change the window."""
        self.emulator.resize(columns, lines)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("4H", lines, columns, 0, 0))

    def type(self, data: str | bytes) -> None:
        """Press keys."""
        os.write(self._master, data.encode() if isinstance(data, str) else data)

    @property
    def settings(self) -> list[object]:
        """How the terminal is set now."""
        return list(termios.tcgetattr(self._slave))

    def lines(self) -> list[str]:
        """What the glass shows."""
        return [self.emulator.tables.plain(row).rstrip() for row in self.emulator.screen()]

    def text(self) -> str:
        """What the glass shows, in one piece."""
        return "\n".join(self.lines())

    def read(self, patience: float) -> bool:
        """Take what the program writes, answer what it asks; False when nothing came."""
        if not select.select([self._master], [], [], patience)[0]:
            return False
        try:
            data = os.read(self._master, 1 << 16)
        except OSError:
            return False
        self.bytes += len(data)
        self.emulator.feed(data)
        if replies := self.emulator.take_replies():
            os.write(self._master, replies)
        return True

    def sees(self, text: str) -> None:
        """Wait until the glass shows it."""
        deadline = time.monotonic() + PATIENCE
        while text not in self.text():
            assert time.monotonic() < deadline, f"never seen: {text!r}\n{self.text()}"
            assert self.read(0.1) or self.process.poll() is None, f"ended without {text!r}\n{self.text()}"

    def ends(self) -> int:
        """Wait for the program's end, and return its exit code."""
        deadline = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            assert time.monotonic() < deadline, f"does not end\n{self.text()}"
            self.read(0.05)
        while self.read(0):
            pass
        return self.process.returncode
