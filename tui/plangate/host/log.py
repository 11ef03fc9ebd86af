"""What hosts and the keeper say to their log; a disk that is full swallows it, and harms nobody."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from typing import TextIO, cast

__all__ = ["Log", "log_safely"]

_STDERR = 2


class Log(io.TextIOBase):
    """Writes to standard error at once, and never raises: a word about a full disk must not end a session's host."""

    def write(self, text: str) -> int:
        """Write it, if that is possible."""
        with suppress(OSError):
            os.write(_STDERR, text.encode(errors="backslashreplace"))
        return len(text)


def log_safely() -> None:
    """Let everything that this process and those it forks say to standard error go through such a log."""
    sys.stderr = cast("TextIO", Log())
