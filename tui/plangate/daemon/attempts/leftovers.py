"""Processes that an agent has left running."""

from __future__ import annotations

import os
import time

import psutil

from plangate.daemon.procfs import serves, stat

__all__ = ["left_running"]

_TICKS = os.sysconf("SC_CLK_TCK")


def left_running(agent: int, since: float) -> str:
    """A process below the agent's that was started since then, in words; empty when there is none. Blocks.

    Servers that the agent talks to are no jobs, nor is the hook that tells us of the turn's end.

    Args:
        agent: Process id.
        since: Unix seconds.
    """
    try:
        top = psutil.Process(agent)
        below = top.children(recursive=True)
        servers = {process.pid for process in top.children() if serves(process.pid)}
    except psutil.Error:
        return ""
    ours = {process.pid for process in below if _is_hook(process)}
    for process in below:
        try:
            if _started(process.pid) < since or process.status() == psutil.STATUS_ZOMBIE:
                continue
            kin = {process.pid, *(child.pid for child in process.children(recursive=True))}
            above = {process.pid, *(parent.pid for parent in process.parents())}
            if kin & ours or above & servers:
                continue
            return f"a job of it runs: {process.name()} ({process.pid})"
        except psutil.Error:
            continue
    return ""


def _started(pid: int) -> float:
    """When a process was started, to the end of the tick (Unix seconds); 0 when there is none.

    Not psutil's `create_time`: it counts from a boot time of whole seconds, up to one second early.
    """
    found = stat(pid)
    if found is None:
        return 0.0
    boot = time.time() - time.clock_gettime(time.CLOCK_BOOTTIME)
    return boot + (found.started + 1) / _TICKS


def _is_hook(process: psutil.Process) -> bool:
    try:
        return any(word.endswith("/client/hook.py") for word in process.cmdline())
    except psutil.Error:
        return False
