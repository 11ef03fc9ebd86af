"""Opens and closes the gate of a running sandbox from outside, and says how it stands.

Each change is made by a process that enters the sandbox's namespaces, changes flags of mounts, and
ends; no right over the sandbox is ever in the session's reach. What is reported is what the kernel
says after the change.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial

import msgspec

from plangate.errors import NotFound, Refused
from plangate.model.gate import Holder, Strength
from plangate.model.sandbox import Confinement, SandboxSpec
from plangate.sandbox import kernel
from plangate.sandbox.enter import Inside, alive, run_inside
from plangate.sandbox.holders import holders, orphans
from plangate.sandbox.layout import below, roots
from plangate.sandbox.mounts import (
    Mount,
    gated,
    missing_mounts,
    outermost,
    parse,
    scratch_folders,
    wanted_writable,
)
from plangate.sandbox.repository import stores
from plangate.sandbox.steps import StepFailed, step
from plangate.sandbox.supervised.protocol import Answer, Ask, ask

__all__ = ["Access", "Flip", "Standing", "close", "open_directories", "open_whole", "state"]

_INSISTS = 0.05
"""Seconds for which a busy mount is tried again at once: most programs have a file open for a moment only."""
_ATTEMPTS = 20
"""How often a close starts anew because directories were renamed meanwhile."""


class Standing(StrEnum):
    """How the kernel says that a gate stands."""

    CLOSED = "closed"
    OPEN = "open"
    SCOPED = "scoped"
    """Some directories are writable, the workspace as a whole is not."""


@dataclass(frozen=True, slots=True)
class Access:
    """What a session can write to of what the gate is about."""

    standing: Standing
    directories: tuple[str, ...] = ()
    """Writable mounts, outermost only, without git's own."""
    stores: tuple[str, ...] = ()
    """Git's own directories that can be written to so that commits work."""


@dataclass(frozen=True, slots=True)
class Flip:
    """What became of opening or closing."""

    access: Access
    closing: bool = False
    """Something that should be read-only is not yet: files in it are open for writing."""
    holders: tuple[Holder, ...] = ()
    """Who has them open, as far as it can be seen."""
    made: tuple[str, ...] = ()
    """Directories that did not exist and were made to be opened."""
    missing: tuple[str, ...] = ()
    """Read-only paths that do not exist; only watching can tell when they are made."""
    locked: tuple[str, ...] = ()
    """Read-only paths that are mounts of their own now."""
    kernel_ns: int = 0
    """Nanoseconds in the system calls that entered the sandbox and changed it."""


class _Done(msgspec.Struct, array_like=True):
    stuck: list[int] = []
    """Ids of mounts that are busy."""
    kernel_ns: int = 0


def state(confinement: Confinement, spec: SandboxSpec) -> Access:
    """How the gate stands now.

    Raises:
        NotFound: The sandbox has ended.
    """
    if confinement.strength is Strength.SYSCALL:
        try:
            return _access_of(ask(confinement, Ask("look")), spec)
        except NotFound:
            left = _left(spec)
            if left is None:
                raise
            return left.access
    return _access(_mounts(confinement), spec)


def _mounts(confinement: Confinement) -> tuple[Mount, ...]:
    if not alive(confinement):
        raise NotFound("the session's sandbox has ended")
    try:
        with open(f"/proc/{confinement.pid}/mountinfo", encoding="utf-8", errors="surrogateescape") as file:  # noqa: PTH123
            text = file.read()
    except OSError as error:
        raise NotFound("the session's sandbox has ended") from error
    return parse(text)


def open_whole(confinement: Confinement, spec: SandboxSpec) -> Flip:
    """Make the workspace writable but for what never is.

    Raises:
        PlangateError: It could not be done; `state` says how far it got.
    """
    return _flip(confinement, spec, roots(spec))


def open_directories(
    confinement: Confinement, spec: SandboxSpec, directories: Sequence[str], *, companions: bool = False
) -> Flip:
    """Make these directories of the workspace writable, and nothing else of it.

    Args:
        directories: Relative to the workspace. Those that do not exist are made; links are followed
            inside the workspace only.
        companions: Whether git's own directories open, too, so that commits work: `.git`, or what goes
            with the workspace.

    Raises:
        Refused: A directory lies outside, is none, or is never writable.
        PlangateError: It could not be done; `state` says how far it got.
    """
    found, made = _resolve(spec.workspace, directories)
    for path in found:
        if any(below(path, never) for never in spec.read_only):
            raise Refused(f"{path} is never writable", "The plan's scope names what the policy protects.")
    scratch = [path for path in found if any(below(path, always) for always in scratch_folders(spec))]
    others = [path for path in found if path not in scratch]
    flip = _flip(confinement, spec, outermost((*others, *(_stores(spec) if companions else ()))))
    if scratch and flip.access.standing is not Standing.OPEN:
        directories = outermost((*flip.access.directories, *scratch))
        flip = replace(flip, access=replace(flip.access, standing=Standing.SCOPED, directories=directories))
    return replace(flip, made=tuple(made))


def close(confinement: Confinement, spec: SandboxSpec) -> Flip:
    """Make everything read-only; while something is open for writing, `closing`, to be tried again.

    Raises:
        PlangateError: It could not be done; `state` says how far it got.
    """
    return _flip(confinement, spec, ())


def _flip(confinement: Confinement, spec: SandboxSpec, opened: tuple[str, ...]) -> Flip:
    if confinement.strength is Strength.SYSCALL:
        return _told(confinement, spec, opened)
    locked = [path for path in spec.read_only if os.path.exists(path) and not os.path.islink(path)]  # noqa: PTH110, PTH114
    done = run_inside(confinement, _Done, lambda inside: _Change(inside, spec).make(opened, locked))
    mounts = _mounts(confinement)
    access = _access(mounts, spec)
    points = {mount.point for mount in mounts}
    missing = tuple(path for path in spec.read_only if path not in points)
    busy = bool(done.stuck) or (not opened and access.standing is not Standing.CLOSED)
    return Flip(
        access=access,
        closing=busy,
        holders=holders(confinement, frozenset(done.stuck), roots(spec)) if busy else (),
        missing=missing,
        locked=tuple(path for path in locked if path in points),
        kernel_ns=done.kernel_ns,
    )


def _told(confinement: Confinement, spec: SandboxSpec, opened: tuple[str, ...]) -> Flip:
    """Have a supervisor open just this; what is open for writing elsewhere is asked about for a moment."""
    question = Ask("flip", opened=opened, read_only=spec.read_only)
    deadline = time.monotonic() + _INSISTS
    begun = time.perf_counter_ns()
    try:
        answer = ask(confinement, question)
    except NotFound:
        left = _left(spec)
        if opened or left is None:
            raise
        return left
    took = time.perf_counter_ns() - begun
    while answer.busy and time.monotonic() < deadline:
        answer = ask(confinement, question)
    return Flip(
        access=_access_of(answer, spec),
        closing=bool(answer.busy),
        holders=answer.holders,
        locked=spec.read_only,
        kernel_ns=took,
    )


def _left(spec: SandboxSpec) -> Flip | None:
    """What is open though there is no supervisor any more: nothing is opened now, but what is open stays so."""
    left = orphans(roots(spec))
    if not left:
        return None
    paths = outermost([holder.path for holder in left])
    return Flip(Access(Standing.SCOPED, paths), closing=True, holders=left)


def _access_of(answer: Answer, spec: SandboxSpec) -> Access:
    """What is writable: what is open, and what was when files were opened that still are."""
    return _standing((*answer.opened, *(answer.lingering if answer.busy else ())), spec)


def _access(mounts: Sequence[Mount], spec: SandboxSpec) -> Access:
    return _standing([mount.point for mount in gated(mounts, spec) if not mount.read_only], spec)


def _standing(writable: Sequence[str], spec: SandboxSpec) -> Access:
    if not writable:
        return Access(Standing.CLOSED)
    if spec.workspace in writable:
        return Access(Standing.OPEN, outermost(writable))
    places = (f"{spec.workspace}/.git", *spec.companions)
    gits = {point for point in writable if any(below(point, place) for place in places)}
    return Access(Standing.SCOPED, outermost(set(writable) - gits), outermost(gits))


def _stores(spec: SandboxSpec) -> tuple[str, ...]:
    """Git's own directories that may open: never others than the sandbox was made for."""
    return tuple(
        store
        for store in stores(spec.workspace)
        if any(below(store, root) for root in roots(spec))
        and not any(below(store, never) for never in spec.read_only)
    )


def _resolve(workspace: str, directories: Sequence[str]) -> tuple[list[str], list[str]]:
    """The directories as they are called without links, and those that had to be made."""
    found: list[str] = []
    made: list[str] = []
    base = os.open(workspace, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for directory in directories:
            try:
                descriptor = _open_or_make(base, directory, made, workspace)
                found.append(os.readlink(f"/proc/self/fd/{descriptor}"))  # noqa: PTH115 - no file of ours
                os.close(descriptor)
            except OSError as error:
                raise Refused(
                    f"{directory!r} cannot be opened: {error.strerror}", "It must lie in the workspace."
                ) from error
    finally:
        os.close(base)
    if any(not below(path, workspace) for path in found):
        raise Refused("a directory to be opened lies outside the workspace")
    return found, made


def _open_or_make(base: int, directory: str, made: list[str], workspace: str) -> int:
    """Open a directory below another; what is missing of it is made, step by step."""
    flags = os.O_PATH | os.O_DIRECTORY
    try:
        return kernel.open_beneath(base, directory or ".", flags, links=True)
    except FileNotFoundError:
        parent, _, name = directory.rstrip("/").rpartition("/")
        if name in ("", ".", ".."):
            raise
    above = _open_or_make(base, parent or ".", made, workspace)
    try:
        os.mkdir(name, dir_fd=above)
        made.append(os.path.join(workspace, directory))  # noqa: PTH118 - only a string is wanted
        return kernel.open_beneath(above, name, flags)
    finally:
        os.close(above)


class _Change:
    """One change, made inside."""

    def __init__(self, inside: Inside, spec: SandboxSpec) -> None:
        self._inside = inside
        self._spec = spec
        self._root = os.open("/", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
        self._deadline = time.monotonic() + _INSISTS

    def make(self, opened: Sequence[str], locked: Sequence[str]) -> _Done:
        """Narrow first, then bind what has to be a mount of its own, then widen.

        What is open already as it should be stays open while more is bound: people replace files that
        are mounts, and the session notices nothing of it.
        """
        stuck: list[int] = []
        mounts = self._mounts()
        missing = missing_mounts(mounts, self._spec, opened, locked) if opened else []
        if not opened or (missing and not self._fits(mounts, opened)):
            stuck = self._narrow(())
        if missing and not stuck:
            for path in missing:
                self._bind(path)
        if opened and not stuck:
            stuck = self._narrow(opened) or self._widen(opened)
        return _Done(stuck, self._inside.kernel_ns)

    def _fits(self, mounts: Sequence[Mount], opened: Sequence[str]) -> bool:
        writable = {mount.point for mount in mounts if not mount.read_only}
        return writable >= set(opened) and all(
            wanted_writable(mount, self._spec, opened) for mount in mounts if not mount.read_only
        )

    def _mounts(self) -> list[Mount]:
        return gated(parse(self._inside.mountinfo()), self._spec)

    def _narrow(self, opened: Sequence[str]) -> list[int]:
        """Make read-only what should be; returns what is busy."""
        if not opened and self._all_at_once():
            return []
        stuck: list[int] = []
        for _ in range(_ATTEMPTS):
            stuck, moved = [], False
            for mount in self._mounts():
                if mount.read_only or wanted_writable(mount, self._spec, opened):
                    continue
                try:
                    self._set(mount, add=kernel.RDONLY)
                except OSError as error:
                    moved = moved or error.errno != errno.EBUSY
                    stuck.append(mount.id)
            if not moved:
                break
        return stuck

    def _all_at_once(self) -> bool:
        """Close everything with one call for each root, which no renaming can escape; False if that fails."""
        spec = self._spec
        if scratch_folders(spec):
            return False  # it would close the scratch folders, too
        try:
            for path in roots(spec):
                self._insist(partial(kernel.set_attributes, path, add=kernel.RDONLY, recursive=True))
        except OSError:
            return False
        return all(mount.read_only for mount in self._mounts())

    def _widen(self, opened: Sequence[str]) -> list[int]:
        for mount in self._mounts():
            if mount.read_only and wanted_writable(mount, self._spec, opened):
                try:
                    self._set(mount, clear=kernel.RDONLY)
                except OSError as error:
                    covered = error.errno == errno.ESTALE  # by another one at the same path
                    inherited = error.errno == errno.EPERM and mount.point not in opened
                    if not covered and not inherited:  # what is read-only outside stays so
                        raise StepFailed(
                            f"opening {mount.point}", error.errno or 0, str(error.strerror)
                        ) from error
        writable = {mount.point for mount in self._mounts() if not mount.read_only}
        for path in opened:
            if path not in writable:
                raise StepFailed(f"opening {path}", 0, "something else was put in its place")
        return []

    def _set(self, mount: Mount, *, add: int = 0, clear: int = 0) -> None:
        """Change exactly one mount.

        Raises:
            OSError: It is busy, or something else is at its path now.
        """
        descriptor = self._open(mount.point)
        try:
            if kernel.statx_mount(descriptor) != mount.id:
                raise OSError(errno.ESTALE, os.strerror(errno.ESTALE))
            self._insist(partial(kernel.set_attributes, descriptor, add=add, clear=clear))
        finally:
            os.close(descriptor)

    def _insist(self, change: Callable[[], None]) -> None:
        """Change a mount, again and again for a moment while it is busy."""
        while True:
            try:
                self._inside.timed(change)
            except OSError as error:
                if error.errno != errno.EBUSY or time.monotonic() > self._deadline:
                    raise
            else:
                return

    def _bind(self, path: str) -> None:
        """Make something a mount of its own, as read-only or writable as what it lies in."""
        with step(f"binding {path}"):
            parent, _, name = path.rpartition("/")
            above = self._open(parent or "/")
            before = kernel.statx_mount(above)
            os.fchdir(above)
            self._inside.timed(partial(kernel.bind, name))
            found = kernel.open_beneath(above, name, os.O_PATH)
            bound = kernel.statx_mount(found) != before
            os.close(found)
            os.close(above)
        if not bound:
            raise StepFailed(f"binding {path}", 0, "something else was put in its place")

    def _open(self, path: str) -> int:
        return kernel.open_beneath(self._root, path.lstrip("/") or ".", os.O_PATH)
