"""Git's index as part of what is restored, by git's own rules: whoever has `index.lock` may change it."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from plangate.checkpoints.repository import find
from plangate.errors import Refused

__all__ = ["index_digest", "refuse_busy", "release", "restore_index"]


def index_digest(workspace: str) -> str:
    """SHA-256 of the index, empty when there is none."""
    repository = find(Path(workspace))
    try:
        return hashlib.sha256(repository.index_file.read_bytes()).hexdigest() if repository else ""
    except FileNotFoundError:
        return ""


def refuse_busy(workspace: str) -> None:
    """Nothing is restored while git works.

    Raises:
        Refused: Somebody has the index locked.
    """
    repository = find(Path(workspace))
    if repository is not None and _lock(repository.index_file).exists():
        lock = _lock(repository.index_file)
        raise Refused(
            "git is at work on the index", f"When no git runs any more, remove {lock} and undo again."
        )


def restore_index(workspace: str, data: bytes | None, reached: Callable[[str], None]) -> None:
    """Bring the index back.

    Args:
        workspace: A directory in the working tree.
        data: What the index was; None: there was none.
        reached: Told before each single step.

    Raises:
        Refused: Somebody has it locked.
    """
    repository = find(Path(workspace))
    if repository is None or (data is None and repository.head()):
        return
    place = repository.index_file
    if data is None:
        place.unlink(missing_ok=True)
        return
    with contextlib.suppress(FileNotFoundError):
        if place.read_bytes() == data:
            return
    scratch, lock = place.with_name("index.plangate"), _lock(place)
    handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o644)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(handle)
    reached("lock")
    try:
        lock.hardlink_to(scratch)
    except FileExistsError:
        scratch.unlink()
        raise Refused("git is at work on the index, which was not restored") from None
    reached("unlock")
    scratch.unlink()
    lock.rename(place)


def release(workspace: str, data: bytes | None) -> None:
    """Take away what `restore_index` has left when it was killed; a lock of somebody else's stays."""
    repository = find(Path(workspace))
    if repository is None:
        return
    place = repository.index_file
    lock = _lock(place)
    with contextlib.suppress(OSError):
        if data is not None and lock.read_bytes() == data:
            lock.unlink()
    place.with_name("index.plangate").unlink(missing_ok=True)


def _lock(place: Path) -> Path:
    return place.with_name("index.lock")
