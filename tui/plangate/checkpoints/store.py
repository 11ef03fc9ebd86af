"""All checkpoints of all workspaces: taken, listed, compared, restored, pruned."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from plangate import atomic
from plangate.checkpoints.difference import Change, What, compare
from plangate.checkpoints.gitstate import index_digest, refuse_busy, restore_index
from plangate.checkpoints.memory import Memory, Summary
from plangate.checkpoints.objects import Objects
from plangate.checkpoints.repository import Repository, find
from plangate.checkpoints.restore import Failure, Restored, apply
from plangate.checkpoints.scan import LARGE, Scanner
from plangate.checkpoints.tree import Entry, Kind, Tree, decode, encode, inside, parts
from plangate.checkpoints.walk import sign_of
from plangate.errors import LedgerError, LimitReached, NotFound
from plangate.gate.plan.record import RECORDS

__all__ = ["Checkpoint", "Pruned", "Store"]

_RECORDS = frozenset({os.fsencode(RECORDS)})
_ABOVE_RECORDS = os.fsencode(RECORDS).rpartition(b"/")[0]
_PASSES = 3
"""Rounds of restoring: bringing `.gitignore` back can uncover files that are to go as well."""


def _nothing(_: str) -> None:
    """Nobody wants to know."""


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True):
    """The record of one checkpoint."""

    id: str
    workspace: str
    at: float
    """Unix seconds."""
    reason: str
    """Why it was taken: "approval", "before undo", what a person wrote."""
    session: str = ""
    tree: str
    """Digest of the tree: equal for two checkpoints exactly when the trees are."""
    content: str
    """SHA-256 in the store of the tree's listing."""
    index: str = ""
    """SHA-256 of a copy of git's index; empty where there is none."""
    head: str = ""
    """The commit checked out."""
    files: int
    bytes: int
    skipped: int
    """Paths that are named but not kept."""
    include_ignored: bool = False


class Pruned(NamedTuple):
    """What pruning removed."""

    checkpoints: int
    bytes: int


class Store:
    """Checkpoints in a directory. Everything here blocks: call it from a thread.

    Args:
        root: Where they are kept; made on demand, private.
        clock: Unix seconds.
    """

    def __init__(self, root: Path, clock: Callable[[], float] = time.time) -> None:
        self.large = LARGE
        """Bytes above which a file is named instead of kept."""
        self._root = root
        self._clock = clock
        self._objects = Objects(root / "objects")
        self._scanners: dict[tuple[Path, bool, int], Scanner] = {}

    def create(
        self,
        workspace: Path,
        reason: str,
        *,
        session: str = "",
        include_ignored: bool = False,
    ) -> Checkpoint:
        """Take a checkpoint; when it returns, it is on the disk.

        Raises:
            NotFound: There is no such directory.
            LimitReached: The disk is full.
        """
        workspace = _real(workspace)
        with self._locked():
            scanner = self._scanner(workspace, include_ignored)
            repository = find(workspace)
            try:
                summary = self._stored(scanner)
                index = self._index(scanner.memory, repository)
                self._objects.sync()
            except BaseException:
                self._objects.abandon()
                self._scanners.clear()  # what they take for stored is not
                raise
            now = self._clock()
            checkpoint = Checkpoint(
                id=f"{time.strftime('%Y%m%dT%H%M%S', time.gmtime(now))}-{os.urandom(3).hex()}",
                workspace=str(workspace),
                at=now,
                reason=reason,
                session=session,
                tree=summary.digest,
                content=summary.content,
                index=index,
                head="" if repository is None else repository.head(),
                files=summary.files,
                bytes=summary.bytes,
                skipped=summary.skipped,
                include_ignored=include_ignored,
            )
            self._record(checkpoint)
            scanner.save()
        return checkpoint

    def listed(self, workspace: Path | None = None) -> list[Checkpoint]:
        """The checkpoints of one workspace or of all, oldest first; unreadable records are left out."""
        records = self._root / "records"
        shelves = [records / _key(_real(workspace))] if workspace else list(_children(records))
        found = []
        for path in (path for shelf in shelves for path in _children(shelf)):
            with contextlib.suppress(OSError, ValueError):
                found.append(msgspec.json.decode(path.read_bytes(), type=Checkpoint))
        return sorted(found, key=lambda one: (one.at, one.id))

    def find(self, id: str) -> Checkpoint:
        """The checkpoint with an id, or whose id alone begins so.

        Raises:
            NotFound: None has, or several have.
        """
        fitting = [one for one in self.listed() if one.id.startswith(id)]
        exact = [one for one in fitting if one.id == id]
        if len(exact or fitting) != 1 or not id:
            raise NotFound(
                f"{'several checkpoints begin' if fitting else 'no checkpoint begins'} with {id!r}"
            )
        return (exact or fitting)[0]

    def tree(self, checkpoint: Checkpoint) -> Tree:
        """The tree that a checkpoint holds.

        Raises:
            LedgerError: It is damaged.
        """
        try:
            return decode(self._objects.get(bytes.fromhex(checkpoint.content)), self._objects.get)
        except ValueError as error:
            raise LedgerError(f"checkpoint {checkpoint.id} is damaged") from error

    def content(self, entry: Entry) -> bytes:
        """The bytes of a file of a checkpoint, or the target of a link.

        Raises:
            LedgerError: They are damaged or gone.
        """
        return self._objects.get(entry.content) if entry.kind is Kind.FILE else entry.content

    def has(self, entry: Entry) -> bool:
        """Whether the bytes of a file are stored."""
        return entry.content in self._objects

    def changes(self, checkpoint: Checkpoint) -> list[Change]:
        """What has changed in the workspace since a checkpoint.

        Raises:
            NotFound: The workspace is gone.
            LedgerError: The checkpoint is damaged.
        """
        return compare(self.tree(checkpoint), self._now(checkpoint))

    def restore(
        self,
        checkpoint: Checkpoint,
        paths: tuple[bytes, ...] = (),
        *,
        index: bool = True,
        made: frozenset[bytes] = frozenset(),
        scratch: bytes = b".plangate-restore",
        reached: Callable[[str], None] = _nothing,
    ) -> Restored:
        """Bring the workspace, or only some paths in it, to what a checkpoint holds.

        Nobody else may write there meanwhile. What the checkpoint does not cover stays as it is.

        Args:
            paths: Files, and directories with all below them, relative to the workspace; empty for all.
            index: Whether git's index is brought back too; never done for some paths only.
            made: Paths that somebody who was killed has brought back already.
            scratch: How the names of half-written files begin.
            reached: Told before each single step.

        Raises:
            NotFound: The workspace is gone.
            Refused: Git is at work on the index; nothing was changed.
            LedgerError: The checkpoint is damaged; nothing was changed.
        """
        target = self.tree(checkpoint)
        whole_index = index and not paths
        self.verify(target, paths)
        if whole_index:
            refuse_busy(checkpoint.workspace)
        changes = pending = self.pending(checkpoint, paths, target)
        failures: list[Failure] = []
        for _ in range(_PASSES):
            if not pending:
                break
            failures = apply(
                checkpoint.workspace, pending, self._objects.stream, scratch=scratch, reached=reached
            )
            pending = self.pending(checkpoint, paths, target)
        linked = _linked(target, made.union(change.path for change in changes), paths)
        apply(checkpoint.workspace, [], self._objects.stream, linked=linked, scratch=scratch, reached=reached)
        failed = {one.path: one for one in failures}
        left = [failed.get(one.path, Failure(one.path, "changed again meanwhile")) for one in pending]
        if whole_index:
            reached("index")
            restore_index(checkpoint.workspace, self._index_of(checkpoint), reached)
        return Restored(tuple(changes), tuple(left))

    def moved_head(self, checkpoint: Checkpoint) -> str:
        """The commit checked out now, when it is another one than then; else nothing."""
        repository = find(Path(checkpoint.workspace))
        head = repository.head() if repository is not None else ""
        return head if head != checkpoint.head else ""

    def index_differs(self, checkpoint: Checkpoint) -> bool:
        """Whether git's index is not what it was."""
        return index_digest(checkpoint.workspace) != checkpoint.index

    def _index_of(self, checkpoint: Checkpoint) -> bytes | None:
        return self._objects.get(bytes.fromhex(checkpoint.index)) if checkpoint.index else None

    def prune(self, *, older_than: float, quota: int, keep: frozenset[str] = frozenset()) -> Pruned:
        """Remove checkpoints that are old, then the oldest until the rest fits; the newest of a workspace stays.

        Args:
            older_than: Unix seconds.
            quota: Bytes that all checkpoints together may take.
            keep: Ids of checkpoints that stay, whatever their age: somebody may want to go back to them.
        """
        with self._locked():
            found = self.listed()
            safe = {*keep, *{one.workspace: one.id for one in found}.values()}
            kept = [one for one in found if one.at >= older_than or one.id in safe]
            needs = {one.content: self._parts(one) for one in kept}
            sizes = self._objects.sizes()
            while (needed := self._needed(kept, needs)) and sum(sizes.get(one, 0) for one in needed) > quota:
                victim = next((one for one in kept if one.id not in safe), None)
                if victim is None:
                    break
                kept.remove(victim)
            known = {one.id for one in kept}
            for one in found:
                if one.id not in known:
                    self._record_path(one).unlink(missing_ok=True)
            freed = self._objects.tidy(needed)
            atomic.write(self._root / "epoch", os.urandom(8).hex().encode(), durable=False)
            return Pruned(len(found) - len(kept), freed)

    def drop(self, checkpoint: Checkpoint) -> None:
        """Forget a checkpoint; what only it needed goes with the next `prune`."""
        with self._locked():
            self._record_path(checkpoint).unlink(missing_ok=True)

    def size(self) -> int:
        """Bytes that all checkpoints take."""
        return self._objects.size()

    def _stored(self, scanner: Scanner) -> Summary:
        """Look at a tree and store what is not stored yet, its listing too."""
        memory, epoch = scanner.memory, self._epoch()
        if memory.epoch != epoch:  # something was swept away meanwhile, perhaps what is remembered as kept
            memory.changed()
            memory.unkept |= {
                path
                for path, (_, entry) in memory.files.items()
                if entry.kind is Kind.FILE and entry.content not in self._objects
            }
            memory.epoch, memory.copied = epoch, None
        memory = scanner.look(self._objects)
        if memory.summary is None:
            tree = memory.tree()
            listing = encode(tree)
            for part in listing.parts:
                self._objects.put(part)
            memory.summary = Summary(
                listing.digest,
                self._objects.put(listing.head).hex(),
                sum(entry.kind is Kind.FILE for entry in tree.entries.values()),
                sum(entry.size for entry in tree.entries.values()),
                len(tree.skipped),
            )
        return memory.summary

    def _index(self, memory: Memory, repository: Repository | None) -> str:
        """The SHA-256 of a copy of git's index, empty when there is none."""
        if repository is None:
            return ""
        place = str(repository.index_file)
        try:
            sign = sign_of(place)
            if memory.copied is None or memory.copied[:2] != (place, sign):
                copy = self._objects.put(repository.index_file.read_bytes()).hex()
                memory.copied = (place, sign, copy)
        except FileNotFoundError:
            return ""
        return memory.copied[2]

    def _epoch(self) -> str:
        try:
            return (self._root / "epoch").read_text()
        except FileNotFoundError:
            return ""

    def _parts(self, checkpoint: Checkpoint) -> set[bytes]:
        """What a checkpoint's tree needs; of a damaged one what can be told."""
        content = bytes.fromhex(checkpoint.content)
        needed = {content}
        with contextlib.suppress(LedgerError, ValueError):
            needed.update(parts(self._objects.get(content)))
            needed.update(
                entry.content for entry in self.tree(checkpoint).entries.values() if entry.kind is Kind.FILE
            )
        return needed

    @staticmethod
    def _needed(kept: list[Checkpoint], needs: dict[str, set[bytes]]) -> set[bytes]:
        indexes = {bytes.fromhex(one.index) for one in kept if one.index}
        return indexes.union(*(needs[content] for content in {one.content for one in kept}))

    def verify(self, target: Tree, paths: tuple[bytes, ...]) -> None:
        """Whether everything that restoring needs is there.

        Raises:
            LedgerError: Something is gone.
        """
        for path, entry in target.entries.items():
            wanted = not paths or inside(path, set(paths))
            if wanted and entry.kind is Kind.FILE and entry.content not in self._objects:
                raise LedgerError(f"the checkpoint's copy of {os.fsdecode(path)} is gone")

    def pending(
        self, checkpoint: Checkpoint, paths: tuple[bytes, ...] = (), target: Tree | None = None
    ) -> list[Change]:
        """What restoring a checkpoint would change, at some paths or everywhere."""
        return _within(_but_records(compare(target or self.tree(checkpoint), self._now(checkpoint))), paths)

    def between(self, first: Checkpoint, second: Checkpoint, paths: tuple[bytes, ...] = ()) -> list[Change]:
        """What differs between two checkpoints of one workspace."""
        return _within(_but_records(compare(self.tree(first), self.tree(second))), paths)

    def index_copy(self, id: str) -> bytes | None:
        """Git's index as a checkpoint holds it; None when it holds none, or is gone."""
        try:
            return self._index_of(self.find(id))
        except (LedgerError, NotFound):
            return None

    def reset_modes(self, checkpoint: Checkpoint, directories: set[bytes]) -> None:
        """Give directories the permissions back that somebody who was killed has widened for a while."""
        entries = self.tree(checkpoint).entries
        known = [(path, entries[path]) for path in directories if path in entries]
        apply(
            checkpoint.workspace,
            [Change(path, What.MODE, entry, entry) for path, entry in known if entry.kind is Kind.DIRECTORY],
            self._objects.stream,
        )

    def _now(self, checkpoint: Checkpoint) -> Tree:
        return self._scanner(_real(Path(checkpoint.workspace)), checkpoint.include_ignored).scan()

    def _scanner(self, workspace: Path, include_ignored: bool) -> Scanner:
        large = self.large
        key = (workspace, include_ignored, large)
        if key not in self._scanners:
            name = f"{_key(workspace)}-{'all' if include_ignored else 'own'}-{large}"
            self._scanners[key] = Scanner(
                workspace,
                lambda: int(self._clock() * 1e9),
                place=self._root / "seen" / name,
                include_ignored=include_ignored,
                large=large,
            )
        return self._scanners[key]

    def _record(self, checkpoint: Checkpoint) -> None:
        place = self._record_path(checkpoint)
        try:
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            atomic.write(place, msgspec.json.encode(checkpoint))
        except OSError as error:
            raise LimitReached(f"the checkpoint cannot be recorded: {error.strerror}") from error

    def _record_path(self, checkpoint: Checkpoint) -> Path:
        return self._root / "records" / _key(Path(checkpoint.workspace)) / f"{checkpoint.id}.json"

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """One at a time writes: pruning must not sweep away what is just being stored."""
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self._root / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def _real(workspace: Path) -> Path:
    path = Path(os.path.realpath(workspace))
    if not path.is_dir():
        raise NotFound(f"there is no directory {workspace}")
    return path


def _key(workspace: Path) -> str:
    return hashlib.sha256(os.fsencode(workspace)).hexdigest()[:16]


def _children(directory: Path) -> list[Path]:
    try:
        return sorted(path for path in directory.iterdir() if not path.name.startswith("."))
    except FileNotFoundError:
        return []


def _linked(target: Tree, made: frozenset[bytes], paths: tuple[bytes, ...]) -> list[tuple[bytes, ...]]:
    """Names of one file of which one was made anew, and all of which may be touched."""
    wanted = frozenset(paths)
    return [
        names
        for names in target.linked
        if not made.isdisjoint(names) and (not paths or all(inside(name, wanted) for name in names))
    ]


def _but_records(changes: list[Change]) -> list[Change]:
    """Without the records of approved plans: they are evidence, no attempt's work; one that is gone comes back."""
    kept = {one.path for one in changes if one.after is not None and inside(one.path, _RECORDS)}
    if not kept:
        return changes
    return [
        one
        for one in changes
        if one.path not in kept and not (one.what is What.ADDED and one.path == _ABOVE_RECORDS)
    ]


def _within(changes: list[Change], paths: tuple[bytes, ...]) -> list[Change]:
    wanted = frozenset(paths)
    return [one for one in changes if inside(one.path, wanted)] if paths else changes
