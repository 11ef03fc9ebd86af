"""The first process of a confined session: collects what others leave, ends when nothing else is left.

It forwards no signals, and only SIGKILL from outside ends it; the kernel ends everything in the
namespace with it.
"""

from __future__ import annotations

import os
import resource
import select
import signal

from plangate.sandbox import kernel
from plangate.sandbox.waiter import WATCHED, execute

__all__ = ["serve"]


def serve(agent: int) -> None:
    """Stay until the program and all that it started have ended.

    Args:
        agent: The program's pid in this namespace; 0 when it was never started.
    """
    kernel.name_process("plangate-init")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel then collects them for us
    for name in ("SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM"):
        signal.signal(
            signal.Signals[name], signal.SIG_DFL
        )  # which the kernel ignores for the first of a namespace
    if agent <= 0:
        return
    os.dup2(os.pidfd_open(agent), WATCHED, inheritable=True)
    null = os.open(os.devnull, os.O_RDWR)
    for number in range(3):
        os.dup2(null, number)
    os.closerange(WATCHED + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    execute()
    poll = select.poll()
    poll.register(WATCHED, select.POLLIN)
    poll.poll()
    try:
        os.waitpid(-1, 0)  # returns only when no child is left, for none leaves a status
    except ChildProcessError:
        return
