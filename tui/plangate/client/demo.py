"""The demo works in a directory of its own, over which its gate can close."""

from __future__ import annotations

import tempfile

import msgspec

from plangate.model.session import NewSession

__all__ = ["DEMO", "in_own_directory"]

DEMO = "demo"
"""The agent's name."""


def in_own_directory(new: NewSession) -> NewSession:
    """The request with a new scratch directory, in which the demo makes its sample repository; blocks shortly."""
    folder = tempfile.mkdtemp(prefix="plangate-demo-")
    argv = (*new.argv, "--directory", folder)
    return msgspec.structs.replace(new, cwd=folder, argv=argv, worktree=None)
