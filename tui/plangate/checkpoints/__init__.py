"""Checkpoints: the whole working tree, kept apart from the user's git and restored exactly.

Contents are stored raw under their SHA-256 in one store for all workspaces, so that a checkpoint of an
almost unchanged tree costs almost nothing. Git is only asked what it ignores: its objects know neither
empty directories, nor all mode bits, nor what lies in a nested repository, and its filters may change
bytes. HEAD, the index, stashes and refs are never touched.
"""

from __future__ import annotations

from plangate.checkpoints.difference import Change, What, compare
from plangate.checkpoints.extent import FileChange, measure
from plangate.checkpoints.restore import Restored
from plangate.checkpoints.scan import Scanner
from plangate.checkpoints.store import Checkpoint, Store
from plangate.checkpoints.tree import Entry, Kind, Skipped, Tree
from plangate.checkpoints.undo import Journal, Outcome, Phase, Undoer

__all__ = [
    "Change",
    "Checkpoint",
    "Entry",
    "FileChange",
    "Journal",
    "Kind",
    "Outcome",
    "Phase",
    "Restored",
    "Scanner",
    "Skipped",
    "Store",
    "Tree",
    "Undoer",
    "What",
    "compare",
    "measure",
]
