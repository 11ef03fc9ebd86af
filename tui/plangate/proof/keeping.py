"""Writing the record of an approved plan into the work tree, in which a session may have laid traps."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from plangate.errors import PlangateError
from plangate.gate.plan.record import record_path
from plangate.proof.record import ProofRecord, to_text

__all__ = ["keep_record"]

_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def keep_record(root: Path, record: ProofRecord) -> Path:
    """Put the record where it will be committed; one that is there is replaced at one stroke.

    No symbolic link is followed below the root: a session that may write the work tree could point one at
    any file of ours.

    Args:
        root: The work tree.
        record: Of an approved plan.

    Raises:
        PlangateError: It cannot be written there.
    """
    *folders, name = record_path(record.plan.id).split("/")
    path = root / record_path(record.plan.id)
    try:
        with _opened(root, folders) as directory:
            _replace(directory, name, to_text(record).encode("ascii"))
    except OSError as error:
        raise PlangateError(
            f"the record of the plan cannot be written to {path}: {error.strerror}",
            "A link, or something that is no directory, stands in its way.",
        ) from error
    return path


@contextlib.contextmanager
def _opened(root: Path, folders: list[str]) -> Iterator[int]:
    """The innermost of the folders, made where missing."""
    handles = [os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)]
    try:
        for folder in folders:
            with contextlib.suppress(FileExistsError):
                os.mkdir(folder, 0o755, dir_fd=handles[-1])
            handles.append(os.open(folder, _DIRECTORY, dir_fd=handles[-1]))
        yield handles[-1]
    finally:
        for handle in handles:
            os.close(handle)


def _replace(directory: int, name: str, data: bytes) -> None:
    scratch = f".{name}.{os.urandom(4).hex()}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    handle = os.open(scratch, flags, 0o644, dir_fd=directory)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.rename(scratch, name, src_dir_fd=directory, dst_dir_fd=directory)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(scratch, dir_fd=directory)
        raise
