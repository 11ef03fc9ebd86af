"""The commit that a working tree is on. Blocks: call it from a thread."""

from __future__ import annotations

from plangate.errors import GitFailed, Unavailable
from plangate.git import git

__all__ = ["head"]


def head(root: str) -> str:
    """The commit checked out; empty without one."""
    try:
        return git("rev-parse", "--verify", "--quiet", "HEAD", cwd=root)
    except (GitFailed, Unavailable):
        return ""
