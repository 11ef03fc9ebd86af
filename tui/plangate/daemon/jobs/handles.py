"""What is held open of a running job: its process, to hear of its end, and the file that it writes to."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable

from plangate.daemon.jobs.lines import last_line
from plangate.daemon.jobs.pidfds import exit_of, open_pidfd
from plangate.daemon.jobs.processes import open_output, tail_of
from plangate.model.session import Exit

__all__ = ["MOST", "Handles"]

MOST = 256
"""Jobs of which something is held open; of the others only what /proc says is known."""


class Handles:
    """Of one job.

    Args:
        ended: Called on the loop as soon as its process has ended.
    """

    def __init__(self, pid: int, ended: Callable[[], None], *, hold: bool) -> None:
        self._pidfd = open_pidfd(pid) if hold else None
        self._file: int | None = None
        self._read = (0, 0)
        self._hold = hold
        self.output = ""
        """The file, as the job sees it."""
        self.last_line = ""
        if self._pidfd is not None:
            asyncio.get_running_loop().add_reader(self._pidfd, self._ended, ended)

    def read(self, pids: tuple[int, ...]) -> bool:
        """Look what the job has written; whether that is anything new. Blocks as long as a disk does.

        Args:
            pids: Its processes; the first that writes to a plain file counts.
        """
        if self._file is None and self._hold:
            found = next((found for pid in pids if (found := open_output(pid)) is not None), None)
            if found is None:
                return False
            self._file, self.output = found
        if self._file is None:
            return False
        status = os.fstat(self._file)
        if (status.st_size, status.st_mtime_ns) == self._read:
            return False
        self._read = (status.st_size, status.st_mtime_ns)
        line = last_line(tail_of(self._file))
        changed = bool(line) and line != self.last_line
        self.last_line = line or self.last_line
        return changed

    def exit(self) -> Exit:
        """How its process has ended, when the kernel says so."""
        return exit_of(self._pidfd) if self._pidfd is not None else Exit()

    def close(self) -> None:
        """Let go of everything."""
        if self._pidfd is not None:
            asyncio.get_running_loop().remove_reader(self._pidfd)
            os.close(self._pidfd)
        if self._file is not None:
            os.close(self._file)
        self._pidfd = self._file = None

    def _ended(self, then: Callable[[], None]) -> None:
        if self._pidfd is not None:
            asyncio.get_running_loop().remove_reader(self._pidfd)
        then()
