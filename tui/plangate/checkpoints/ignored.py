"""What git ignores in a directory."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from plangate.errors import GitFailed
from plangate.git import git

__all__ = ["excludes_file", "ignored"]


_NAMES = re.compile(rb"excludesfile|include", re.IGNORECASE)


def ignored(directory: Path) -> frozenset[bytes]:
    """Paths relative to `directory`; none where there is no repository.

    A directory that a rule names stands for all below it. One that no rule names is never among them, even when
    all that is in it is ignored: the next file there may not be.

    Raises:
        Unavailable: There is no git.
    """
    try:
        listing = git(
            "ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z", cwd=directory
        )
    except GitFailed:
        return frozenset()
    paths = sorted(os.fsencode(path) for path in listing.split("\0") if path)
    # git lists `a/` and `a/b` when only the latter is ignored by a rule, and sorted `a/` comes just before
    return frozenset(
        path.rstrip(b"/")
        for path, following in zip(paths, [*paths[1:], b""], strict=False)
        if not (path.endswith(b"/") and following.startswith(path))
    )


def excludes_file(directory: Path, configuration: Iterable[Path]) -> list[Path]:
    """The person's own list of what git ignores, where their configuration names one.

    Args:
        configuration: Git's files of configuration; git itself is asked only when they may name one.

    Raises:
        Unavailable: There is no git.
    """
    if not any(_NAMES.search(_bytes(path)) for path in configuration):
        return []
    try:
        named = git("config", "--path", "--get", "core.excludesFile", cwd=directory)
    except GitFailed:
        return []
    return [directory / named] if named else []


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
