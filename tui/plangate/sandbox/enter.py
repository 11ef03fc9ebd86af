"""Does something in the namespaces of a running sandbox, from outside, in a process that ends with it."""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

import msgspec

from plangate.errors import NotFound, Refused, TimedOut, Unavailable
from plangate.model.sandbox import Confinement
from plangate.sandbox import kernel
from plangate.sandbox.steps import StepFailed, step

__all__ = ["Inside", "alive", "run_inside"]

_Result = TypeVar("_Result")
_PATIENCE = 10.0
_START_FIELD = 19  # of /proc/<pid>/stat after the closing bracket: starttime (proc(5))


class Inside:
    """What a process that has entered a sandbox can still see of the outside."""

    def __init__(self, confinement: Confinement) -> None:
        self._init = os.open(f"/proc/{confinement.pid}", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        self._own = os.open("/proc/self/fd", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        self.kernel_ns = 0
        """Nanoseconds spent in the calls that enter and change."""

    def mountinfo(self) -> str:
        """The mounts of the sandbox as it is now."""
        descriptor = os.open("mountinfo", os.O_RDONLY | os.O_CLOEXEC, dir_fd=self._init)
        with open(descriptor, encoding="utf-8", errors="surrogateescape") as file:  # noqa: PTH123 - no path
            return file.read()

    def path_of(self, descriptor: int) -> str:
        """Where in the sandbox something lies that was opened."""
        return os.readlink(str(descriptor), dir_fd=self._own)

    def timed(self, call: Callable[[], None]) -> None:
        """Make a call and count its time."""
        begun = time.perf_counter_ns()
        try:
            call()
        finally:
            self.kernel_ns += time.perf_counter_ns() - begun


class _Answer(msgspec.Struct, array_like=True):
    result: bytes = b""
    """Encoded; empty when a step failed."""
    step: str = ""
    reason: str = ""


def alive(confinement: Confinement) -> bool:
    """Whether the sandbox still exists."""
    try:
        text = Path(f"/proc/{confinement.pid}/stat").read_text(errors="replace")
    except OSError:
        return False
    fields = text.rpartition(") ")[2].split()
    return float(fields[_START_FIELD]) == confinement.started and fields[0] not in "ZX"


def run_inside(
    confinement: Confinement,
    kind: type[_Result],
    work: Callable[[Inside], _Result],
    *,
    before: Callable[[], None] = lambda: None,
    processes: bool = False,
) -> _Result:
    """Fork a process that enters the sandbox and does something there.

    Args:
        kind: Of the result, which comes back through a pipe.
        before: Done in that process, while it is still outside.
        processes: Whether children of that process are to be in the sandbox's namespace of processes.

    Raises:
        NotFound: The sandbox has ended.
        Refused: The process that should be its first lives in other namespaces than recorded.
        Unavailable: A step failed; nothing is known of what it did before that.
        TimedOut: It took too long.
    """
    if not alive(confinement):
        raise NotFound("the session's sandbox has ended")
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        _live(confinement, writer, work, before, processes=processes)
    os.close(writer)
    try:
        data = _read(reader)
    finally:
        os.close(reader)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)  # it has told everything, or takes too long
        with suppress(ChildProcessError):
            os.waitpid(child, 0)
    if data is None:
        raise TimedOut(f"the sandbox could not be entered within {_PATIENCE:g} s")
    if not data:
        raise Unavailable("the process that entered the sandbox ended without a word")
    answer = msgspec.msgpack.decode(data, type=_Answer)
    if answer.result:
        return msgspec.msgpack.decode(answer.result, type=kind)
    if answer.step == _FOREIGN:
        raise Refused(answer.reason)
    raise Unavailable(f"{answer.step}: {answer.reason}")


_FOREIGN = "foreign"


def _read(reader: int) -> bytes | None:
    """Everything until the end; None when that does not come in time."""
    parts: list[bytes] = []
    deadline = time.monotonic() + _PATIENCE
    poll = select.poll()
    poll.register(reader, select.POLLIN)
    while poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
        data = os.read(reader, 65536)
        if not data:
            return b"".join(parts)
        parts.append(data)
    return None


def _live(
    confinement: Confinement,
    writer: int,
    work: Callable[[Inside], _Result],
    before: Callable[[], None],
    *,
    processes: bool,
) -> None:
    """The life of the forked process; never returns."""
    try:
        try:
            before()
            inside = Inside(confinement)
            _enter(confinement, inside, processes=processes)
            answer = _Answer(msgspec.msgpack.encode(work(inside)))
        except StepFailed as error:
            answer = _Answer(b"", error.name, error.reason)
        except BaseException as error:  # noqa: BLE001 - the process ends here, whatever it was
            answer = _Answer(b"", "in the sandbox", repr(error))
        os.write(writer, msgspec.msgpack.encode(answer))
    finally:
        os._exit(0)


def _enter(confinement: Confinement, inside: Inside, *, processes: bool) -> None:
    """Join the namespaces, if they are the recorded ones."""
    kinds = [("user", kernel.NEWUSER, confinement.user_ns), ("mnt", kernel.NEWNS, confinement.mnt_ns)]
    if processes:
        kinds.append(("pid", kernel.NEWPID, confinement.pid_ns))
    with step("looking at the sandbox's namespaces"):
        opened = [
            (name, kind, recorded, os.open(f"/proc/{confinement.pid}/ns/{name}", os.O_RDONLY | os.O_CLOEXEC))
            for name, kind, recorded in kinds
        ]
    for name, _, recorded, descriptor in opened:
        if os.fstat(descriptor).st_ino != recorded:
            raise StepFailed(
                _FOREIGN, 0, f"process {confinement.pid} has another {name} namespace than recorded"
            )
    if not alive(confinement):
        raise StepFailed(_FOREIGN, 0, f"process {confinement.pid} is not the recorded one")
    for name, kind, _, descriptor in opened:
        with step(f"entering the sandbox's {name} namespace"):
            inside.timed(partial(kernel.set_namespace, descriptor, kind))
