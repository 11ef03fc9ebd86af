"""A tree that programs try to change, and everything about it in a few letters."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path

__all__ = ["digest", "fill"]


def digest(directory: Path) -> str:
    """Everything about a tree that a program could change, but for when it was read."""
    found = hashlib.sha256()
    for path in sorted([directory, *directory.rglob("*")]):
        info = path.lstat()
        found.update(
            f"{path} {info.st_mode} {info.st_uid} {info.st_nlink} {info.st_size} {info.st_mtime_ns}".encode()
        )
        found.update(repr(os.listxattr(path, follow_symlinks=False)).encode())
        if path.is_file():
            found.update(path.read_bytes())
    return found.hexdigest()


def fill(work: Path) -> None:
    """A repository with files and directories."""
    (work / "file").write_text("content")
    (work / "directory").mkdir()
    (work / "inner" / "deep").mkdir(parents=True)
    (work / "inner" / "deep" / "file").write_text("content")
    subprocess.run(["git", "init", "-q", str(work)], check=True)
