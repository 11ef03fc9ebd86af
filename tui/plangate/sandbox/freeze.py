"""Stops all processes of a sandbox at once, and lets them go on."""

from __future__ import annotations

import os
import signal
from contextlib import suppress

from plangate.model.gate import Strength
from plangate.model.sandbox import Confinement
from plangate.sandbox.enter import Inside, run_inside
from plangate.sandbox.holders import processes
from plangate.sandbox.supervised.protocol import Ask, ask

__all__ = ["freeze", "thaw"]


def freeze(confinement: Confinement) -> None:
    """Stop everything but its first process, in one step that no new process escapes.

    Raises:
        PlangateError: The sandbox has ended, or cannot be entered.
    """
    if confinement.strength is Strength.SYSCALL:
        ask(confinement, Ask("stop"))
        return

    def stop(inside: Inside) -> int:
        child = os.fork()  # a process enters a namespace of processes only with its children
        if child == 0:
            try:
                os.kill(-1, signal.SIGSTOP)
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        return 0

    run_inside(confinement, int, stop, processes=True)


def thaw(confinement: Confinement) -> None:
    """Let everything go on; children first, so that a shell does not notice that they were stopped."""
    for pid in reversed(processes(confinement)):
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGCONT)
