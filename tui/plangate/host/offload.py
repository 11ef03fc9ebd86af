"""Work of unknown duration in a forked child that is ended when it takes too long.

A regular expression can take for ever and cannot be interrupted; a child sees all of the session's
memory without copying it, and can be killed.
"""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable

from plangate.host.loop import READ, Loop

__all__ = ["offload"]

_CHUNK = 65536


def offload(
    loop: Loop, work: Callable[[], bytes], done: Callable[[bytes | None], None], patience: float
) -> None:
    """Run `work` in a child; `done` gets its result, or None when it failed or took too long.

    Raises:
        OSError: No child can be made.
    """
    reader, writer = os.pipe()
    try:
        child = os.fork()
    except OSError:
        os.close(reader)
        os.close(writer)
        raise
    if child == 0:
        _run(work, writer, patience)
    os.close(writer)
    _Collector(loop, reader, child, done, patience)


def _run(work: Callable[[], bytes], writer: int, patience: float) -> None:
    """In the child; never returns."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.setitimer(
            signal.ITIMER_REAL, patience
        )  # its default action ends us, should our parent be gone
        data = work()
        while data:
            data = data[os.write(writer, data) :]
        code = 0
    except BaseException:  # noqa: BLE001 - nothing may unwind into the parent's frames
        traceback.print_exc()
    finally:
        os._exit(code)


class _Collector:
    def __init__(
        self,
        loop: Loop,
        reader: int,
        child: int,
        done: Callable[[bytes | None], None],
        patience: float,
    ) -> None:
        self._loop = loop
        self._reader = reader
        self._child = child
        self._done = done
        self._parts: list[bytes] = []
        self._timer = loop.after(patience, self._too_long)
        os.set_blocking(reader, False)
        loop.watch(reader, READ, self._ready)

    def _ready(self, _: int) -> None:
        data = os.read(self._reader, _CHUNK)
        if data:
            self._parts.append(data)
            return
        self._finish(b"".join(self._parts))

    def _too_long(self) -> None:
        os.kill(self._child, signal.SIGKILL)
        self._finish(None)

    def _finish(self, result: bytes | None) -> None:
        self._timer.cancel()
        self._loop.forget(self._reader)
        os.close(self._reader)
        _, status = os.waitpid(self._child, 0)  # it has closed the pipe or was killed: it ends at once
        self._done(result if status == 0 else None)
