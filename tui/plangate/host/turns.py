"""How long a turn on the processor is asked for: who asks for short ones is let in sooner.

Since 6.12 Linux gives the next turn to whoever would be through with it first, and takes it from who
asked for a longer one (Documentation/scheduler/sched-eevdf.rst). A host that echoes a keystroke needs a
fraction of the usual 3 ms; having said so it does not wait behind programs that compute. Hosts that nobody
looks at ask for long turns: then neither the program that echoes nor the client that shows it, both of
which have the usual ones, waits behind a hundred of them. The shares stay the same.
"""

from __future__ import annotations

import os
import struct

from plangate.host.system import libc

__all__ = ["LONG", "SHORT", "USUAL", "ask_for_turns"]

SHORT = 100_000
"""Nanoseconds, the shortest that can be asked for."""
LONG = 10_000_000
"""More than the usual on any machine, and not so much that a busy one would keep it waiting noticeably."""
USUAL = 0
"""What the kernel thinks right."""
_CALLS = {"x86_64": 314, "aarch64": 274}
"""Numbers of sched_setattr(2), which not every C library has a function for."""
_ATTRIBUTES = struct.Struct("=IIQiIQQQ")


def ask_for_turns(nanoseconds: int) -> None:
    """For this process and those it starts; where it cannot be asked for, nothing happens."""
    number = _CALLS.get(os.uname().machine)
    policy = os.sched_getscheduler(0) if number is not None else -1
    if number is None or policy not in (os.SCHED_OTHER, os.SCHED_BATCH):
        return
    nice = os.getpriority(os.PRIO_PROCESS, 0)  # is set along with it
    attributes = _ATTRIBUTES.pack(_ATTRIBUTES.size, policy, 0, nice, 0, nanoseconds, 0, 0)
    libc().syscall(number, 0, attributes, 0)
