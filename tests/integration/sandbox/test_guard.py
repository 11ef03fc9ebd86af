"""What happens to an open gate when the daemon dies, and to processes that are stopped."""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.integration.sandbox.support import IDENTITIES, as_identity, cell, spec_for

from plangate.model.gate import Strength
from plangate.sandbox import gate
from plangate.sandbox.freeze import freeze, thaw
from plangate.sandbox.gate import Standing
from plangate.sandbox.guard import start_guard
from plangate.sandbox.holders import processes

pytestmark = [
    pytest.mark.parametrize("identity", IDENTITIES),
    pytest.mark.parametrize("strength", [Strength.KERNEL, Strength.SYSCALL]),
]


def _until(condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.01)


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0]


def test_a_killed_daemon_leaves_no_open_gate(identity: str, strength: Strength) -> None:
    """The guard notices the death and closes; dismissed, it does nothing."""

    def body(root: Path) -> None:
        spec = spec_for(root, strength=strength)
        with cell(spec) as shell:
            daemon = os.fork()
            if daemon == 0:
                start_guard(shell.confinement, spec)
                gate.open_whole(shell.confinement, spec)
                os.kill(os.getpid(), signal.SIGKILL)
            os.waitpid(daemon, 0)
            _until(
                lambda: gate.state(shell.confinement, spec).standing is Standing.CLOSED, "the gate to close"
            )
            assert not shell.succeeds("touch x")
            guard = start_guard(shell.confinement, spec)
            gate.open_whole(shell.confinement, spec)
            other = os.dup(guard.fileno())
            guard.dismiss()
            poll = select.poll()
            poll.register(other, select.POLLHUP)
            assert poll.poll(20000)  # the guard has ended
            os.close(other)
            assert gate.state(shell.confinement, spec).standing is Standing.OPEN

    as_identity(identity, body)


def test_holders_are_stopped_by_the_guard(identity: str, strength: Strength) -> None:
    """Who keeps a file open for too long after the daemon's death cannot write any more."""

    def body(root: Path) -> None:
        spec = spec_for(root, strength=strength)
        with cell(spec) as shell:
            daemon = os.fork()
            if daemon == 0:
                start_guard(shell.confinement, spec)
                gate.open_whole(shell.confinement, spec)
                shell.run("exec 7>held")
                os.kill(os.getpid(), signal.SIGKILL)
            os.waitpid(daemon, 0)
            _until(lambda: _state(shell.pid) == "T", "the shell to be stopped")

    as_identity(identity, body)


def test_freeze_and_thaw(identity: str, strength: Strength) -> None:
    """All processes stop, those that left their session, too, and the shell notices nothing."""

    def body(root: Path) -> None:
        spec = spec_for(root, strength=strength)
        with cell(spec) as shell:
            shell.run("setsid sh -c 'while :; do sleep 0.01; done' & sleep 500 &")
            freeze(shell.confinement)
            inside = processes(shell.confinement)
            assert len(inside) >= 3
            # D is a parent that waits in vfork(2) for a child that was stopped before it executed anything
            _until(lambda: all(_state(pid) in "TDZ" for pid in inside), "everything to stop")
            assert processes(shell.confinement) == inside
            thaw(shell.confinement)
            assert "topped" not in shell.run("true")

    as_identity(identity, body)
