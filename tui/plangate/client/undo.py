"""Requests about checkpoints and undo: how each is put, and what its answer means; no IO."""

from __future__ import annotations

from plangate.client.call import Call, done, expect
from plangate.model.checkpoints import CheckpointView, Preview, UndoView
from plangate.wire import undo as wire

__all__ = ["checkpoints", "create", "drop", "preview", "undo"]

_LONG_PATIENCE = 600.0
"""Seconds; the first checkpoint of a large workspace reads all of it."""


def checkpoints(
    *, workspace: str = "", session: str = "", compare: bool = False
) -> Call[list[CheckpointView]]:
    """Checkpoints, the newest first: of a workspace, of a session's, or all."""
    return Call(
        lambda id: wire.AskCheckpoints(id, workspace, session, compare),
        lambda reply: expect(reply, wire.Checkpoints).checkpoints,
        _LONG_PATIENCE,
    )


def preview(checkpoint: str = "", *, session: str = "", paths: tuple[str, ...] = ()) -> Call[Preview]:
    """What an undo would do."""
    return Call(
        lambda id: wire.AskPreview(id, checkpoint, session, paths),
        lambda reply: expect(reply, wire.PreviewReply).preview,
        _LONG_PATIENCE,
    )


def create(
    *, workspace: str = "", session: str = "", reason: str = "", include_ignored: bool = False
) -> Call[CheckpointView]:
    """Take a checkpoint now."""
    return Call(
        lambda id: wire.TakeCheckpoint(id, workspace, session, reason, include_ignored),
        lambda reply: expect(reply, wire.CheckpointReply).checkpoint,
        _LONG_PATIENCE,
        repeatable=False,
    )


def drop(checkpoint: str) -> Call[str]:
    """Forget a checkpoint."""
    return Call(lambda id: wire.DropCheckpoint(id, checkpoint), done, repeatable=False)


def undo(
    checkpoint: str = "", *, session: str = "", paths: tuple[str, ...] = (), pause: bool = False
) -> Call[UndoView]:
    """Bring a workspace back to a checkpoint; with `pause` whoever writes there is stopped meanwhile."""
    return Call(
        lambda id: wire.Undo(id, checkpoint, session, paths, pause),
        lambda reply: expect(reply, wire.Undone).undo,
        _LONG_PATIENCE,
        repeatable=False,
    )
