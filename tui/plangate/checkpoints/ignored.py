"""What git ignores in a directory."""

from __future__ import annotations

import os
from pathlib import Path

from plangate.errors import GitFailed
from plangate.git import git

__all__ = ["ignored"]


def ignored(directory: Path) -> frozenset[bytes]:
    """Paths relative to `directory`, a wholly ignored directory as one; none where there is no repository.

    Raises:
        Unavailable: There is no git.
    """
    try:
        listing = git(
            "ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z", cwd=directory
        )
    except GitFailed:
        return frozenset()
    return frozenset(os.fsencode(path).rstrip(b"/") for path in listing.split("\0") if path)
