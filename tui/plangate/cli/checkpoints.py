"""Checkpoints and undo on the command line. Pure."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from plangate.cli.text import age, bytes_in_words
from plangate.errors import UsageError
from plangate.model.checkpoints import ChangeView, CheckpointView, Ending, Preview, UndoView, path_text

__all__ = [
    "change_line",
    "checkpoint_json",
    "checkpoint_rows",
    "preview_json",
    "preview_told",
    "relative",
    "undo_json",
    "undo_told",
]

_SIGNS = {"added": "new", "removed": "gone", "modified": "changed", "mode": "mode", "kind": "other kind"}


def checkpoint_json(checkpoint: CheckpointView) -> dict[str, Any]:
    """A checkpoint; times are Unix seconds."""
    return asdict(checkpoint)


def preview_json(preview: Preview) -> dict[str, Any]:
    """What an undo would do."""
    return asdict(preview)


def undo_json(undo: UndoView) -> dict[str, Any]:
    """What an undo did."""
    return asdict(undo)


def checkpoint_rows(checkpoints: Sequence[CheckpointView], now: float) -> list[list[str]]:
    """A line for each."""
    return [
        [
            one.id,
            age(now - one.at),
            "" if one.changed is None else str(one.changed),
            str(one.files),
            bytes_in_words(one.bytes),
            one.reason,
        ]
        for one in checkpoints
    ]


def change_line(change: ChangeView) -> str:
    """One change: what happened to it since."""
    lines = "binary" if change.binary else f"+{change.added} -{change.removed}"
    return (
        f"  {_SIGNS.get(change.what, change.what):<10} {'' if change.directory else lines:>12}  {change.path}"
    )


def preview_told(preview: Preview, now: float) -> Iterator[str]:
    """What an undo would do, for people."""
    one = preview.checkpoint
    yield f"checkpoint {one.id}, taken {age(now - one.at)} ago: {one.reason}"
    yield f"workspace {one.workspace}"
    if not preview.changes and not preview.index:
        yield "nothing has changed since"
    for change in preview.changes:
        yield change_line(change)
    if preview.index:
        yield "  git's index comes back, too"
    if preview.head:
        yield f"  another commit is checked out now ({preview.head[:10]}); commits stay as they are"
    for path in preview.skipped:
        yield f"  not kept, stays as it is: {path}"
    for words in preview.writers:
        yield f"  writes there now: {words}"


def undo_told(undo: UndoView) -> Iterator[str]:
    """What an undo did, for people."""
    if undo.ending is Ending.ROLLED_BACK:
        yield f"rolled back: {undo.note}"
        return
    files = "1 file" if undo.files == 1 else f"{undo.files} files"
    yield f"{files} brought back: {undo.added} line{'' if undo.added == 1 else 's'} went, {undo.removed} came back"
    if undo.index:
        yield "git's index is back, too"
    for path in undo.left:
        yield f"not brought back: {path}"
    if undo.before:
        yield f"to undo this: plangate undo --checkpoint {undo.before}"


def relative(paths: Sequence[str], workspace: str, cwd: str) -> tuple[str, ...]:
    """Paths as a person types them, relative to the workspace; the workspace itself stands for everything.

    Raises:
        UsageError: One lies outside.
    """
    found = []
    for path in paths:
        whole = os.path.normpath(os.path.join(cwd, path))  # noqa: PTH118 - no link may be followed
        short = os.path.relpath(whole, workspace)
        if short == "." or short.startswith("../") or short == "..":
            raise UsageError(f"{path} is no path in {workspace}")
        found.append(path_text(os.fsencode(short)))
    return tuple(found)
