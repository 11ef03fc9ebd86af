"""The terminal we were started in: raw, without ever waiting for it, and put back whatever happens."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import termios
import tty
from types import FrameType, TracebackType

from plangate.cli.fullscreen.modes import CANCEL, ENTER, LEAVE
from plangate.errors import UsageError

__all__ = ["Terminal"]

_WATCHED = (signal.SIGWINCH, signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
_CHUNK = 1 << 16


class Terminal:
    """A context manager. Descriptors may be registered with a selector.

    Output goes to a buffer that `flush` empties as far as the terminal takes it: behind a slow line
    the loop goes on reading keys while a picture is under way.

    Raises:
        UsageError: Standard input or output is no terminal.
    """

    def __init__(self) -> None:
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise UsageError(
                "this needs a terminal", "plangate screen prints a session's screen without one."
            )
        # A description of its own: O_NONBLOCK on the shared one would reach the shell and its other jobs.
        self._fd = os.open(os.ttyname(sys.stdout.fileno()), os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        self._before = termios.tcgetattr(self._fd)
        self._buffer = bytearray()
        self._handlers: dict[signal.Signals, object] = {}
        self.signals, self._wake = socket.socketpair()
        """Readable when a signal has come; see `take_signals`."""
        for end in (self.signals, self._wake):
            end.setblocking(False)
        self.on_leave = ""
        """Written before everything is put back."""

    def __enter__(self) -> Terminal:
        self._handlers = {number: signal.signal(number, _nothing) for number in _WATCHED}
        signal.set_wakeup_fd(self._wake.fileno(), warn_on_full_buffer=False)
        tty.setraw(self._fd, termios.TCSADRAIN)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError, termios.error):  # the terminal may be gone: nothing to put back
            os.set_blocking(self._fd, True)
            os.write(self._fd, (CANCEL + self.on_leave + LEAVE).encode())
            termios.tcsetattr(self._fd, termios.TCSAFLUSH, self._before)
        signal.set_wakeup_fd(-1)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # what signal.signal() returned
        for end in (self.signals, self._wake):
            end.close()
        os.close(self._fd)

    def fileno(self) -> int:
        """For selectors."""
        return self._fd

    @property
    def size(self) -> tuple[int, int]:
        """Columns and lines."""
        columns, lines = os.get_terminal_size(self._fd)
        return max(1, columns), max(1, lines)

    @property
    def busy(self) -> bool:
        """Whether output waits for the terminal."""
        return bool(self._buffer)

    def enter(self) -> None:
        """Go to the alternate screen."""
        self.write(ENTER)

    def write(self, text: str) -> None:
        """Put text behind what is waiting."""
        self._buffer += text.encode("utf-8", "replace")
        self.flush()

    def flush(self) -> None:
        """Hand over what the terminal takes now."""
        with contextlib.suppress(BlockingIOError):
            while self._buffer:
                written = os.write(self._fd, self._buffer[:_CHUNK])
                del self._buffer[:written]

    def read(self) -> bytes:
        """What was typed; raises `EOFError` when the terminal has gone."""
        try:
            data = os.read(self._fd, _CHUNK)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise EOFError from error
        if not data:
            raise EOFError
        return data

    def take_signals(self) -> set[int]:
        """The signals that have come since the last call."""
        with contextlib.suppress(BlockingIOError):
            return set(self.signals.recv(4096))
        return set()


def _nothing(number: int, frame: FrameType | None) -> None:
    """Signals are taken from the wake-up socket."""
