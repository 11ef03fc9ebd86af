"""Checkpoints and undos as clients see them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from plangate.checkpoints import Change, Checkpoint, Entry, Kind, Outcome, Phase, Store, measure
from plangate.model.checkpoints import ChangeView, CheckpointView, Ending, UndoView, path_text

__all__ = ["change_views", "checkpoint_view", "undo_view"]


def checkpoint_view(checkpoint: Checkpoint, changed: int | None = None) -> CheckpointView:
    """A checkpoint, and how many files have changed since when somebody counted."""
    return CheckpointView(
        id=checkpoint.id,
        workspace=checkpoint.workspace,
        at=checkpoint.at,
        reason=checkpoint.reason,
        session=checkpoint.session,
        head=checkpoint.head,
        files=checkpoint.files,
        bytes=checkpoint.bytes,
        skipped=checkpoint.skipped,
        include_ignored=checkpoint.include_ignored,
        changed=changed,
    )


def change_views(store: Store, workspace: str, changes: Iterable[Change]) -> tuple[ChangeView, ...]:
    """Changes with their lines; blocks. What has changed is read from the workspace, or from the store."""
    changes = list(changes)
    now = {id(one.after): Path(workspace, os.fsdecode(one.path)) for one in changes if one.after}

    def content(entry: Entry) -> bytes:
        path = now.get(id(entry))
        if path is None or entry.kind is not Kind.FILE or store.has(entry):
            return store.content(entry)
        try:
            return path.read_bytes()
        except OSError:
            return b""  # gone again

    measured = {one.path: one for one in measure(changes, content)}
    views = []
    for one in changes:
        size = measured.get(one.path)
        views.append(
            ChangeView(
                path=path_text(one.path),
                what=one.what.value,
                added=size.added if size else 0,
                removed=size.removed if size else 0,
                binary=size.binary if size else False,
                directory=one.is_directory,
            )
        )
    return tuple(views)


def undo_view(store: Store, checkpoint: CheckpointView, outcome: Outcome) -> UndoView:
    """What came of an undo; blocks."""
    journal = outcome.journal
    rolled_back = journal.phase is Phase.ROLLED_BACK
    changes = () if rolled_back else outcome.changes
    views = [view for view in change_views(store, journal.workspace, changes) if not view.directory]
    ending = Ending.ROLLED_BACK if rolled_back else Ending.PARTLY if journal.left else Ending.DONE
    return UndoView(
        id=journal.id,
        ending=ending,
        checkpoint=checkpoint,
        before=journal.before,
        files=len(views),
        added=sum(view.added for view in views),
        removed=sum(view.removed for view in views),
        left=tuple(f"{path_text(path)}: {why}" for path, why in journal.left),
        index=journal.index_restored,
        note=journal.note,
    )
