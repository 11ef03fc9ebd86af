"""The terminal of this process, as a driver that outlives it for as long as it takes to end."""

from __future__ import annotations

from typing import IO, Any, cast

from textual.drivers.linux_driver import LinuxDriver

__all__ = ["Glass", "Outlet"]


class Outlet:
    """A file that drops what is written once its other end is gone.

    Textual's thread that writes would end with the first error; its queue then fills, and the app
    waits for ever for room in it instead of ending.
    """

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self.gone = False
        """Whether nobody reads any more."""

    def write(self, text: str) -> int:
        """Write, as long as somebody reads."""
        if not self.gone:
            try:
                self._file.write(text)
            except OSError:
                self.gone = True
        return len(text)

    def flush(self) -> None:
        """The same for what has gathered."""
        if not self.gone:
            try:
                self._file.flush()
            except OSError:
                self.gone = True

    def fileno(self) -> int:
        """The file's own."""
        return self._file.fileno()


class Glass(LinuxDriver):
    """Textual's driver with such a file."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._file: Any = Outlet(cast("IO[str]", self._file))
