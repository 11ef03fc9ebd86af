"""Closes an open gate when the daemon that opened it dies.

A process of its own, so that nothing that ends the daemon ends it. While the daemon lives it only
waits.
"""

from __future__ import annotations

import os
import resource
import select
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress

from plangate.errors import NotFound, PlangateError
from plangate.model.sandbox import Confinement, SandboxSpec
from plangate.sandbox import freeze, gate, kernel

__all__ = ["Guard", "start_guard"]

_DISMISSED = b"d"
_BETWEEN = 0.05
_PATIENCE = 3.0
"""Seconds that holders have before everything in the sandbox is stopped."""


class Guard:
    """The daemon's end of one."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    def fileno(self) -> int:
        """Becomes readable when the guard has ended unasked; then the gate must be closed at once."""
        return -1 if self._descriptor is None else self._descriptor

    def dismiss(self) -> None:
        """The gate is closed, or needs no guard any more."""
        if self._descriptor is not None:
            with suppress(OSError):
                os.write(self._descriptor, _DISMISSED)
            os.close(self._descriptor)
            self._descriptor = None


def start_guard(confinement: Confinement, spec: SandboxSpec) -> Guard:
    """Have the gate of a sandbox closed when the calling process ends without having dismissed the guard.

    Raises:
        OSError: No process can be started; the gate must not be opened then.
    """
    ours, theirs = socket.socketpair()
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            if os.fork() == 0:
                _live(theirs.detach(), confinement, spec)
        os._exit(0)
    theirs.close()
    os.waitpid(child, 0)
    return Guard(ours.detach())


def _live(descriptor: int, confinement: Confinement, spec: SandboxSpec) -> None:
    os.setsid()
    os.dup2(descriptor, 0)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 1)
    os.dup2(null, 2)
    os.closerange(3, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    kernel.name_process("plangate-guard")
    for name in ("SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM"):
        signal.signal(signal.Signals[name], signal.SIG_IGN)
    init = os.pidfd_open(confinement.pid)
    poll = select.poll()
    poll.register(0, select.POLLIN)
    poll.register(init, select.POLLIN)
    ready = [number for number, _ in poll.poll()]
    if 0 in ready and os.read(0, 1) != _DISMISSED:
        _close(lambda: gate.close(confinement, spec).closing, lambda: freeze.freeze(confinement))


def _close(closing: Callable[[], bool], stop: Callable[[], None]) -> None:
    """Close until the kernel agrees; whoever holds a file for too long is stopped, and cannot write then."""
    deadline = time.monotonic() + _PATIENCE
    stopped = False
    while True:
        try:
            if not closing():
                return
            if not stopped and time.monotonic() > deadline:
                stop()
                stopped = True
        except NotFound:
            return
        except PlangateError:
            pass  # tried again
        time.sleep(_BETWEEN if not stopped else 1.0)
