"""Writing where a session may have laid traps: the record of an approved plan, and what commits are to carry."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from plangate.errors import PlangateError
from plangate.gate.plan.record import record_path
from plangate.proof.record import ProofRecord, to_text, trailers

__all__ = ["NOTES", "keep_record", "note_plan"]

NOTES = "plangate"
"""Directory within a git directory, where the hooks find what commits are to carry."""

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
    _write(root, record_path(record.plan.id), to_text(record))
    return root / record_path(record.plan.id)


def note_plan(git_directory: Path, record: ProofRecord | None) -> None:
    """Have commits from now on carry a plan's record and trailers; None: no plan's.

    Args:
        git_directory: Of the work tree: what `git rev-parse --git-dir` prints.
        record: Of the plan that is executed.

    Raises:
        PlangateError: It cannot be written there.
    """
    lines = "".join(f"{line}\n" for line in trailers(record)) if record else ""
    _write(git_directory, f"{NOTES}/record", f"{record_path(record.plan.id)}\n" if record else "")
    _write(git_directory, f"{NOTES}/trailers", lines)


def _write(root: Path, path: str, text: str) -> None:
    *folders, name = path.split("/")
    try:
        with _opened(root, folders) as directory:
            _replace(directory, name, text.encode("utf-8", "surrogateescape"))
    except OSError as error:
        raise PlangateError(
            f"{root / path} cannot be written: {error.strerror}",
            "A link, or something that is no directory, stands in its way.",
        ) from error


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
