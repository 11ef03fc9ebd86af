"""Files that are either the old one or the new one, whatever happens in between."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

__all__ = ["write"]


def write(path: Path, data: bytes, *, mode: int = 0o600, durable: bool = True) -> None:
    """Replace a file's contents at one stroke; a symbolic link is followed, its target replaced.

    Args:
        path: The file; its directory must exist.
        data: The new contents.
        mode: Permissions of the new file.
        durable: Return only when file and name are on the disk. Without it a reader still never
            sees half a file, but a power cut may bring the old one back.

    Raises:
        OSError: Nothing was changed.
    """
    target = Path(os.path.realpath(path))
    scratch = target.with_name(f".{target.name}.{os.urandom(4).hex()}")
    try:
        handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "wb") as file:
            os.fchmod(handle, mode)  # not in open(): the umask would take bits away
            file.write(data)
            file.flush()
            if durable:
                os.fsync(handle)
        scratch.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            scratch.unlink()
        raise
    if durable:
        _sync_directory(target.parent)


def _sync_directory(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
