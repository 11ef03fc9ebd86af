"""Tests of `plangate.host.turns`, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys

_ASK = """
import os
from plangate.host.turns import LONG, SHORT, USUAL, ask_for_turns
os.nice(3)
before = os.sched_getscheduler(0), os.getpriority(os.PRIO_PROCESS, 0)
for turns in (SHORT, USUAL, LONG):
    ask_for_turns(turns)
    assert (os.sched_getscheduler(0), os.getpriority(os.PRIO_PROCESS, 0)) == before
    if os.path.exists("/proc/self/sched"):
        with open("/proc/self/sched") as file:
            print(*(line.split()[-1] for line in file if line.startswith("se.slice")))
"""


def test_nothing_else_is_changed_by_it() -> None:
    """Neither the policy nor the priority; the turn where the kernel shows it."""
    done = subprocess.run([sys.executable, "-c", _ASK], capture_output=True, text=True, check=True)
    turns = [int(number) for number in done.stdout.split()]  # none, or before Linux 6.12 twice the same
    assert turns == sorted(turns)


def test_a_program_that_is_idle_stays_so() -> None:
    """Its policy knows no turns."""
    code = _ASK.replace("os.nice(3)", "os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, os.fsdecode(done.stderr)
