"""Everything that descends from a supervisor: the processes of a session, found, stopped, ended."""

from __future__ import annotations

import os
import signal
from contextlib import suppress

from plangate.sandbox.supervised.task import parents

__all__ = ["end_all", "kin", "let_go_on", "stop_all"]

_ROUNDS = 100


def kin(supervisor: int) -> list[int]:
    """Pids of all that descend from it, elders first; orphans are its own children, for it adopts them."""
    children: dict[int, list[int]] = {}
    for pid, parent in parents().items():
        children.setdefault(parent, []).append(pid)
    found = list(children.get(supervisor, ()))
    for pid in found:
        found.extend(children.get(pid, ()))  # the list grows while it is gone through
    return found


def stop_all(supervisor: int) -> None:
    """Stop everything; again until nothing new is found, for what runs can start something."""
    _until_all(supervisor, signal.SIGSTOP)


def end_all(supervisor: int) -> None:
    """End everything."""
    _until_all(supervisor, signal.SIGKILL)


def let_go_on(supervisor: int) -> None:
    """Children first, so that a shell does not notice that they were stopped."""
    for pid in reversed(kin(supervisor)):
        _send(pid, signal.SIGCONT)


def _until_all(supervisor: int, number: signal.Signals) -> None:
    done: set[int] = set()
    for _ in range(_ROUNDS):
        found = [pid for pid in kin(supervisor) if pid not in done]
        if not found:
            return
        for pid in found:
            _send(pid, number)
        done.update(found)


def _send(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)
