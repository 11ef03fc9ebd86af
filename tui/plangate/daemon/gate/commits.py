"""The commit that a working tree is on, read from git's files: a process for it would be felt. Blocks."""

from __future__ import annotations

import re
from pathlib import Path

from plangate.errors import GitFailed, Unavailable
from plangate.git import git

__all__ = ["head", "index_stamp"]

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


def head(root: str) -> str:
    """The commit checked out; empty without one."""
    directory = _git_directory(Path(root))
    if directory is None:
        return _asked(root)
    found = _read(directory / "HEAD")
    if found.startswith("ref: "):
        common = _read(directory / "commondir")
        shared = (directory / common).resolve() if common else directory
        name = found.removeprefix("ref: ")
        found = _read(directory / name) or _read(shared / name)
    return found if _COMMIT.fullmatch(found) else _asked(root)


def index_stamp(root: str) -> tuple[int, ...]:
    """Changes whenever git's index does."""
    directory = _git_directory(Path(root))
    try:
        info = (directory / "index").stat() if directory is not None else None
    except OSError:
        info = None
    return (info.st_ino, info.st_size, info.st_mtime_ns) if info is not None else ()


def _git_directory(root: Path) -> Path | None:
    pointer = root / ".git"
    if pointer.is_dir():
        return pointer
    named = _read(pointer)
    return (root / named.removeprefix("gitdir: ")).resolve() if named.startswith("gitdir: ") else None


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", errors="replace").strip()
    except OSError:
        return ""


def _asked(root: str) -> str:
    """Packed references, new formats of them, no repository: git knows."""
    try:
        return git("rev-parse", "--verify", "--quiet", "HEAD", cwd=root)
    except (GitFailed, Unavailable):
        return ""
