"""Comparing a working tree with the checkpoint at which an attempt began."""

from __future__ import annotations

import hashlib
import os
from collections import OrderedDict
from pathlib import Path
from typing import NamedTuple

from plangate.attempts.content import digest_of
from plangate.attempts.observations import Differing
from plangate.checkpoints import Change, Entry, Kind, Store, Tree, What, measure
from plangate.daemon.gate.shelf import Shelf
from plangate.errors import GitFailed
from plangate.gate.plan.record import is_record
from plangate.git import git

__all__ = ["Compared", "Looker"]

_TREES = 8
"""Checkpoints kept in memory, the last ones that were used."""
_DIGESTS = 20_000
_LARGE = 4 * 1024 * 1024
"""Bytes above which every byte of a file counts: to leave out its layout would take too long."""
_AT_ONCE = 200
"""Paths handed to one git command."""


class Compared(NamedTuple):
    """What a comparison found."""

    differing: tuple[Differing, ...]
    only: tuple[str, ...] | None
    """The files that were compared; None: all."""


class Looker:
    """Compares; what was read once is not read again."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._trees: OrderedDict[str, Tree] = OrderedDict()
        self._digests: OrderedDict[bytes, str] = OrderedDict()

    async def compare(self, workspace: str, checkpoint: str, paths: frozenset[str] | None = None) -> Compared:
        """The files that are not what they were.

        Args:
            paths: Those to look at; a directory stands for what was in it. None: all of the tree.

        Raises:
            PlangateError: There is no such checkpoint.
            OSError: The workspace cannot be read.
        """
        return await self._shelf.with_store(
            workspace, lambda store: self._compare(store, workspace, checkpoint, paths)
        )

    def _compare(
        self, store: Store, workspace: str, checkpoint: str, paths: frozenset[str] | None
    ) -> Compared:
        only: tuple[str, ...] | None = None
        if paths is None:
            changes = store.changes(store.find(checkpoint))
        else:
            tree = self._tree(store, checkpoint)
            wanted = _wanted(workspace, tree, paths)
            only = tuple(map(os.fsdecode, wanted))
            changes = _changes(workspace, tree, wanted)
        found = [self._measured(store, workspace, change) for change in changes if _is_content(change)]
        return Compared(tuple(differing for differing in found if differing is not None), only)

    def _measured(self, store: Store, workspace: str, change: Change) -> Differing | None:
        before, after = change.before, change.after
        now = _read(workspace, change.path) if after is not None else b""
        was = self._kept(store, before) if before is not None else ""
        digest = _digest(now) if after is not None else ""
        if was == digest:
            return None
        sizes = measure([change], lambda entry: now if entry is after else store.content(entry))
        return Differing(os.fsdecode(change.path), was, digest, sum(one.added + one.removed for one in sizes))

    def _kept(self, store: Store, entry: Entry) -> str:
        """The digest of a content that the store has."""
        known = self._digests.get(entry.content)
        if known is None:
            known = self._digests[entry.content] = _digest(store.content(entry))
            if len(self._digests) > _DIGESTS:
                self._digests.popitem(last=False)
        return known

    def _tree(self, store: Store, checkpoint: str) -> Tree:
        if checkpoint not in self._trees:
            self._trees[checkpoint] = store.tree(store.find(checkpoint))
            if len(self._trees) > _TREES:
                self._trees.popitem(last=False)
        self._trees.move_to_end(checkpoint)
        return self._trees[checkpoint]


def _wanted(workspace: str, tree: Tree, paths: frozenset[str]) -> list[bytes]:
    """The paths of files: what was in a directory instead of the directory, and nothing that git ignores."""
    wanted = set(map(os.fsencode, paths))
    for path in list(wanted):
        known = tree.entries.get(path)
        if known is not None and known.kind is Kind.DIRECTORY:
            wanted.discard(path)
            wanted |= {
                below
                for below, entry in tree.entries.items()
                if below.startswith(path + b"/") and entry.kind is not Kind.DIRECTORY
            }
    return sorted(wanted - _ignored(workspace, [path for path in wanted if path not in tree.entries]))


def _changes(workspace: str, tree: Tree, wanted: list[bytes]) -> list[Change]:
    made = []
    for path in wanted:
        before, after = tree.entries.get(path), _entry(workspace, path)
        if before is None and after is None:
            continue
        if before is None or after is None or before.content != after.content:
            what = What.ADDED if before is None else What.REMOVED if after is None else What.MODIFIED
            made.append(Change(path, what, before, after))
    return made


def _is_content(change: Change) -> bool:
    """Files and links; records of plans are ours, and permissions are no content."""
    return (
        not change.is_directory and change.what is not What.MODE and not is_record(os.fsdecode(change.path))
    )


def _digest(data: bytes) -> str:
    return digest_of(data) if len(data) <= _LARGE else hashlib.blake2b(data, digest_size=16).hexdigest()


def _entry(workspace: str, path: bytes) -> Entry | None:
    """What is at a path now; None for nothing, and for what is no content."""
    place = Path(workspace, os.fsdecode(path))
    try:
        if place.is_symlink():
            return Entry(Kind.LINK, 0, os.fsencode(place.readlink()), 0)
        if not place.is_file():
            return None
        with place.open("rb") as file:
            return Entry(Kind.FILE, 0, hashlib.file_digest(file, "sha256").digest(), 0)
    except OSError:
        return None  # gone again: the next look sees it


def _read(workspace: str, path: bytes) -> bytes:
    place = Path(workspace, os.fsdecode(path))
    try:
        return os.fsencode(place.readlink()) if place.is_symlink() else place.read_bytes()
    except OSError:
        return b""


def _ignored(workspace: str, paths: list[bytes]) -> set[bytes]:
    found: set[bytes] = set()
    for start in range(0, len(paths), _AT_ONCE):
        some = [os.fsdecode(path) for path in paths[start : start + _AT_ONCE]]
        try:
            listed = git(
                "--literal-pathspecs", "ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--", *some,
                cwd=workspace,
            )  # fmt: skip
        except GitFailed:  # there is no repository
            continue
        found |= {os.fsencode(path) for path in listed.split("\0") if path}
    return found
