"""Makes a session's mounts what its gate wants, off the event loop, and says what the kernel made of it."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from msgspec.structs import replace

from plangate.daemon.records import GateRecord
from plangate.errors import NotFound, PlangateError
from plangate.gate.mounts import CLOSED, Flipped, Mount, Opening
from plangate.model.sandbox import Confinement, SandboxSpec
from plangate.sandbox import freeze, gate
from plangate.sandbox.gate import Access, Flip, Standing
from plangate.sandbox.repository import look_at_repository, make_lockable

__all__ = ["Flips", "Outcome"]

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a flip, for the machine and for the ledger."""

    flipped: Flipped
    kernel_ns: int = 0
    """Nanoseconds in the system calls."""
    made: tuple[str, ...] = ()
    """Directories that did not exist and were made."""
    locked: tuple[str, ...] = ()
    """What is a mount of its own so that it stays read-only."""


class Flips:
    """One at a time: a flip forks."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "flip")

    async def make(self, record: GateRecord, wanted: Mount, locked: Iterable[str] = ()) -> Outcome:
        """Make the mounts so; where nothing confines the session there is nothing to make.

        Args:
            locked: Absolute paths that stay read-only this time, besides those that always do.
        """
        spec, confinement = record.sandbox, record.confinement
        if spec is None or confinement is None:
            return Outcome(Flipped(wanted=wanted, done=True))
        wider = replace(spec, read_only=(*spec.read_only, *locked))
        return await self._off_loop(lambda: _make(confinement, wider, wanted))

    async def standing(self, record: GateRecord) -> Mount | None:
        """How the mounts are now; None when the sandbox has ended, or is not the recorded one."""
        spec, confinement = record.sandbox, record.confinement
        if spec is None or confinement is None:
            return CLOSED
        try:
            return await self._off_loop(lambda: _mount(gate.state(confinement, spec), spec))
        except PlangateError:
            return None

    async def stop(self, record: GateRecord, leader: int, *, on: bool) -> None:
        """Stop everything that a session runs, or let it go on.

        Args:
            leader: Its program, all that can be reached where nothing confines it.
        """
        confinement = record.confinement
        with suppress(OSError, PlangateError):  # it has ended meanwhile
            if confinement is not None:
                work = freeze.freeze if on else freeze.thaw
                await self._off_loop(lambda: work(confinement))
            elif leader > 0:
                os.killpg(leader, signal.SIGSTOP if on else signal.SIGCONT)

    async def close(self) -> None:
        """Let what is under way come to its end."""
        await asyncio.to_thread(self._thread.shutdown)

    async def _off_loop(self, work: Callable[[], _T]) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


def _make(confinement: Confinement, spec: SandboxSpec, wanted: Mount) -> Outcome:
    try:
        if wanted.opening is Opening.CLOSED:
            flip = gate.close(confinement, spec)
        elif wanted.opening is Opening.WHOLE:
            flip = gate.open_whole(confinement, _guarded(spec))
        else:
            flip = gate.open_directories(confinement, _guarded(spec), wanted.directories, companions=True)
    except NotFound as error:
        if wanted == CLOSED:  # nothing is left that could write
            return Outcome(Flipped(wanted=wanted, done=True))
        return Outcome(Flipped(wanted=wanted, done=False, error=error.message))
    except PlangateError as error:
        return _failed(confinement, spec, wanted, error.message)
    except OSError as error:
        return _failed(confinement, spec, wanted, f"{error.filename or wanted.opening}: {error.strerror}")
    return _outcome(flip, spec, wanted)


def _failed(confinement: Confinement, spec: SandboxSpec, wanted: Mount, error: str) -> Outcome:
    """It may have stopped half-way: the kernel is asked; if it does not answer, everything counts as open."""
    try:
        reached = _mount(gate.state(confinement, spec), spec)
    except NotFound:
        reached = CLOSED
    except (PlangateError, OSError):
        reached = Mount(Opening.WHOLE)
    return Outcome(Flipped(wanted=wanted, done=False, error=error, reached=reached))


def _guarded(spec: SandboxSpec) -> SandboxSpec:
    """With what must not be written of the repository as it is now: other worktrees come and go."""
    make_lockable(spec.workspace)
    found = look_at_repository(spec.workspace).read_only
    return replace(spec, read_only=tuple(dict.fromkeys((*spec.read_only, *found))))


def _outcome(flip: Flip, spec: SandboxSpec, wanted: Mount) -> Outcome:
    reached = _mount(flip.access, spec)
    done = not flip.closing and _same(reached, wanted)
    error = (
        "" if done or flip.closing else f"the kernel says {reached.opening} where {wanted.opening} is wanted"
    )
    return Outcome(
        Flipped(wanted=wanted, done=done, holders=flip.holders, error=error),
        flip.kernel_ns,
        flip.made,
        flip.locked,
    )


def _mount(access: Access, spec: SandboxSpec) -> Mount:
    if access.standing is Standing.CLOSED:
        return CLOSED
    if access.standing is Standing.OPEN:
        return Mount(Opening.WHOLE)
    return Mount(Opening.SCOPED, tuple(os.path.relpath(path, spec.workspace) for path in access.directories))


def _same(reached: Mount, wanted: Mount) -> bool:
    return reached.opening is wanted.opening and set(reached.directories) == set(wanted.directories)
