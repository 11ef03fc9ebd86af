"""Checkpoints and undo in words, for the dashboard. Pure."""

from __future__ import annotations

from textual.content import Content

from plangate.dashboard.wording import age, clean
from plangate.model.checkpoints import ChangeView, CheckpointView, Ending, Preview, UndoView

__all__ = ["change_content", "checkpoint_content", "notes", "undo_words"]

_SIGNS = {
    "added": ("new", "$success"),
    "removed": ("gone", "$error"),
    "modified": ("edit", "$warning"),
    "mode": ("mode", "$muted"),
    "kind": ("kind", "$warning"),
}


def checkpoint_content(checkpoint: CheckpointView, now: float) -> Content:
    """One line for a checkpoint: how old it is, and why it was taken."""
    return Content.assemble(
        (f"{age(now - checkpoint.at):>5} ", "$muted"),
        clean(checkpoint.reason),
        (f"  {checkpoint.id}", "$muted"),
    )


def change_content(change: ChangeView) -> Content:
    """One line for a change since: what happened, by how much, where."""
    word, colour = _SIGNS.get(change.what, (change.what, "$muted"))
    if change.directory:
        size = Content.assemble(("directory  ", "$muted"))
    elif change.binary:
        size = Content.assemble(("binary     ", "$muted"))
    else:
        size = Content.assemble(
            (f"+{change.added}".rjust(5), "$success"), " ", (f"-{change.removed}".ljust(5), "$error")
        )
    return Content.assemble((f"{word:<4} ", colour), size, clean(change.path))


def notes(preview: Preview) -> list[tuple[str, str]]:
    """What else is to be known before it is done, each with its colour."""
    found = []
    if not preview.changes and not preview.index:
        found.append(("Nothing has changed since.", "$muted"))
    if preview.index:
        found.append(("Git's index comes back, too, when everything does.", "$muted"))
    if preview.head:
        found.append((f"Another commit is checked out now ({preview.head[:10]}); commits stay.", "$warning"))
    if preview.skipped:
        count = len(preview.skipped)
        found.append(
            (f"{count} paths are not kept and stay as they are: {clean(preview.skipped[0])}", "$muted")
        )
    found += [(clean(words), "$warning") for words in preview.writers[:2]]
    return found


def undo_words(undo: UndoView) -> str:
    """What came of it, and how to get back."""
    if undo.ending is Ending.ROLLED_BACK:
        return clean(f"Rolled back: {undo.note}")
    files = "1 file" if undo.files == 1 else f"{undo.files} files"
    left = f" {len(undo.left)} paths could not be: {undo.left[0]}." if undo.left else ""
    return clean(f"{files} brought back, -{undo.added} +{undo.removed} lines.{left} Press u to undo this.")
