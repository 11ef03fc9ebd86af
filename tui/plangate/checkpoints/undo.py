"""Undo that survives being killed: a journal says what is under way, and the next start ends it.

The journal of an undo is a file that is replaced at one stroke with each phase, and beside it a list of what was
done, for telling. A phase is on the disk before anything of the next one happens:

- begun: nothing was changed; the checkpoint of the present is being taken;
- planned: that checkpoint is there, and the list of what will change; from here on the tree may be in between;
- restored: everything is as it should be; what is left is to say so.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path

import msgspec

from plangate import atomic
from plangate.checkpoints.difference import Change
from plangate.checkpoints.gitstate import index_digest, refuse_busy, release
from plangate.checkpoints.restore import sweep
from plangate.checkpoints.store import Checkpoint, Store
from plangate.errors import LedgerError, NotFound, PlangateError

__all__ = ["Journal", "Outcome", "Phase", "Undoer"]

_SYNC_EVERY = 64
"""Steps after which the list of what was done goes to the disk."""


class Phase(StrEnum):
    """How far an undo has come."""

    BEGUN = "begun"
    PLANNED = "planned"
    RESTORED = "restored"
    ROLLED_BACK = "rolled back"


class Journal(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of an undo on the disk."""

    id: str
    checkpoint: str
    workspace: str
    paths: tuple[bytes, ...] = ()
    index: bool = True
    session: str = ""
    who: str = ""
    began: float = 0.0
    """Unix seconds."""
    thaw: tuple[str, ...] = ()
    """Sessions that were stopped for it and are to go on when it has ended."""
    gate: bool = False
    """Whether the session's gate is put back as it was before it opened."""
    phase: Phase = Phase.BEGUN
    before: str = ""
    """The checkpoint that leads back."""
    changes: tuple[tuple[bytes, str], ...] = ()
    """Each path that is to be brought back, and what had happened to it."""
    note: str = ""
    left: tuple[tuple[bytes, str], ...] = ()
    """Paths that could not be brought back, and why."""
    index_restored: bool = False
    late: tuple[str, ...] = ()
    """Sessions that could not be reached when it had ended: they are dealt with once they are found."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it."""

    journal: Journal
    changes: tuple[Change, ...] = ()
    """From the checkpoint to what was there before."""


def _nothing(_: str) -> None:
    """Nobody wants to know."""


class Undoer:
    """Carries out undos, and ends those that were cut off. Everything here blocks: call it from a thread.

    Args:
        store: The checkpoints.
        root: Where journals are; made on demand, private.
        reached: Told before each single step; tests end the process there.
    """

    def __init__(self, store: Store, root: Path, reached: Callable[[str], None] = _nothing) -> None:
        self._store = store
        self._root = root
        self._reached = reached

    def pending(self) -> list[Journal]:
        """Undos that have not been ended, oldest first; a journal that cannot be read is left alone."""
        found = []
        for path in sorted(self._root.glob("*.json")) if self._root.is_dir() else ():
            try:
                found.append(msgspec.json.decode(path.read_bytes(), type=Journal))
            except (OSError, ValueError):
                continue
        return sorted(found, key=lambda one: one.began)

    def begin(self, journal: Journal) -> None:
        """Write down that it is about to happen; on the disk when this returns."""
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._write(journal)

    def run(self, journal: Journal) -> Outcome:
        """Do it, from the journal that `begin` wrote.

        Raises:
            PlangateError: Nothing was changed, or the journal waits for `recover`.
        """
        try:
            target = self._store.find(journal.checkpoint)
            self._reached("checkpoint")
            if journal.index and not journal.paths:
                refuse_busy(journal.workspace)
            before = self._store.create(
                Path(journal.workspace),
                f"before undo to {target.id}",
                session=journal.session,
                include_ignored=target.include_ignored,
            )
            changes = self._store.pending(target, journal.paths)
            self._store.verify(self._store.tree(target), journal.paths)
        except PlangateError:
            self.forget(journal)
            raise
        planned = tuple((change.path, change.what.value) for change in changes)
        journal = msgspec.structs.replace(journal, phase=Phase.PLANNED, before=before.id, changes=planned)
        self._reached("planned")
        self._write(journal)
        try:
            return Outcome(journal=self._restored(journal, target), changes=tuple(changes))
        except PlangateError:
            self._roll_back(journal, before)
            self.forget(journal)
            raise

    def recover(self, journal: Journal) -> Outcome:
        """End an undo that was cut off: complete it, else bring everything back to how it was before.

        Raises:
            PlangateError: Neither can be done now; the journal stays.
        """
        if journal.phase is Phase.BEGUN:
            note = "it was cut off before anything was changed"
            return Outcome(journal=self._ended(journal, Phase.ROLLED_BACK, note))
        if journal.phase is not Phase.PLANNED:
            return Outcome(journal=journal, changes=self._told(journal))
        before = self._store.find(journal.before)
        self._clean(journal, before)
        done = self._done(journal)
        try:
            target = self._store.find(journal.checkpoint)
            changes = self._told(journal)
            ended = self._restored(
                journal, target, f"it was cut off after {done} steps, and completed by the next start"
            )
        except (LedgerError, NotFound) as error:
            self._roll_back(journal, before)
            note = f"it was cut off after {done} steps and rolled back, for {error.message}"
            return Outcome(journal=self._ended(journal, Phase.ROLLED_BACK, note))
        return Outcome(journal=ended, changes=changes)

    def wait(self, journal: Journal) -> None:
        """It has been told, but not to its late sessions; on the disk when this returns."""
        self._steps(journal).unlink(missing_ok=True)
        self._write(journal)

    def forget(self, journal: Journal) -> None:
        """It has been told: the journal goes."""
        for path in (self._path(journal), self._steps(journal)):
            path.unlink(missing_ok=True)

    def _restored(self, journal: Journal, target: Checkpoint, note: str = "") -> Journal:
        self._reached("restore")
        with _Steps(self._steps(journal)) as steps:

            def reached(step: str) -> None:
                steps.add(step)
                self._reached(step)

            differed = journal.index and not journal.paths and self._store.index_differs(target)
            done = self._store.restore(
                target,
                journal.paths,
                index=journal.index,
                made=frozenset(path for path, _ in journal.changes),
                scratch=_scratch(journal),
                reached=reached,
            )
        _sync(journal.workspace)
        self._reached("restored")
        ended = msgspec.structs.replace(
            journal,
            left=tuple((one.path, one.why) for one in done.failures),
            index_restored=differed and index_digest(journal.workspace) == target.index,
        )
        return self._ended(ended, Phase.RESTORED, note)

    def _ended(self, journal: Journal, phase: Phase, note: str) -> Journal:
        journal = msgspec.structs.replace(journal, phase=phase, note=note)
        self._write(journal)
        self._reached("written")
        return journal

    def _roll_back(self, journal: Journal, before: Checkpoint) -> None:
        made = frozenset(path for path, _ in journal.changes)
        done = self._store.restore(
            before, journal.paths, index=journal.index, made=made, scratch=_scratch(journal)
        )
        if done.failures:
            names = ", ".join(os.fsdecode(one.path) for one in done.failures[:3])
            raise LedgerError(f"an undo could be neither completed nor rolled back: {names}")

    def _clean(self, journal: Journal, before: Checkpoint) -> None:
        """Take away what the killed one left half-done that no comparison of trees would show."""
        places = {path.rpartition(b"/")[0] for path, _ in journal.changes}
        sweep(journal.workspace, places, _scratch(journal))
        for checkpoint in (journal.checkpoint, journal.before):
            release(journal.workspace, self._store.index_copy(checkpoint))
        if journal.paths:
            self._store.reset_modes(before, _above(journal.changes))

    def _told(self, journal: Journal) -> tuple[Change, ...]:
        """What an undo changes, from the two checkpoints."""
        target, before = self._store.find(journal.checkpoint), self._store.find(journal.before)
        return tuple(self._store.between(target, before, journal.paths))

    def _done(self, journal: Journal) -> int:
        try:
            return len(self._steps(journal).read_bytes().splitlines())
        except FileNotFoundError:
            return 0

    def _write(self, journal: Journal) -> None:
        atomic.write(self._path(journal), msgspec.json.encode(journal))

    def _path(self, journal: Journal) -> Path:
        return self._root / f"{journal.id}.json"

    def _steps(self, journal: Journal) -> Path:
        return self._root / f"{journal.id}.steps"


class _Steps:
    """The list of what was done."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("ab", buffering=0)
        self._count = 0

    def __enter__(self) -> _Steps:
        return self

    def __exit__(self, *_: object) -> None:
        os.fsync(self._file.fileno())
        self._file.close()

    def add(self, step: str) -> None:
        self._file.write(step.encode() + b"\n")
        self._count += 1
        if self._count % _SYNC_EVERY == 0:
            os.fsync(self._file.fileno())


def _scratch(journal: Journal) -> bytes:
    return f".plangate-{journal.id}".encode()


def _above(changes: Sequence[tuple[bytes, str]]) -> set[bytes]:
    """Directories that had to be entered and do not change themselves."""
    changed, above = {path for path, _ in changes}, set()
    for path in changed:
        while path := path.rpartition(b"/")[0]:
            above.add(path)
    return above - changed


def _sync(workspace: str) -> None:
    """Return only when what was restored is on the disk; one call for all files, however many."""
    handle = os.open(workspace, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        ctypes.CDLL(None).syncfs(handle)
    finally:
        os.close(handle)
