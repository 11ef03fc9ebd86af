"""Completing the names of directories, and finding the repository around one. Blocks on the file system."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

__all__ = ["common_start", "expand", "matches", "repository_of", "shorten"]

_MOST = 50


def expand(text: str, home: Path) -> Path:
    """The path that a person means; "~" is `home`."""
    text = text.strip()
    if text == "~" or text.startswith("~/"):
        return home / text[2:]
    return Path(text)


def shorten(path: str | Path, home: Path) -> str:
    """The path with "~" for `home`."""
    text = str(path)
    if text == str(home):
        return "~"
    return f"~{text[len(str(home)) :]}" if text.startswith(f"{home}/") else text


def matches(text: str, home: Path, recent: Iterable[str]) -> list[str]:
    """Directories that may be meant, shortened: recent ones while nothing is typed, else what continues it."""
    remembered = [shorten(path, home) for path in recent]
    if not text.strip():
        return remembered[:_MOST]
    folder, _, start = text.strip().rpartition("/")
    parent = expand(f"{folder}/", home) if folder or text.startswith("/") else home
    found = [
        shorten(parent / name, home)
        for name in _subdirectories(parent)
        if name.startswith(start) and (start.startswith(".") or not name.startswith("."))
    ]
    also = [path for path in remembered if text.strip().lower() in path.lower() and path not in found]
    return [*found, *also][:_MOST]


def common_start(text: str, found: Iterable[str]) -> str:
    """How far `text` can be completed without a choice; a single directory gets its slash."""
    continuing = [path for path in found if path.startswith(text) and path != text]
    if not continuing:
        return text
    if len(continuing) == 1:
        return f"{continuing[0]}/"
    shortest, last = min(continuing), max(continuing)
    same = (place for place, char in enumerate(shortest) if last[place : place + 1] != char)
    return shortest[: next(same, len(shortest))]


def repository_of(path: Path) -> Path | None:
    """The git working tree that a directory is in, if any."""
    for folder in (path, *path.parents):
        if (folder / ".git").exists():
            return folder
    return None


def _subdirectories(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in entries if entry.is_dir())
    except OSError:
        return []
