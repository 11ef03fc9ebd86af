"""Keeps the recordings of all sessions together within their quota, and deletes them on request; blocks."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from pathlib import Path

__all__ = ["enforce", "purge", "size"]


def size(directory: Path) -> int:
    """Bytes of all files below a directory."""
    total = 0
    for path in directory.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except OSError:
            continue  # a segment was dropped while we looked
    return total


def enforce(directory: Path, limit: int, running: Collection[str]) -> list[str]:
    """Delete recordings of ended sessions, the oldest first, until all together fit into `limit` bytes.

    Args:
        directory: Holds one directory for each session.
        limit: Bytes.
        running: Sessions that are not touched; their hosts keep their own limit.

    Returns:
        The sessions whose recordings are gone.
    """
    sizes = {path: size(path) for path in directory.iterdir() if path.is_dir()}
    total = sum(sizes.values())
    gone: list[str] = []
    for path in sorted(sizes, key=_age):
        if total <= limit:
            break
        if path.name not in running:
            shutil.rmtree(path, ignore_errors=True)
            total -= sizes[path]
            gone.append(path.name)
    return gone


def purge(directory: Path, sessions: Collection[str]) -> int:
    """Delete these sessions' recordings; the bytes that freed."""
    freed = 0
    for session in sessions:
        path = directory / session
        if path.is_dir():
            freed += size(path)
            shutil.rmtree(path, ignore_errors=True)
    return freed


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
