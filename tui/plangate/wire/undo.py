"""Messages between a client and the daemon about checkpoints and undo; all of them are for people."""

from __future__ import annotations

from plangate.model.checkpoints import CheckpointView, Preview, UndoView
from plangate.wire.messages import Message

__all__ = [
    "AskCheckpoints",
    "AskPreview",
    "CheckpointReply",
    "Checkpoints",
    "DropCheckpoint",
    "PreviewReply",
    "TakeCheckpoint",
    "Undo",
    "Undone",
]


class AskCheckpoints(Message, tag=180):
    """Checkpoints, the newest first. Answered by `Checkpoints`."""

    id: int
    workspace: str = ""
    """Only of the working tree that this directory lies in."""
    session: str = ""
    """Only of the workspace of this session."""
    compare: bool = False
    """Count how many files have changed since each; reads the workspace once."""


class AskPreview(Message, tag=181):
    """What an undo would do. Answered by `PreviewReply`."""

    id: int
    checkpoint: str = ""
    """Its id, or how that begins; empty: the newest of the session's workspace."""
    session: str = ""
    paths: tuple[str, ...] = ()
    r"""Relative to the workspace, bytes that are no plain UTF-8 as `\xNN`; empty for everything."""


class TakeCheckpoint(Message, tag=182):
    """Take a checkpoint now. Answered by `CheckpointReply`."""

    id: int
    workspace: str = ""
    session: str = ""
    reason: str = ""
    include_ignored: bool = False


class DropCheckpoint(Message, tag=183):
    """Forget a checkpoint. Answered by `Done`."""

    id: int
    checkpoint: str


class Undo(Message, tag=184):
    """Bring a workspace back to a checkpoint. Answered by `Undone`."""

    id: int
    checkpoint: str = ""
    session: str = ""
    paths: tuple[str, ...] = ()
    pause: bool = False
    """Stop whoever writes there for as long as it takes, instead of refusing."""


class Checkpoints(Message, tag=185):
    """Answer to `AskCheckpoints`."""

    id: int
    checkpoints: list[CheckpointView]


class CheckpointReply(Message, tag=186):
    """Answer to `TakeCheckpoint`."""

    id: int
    checkpoint: CheckpointView


class PreviewReply(Message, tag=187):
    """Answer to `AskPreview`."""

    id: int
    preview: Preview


class Undone(Message, tag=188):
    """Answer to `Undo`."""

    id: int
    undo: UndoView
