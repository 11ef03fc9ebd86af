"""What happens when a command fails in a way that nobody foresaw: a note in a file, a sentence on the screen."""

from __future__ import annotations

import contextlib
import platform
import sys
import time
import traceback
from importlib.metadata import version
from pathlib import Path

from plangate.config import paths
from plangate.errors import PlangateError

__all__ = ["note"]

_KEPT = 10


def note(error: BaseException) -> PlangateError:
    """Write the traceback down, and return the error that the person is shown instead."""
    message = f"unexpected {type(error).__name__}: {error}".splitlines()[0]
    try:
        path = _write(error)
    except (OSError, PlangateError) as trouble:
        return PlangateError(message, f"The crash note could not be written: {trouble}")
    return PlangateError(message, f"This is a fault of Plangate. The details are in {path}")


def _write(error: BaseException) -> Path:
    folder = paths.private_dir(paths.state_dir() / "crashes")
    path = folder / f"{time.strftime('%Y%m%d-%H%M%S')}-{time.time_ns() % 1_000_000:06}.txt"
    text = "".join(traceback.format_exception(error))
    command = " ".join(sys.argv[:2])  # not what follows: a prompt or a token may be in it
    path.touch(mode=0o600)
    path.write_text(
        f"plangate {version('plangate')}, Python {platform.python_version()}, {platform.platform()}\n"
        f"command: {command}\n\n{text}",
        encoding="utf-8",
    )
    for old in sorted(folder.glob("*.txt"))[:-_KEPT]:
        with contextlib.suppress(OSError):
            old.unlink()
    return path
