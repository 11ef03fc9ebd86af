"""A host replaced in place by another program: same process, same agent, same screen."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest
from tests.integration.host.support import HostClient, World, alive, until

from plangate.errors import PlangateError
from plangate.model.client import Role
from plangate.model.session import Exit
from plangate.wire import spawn, stream

_ARGV = [sys.executable, "-m", "plangate.host"]


def _upgrade(world: World, client: HostClient, session: str, argv: list[str]) -> None:
    """Ask for it and wait until another program describes itself at the same place."""
    before = world.description(session).instance
    client.send(spawn.Upgrade(1, argv))
    until(lambda: world.description(session).instance != before, "the new program")


def test_an_upgrade_keeps_everything(kept: World) -> None:
    """Process, agent, every tick of output, history, focus and exit code are what they were."""
    program = "i=0; while [ $i -lt 400 ]; do i=$((i+1)); echo tick $i; sleep 0.01; done; read x; exit 42"
    session = kept.spawn("/bin/sh", "-c", program, record=True, scrollback=2000)
    client = kept.connect(session.session, Role.OWNER)
    client.attach()
    client.wait_text("tick 20")
    client.send(stream.FocusRequest())
    client.wait(lambda: client.mine)
    focus = client.focus
    _upgrade(kept, client, session.session, _ARGV)
    assert kept.description(session.session).host_pid == session.host_pid
    assert kept.description(session.session).agent_pid == session.agent_pid
    back = kept.reconnect(session.session, Role.OWNER)
    back.attach()
    back.wait(lambda: back.focus.holder)
    assert back.focus == focus
    back.wait_text("tick 400")
    back.send(stream.AskHistory(1, 0, back.mirror.top))
    history = back.answer(stream.HistoryRows)
    lines = [back.mirror.tables.plain(row).rstrip() for row in history.rows] + back.lines()
    assert [line for line in lines if line] == [f"tick {number}" for number in range(1, 401)]
    back.send(stream.Input(focus.epoch, b"\r"))
    back.wait(lambda: back.exit)
    assert back.exit == Exit(code=42)


def test_an_upgraded_host_is_still_looked_after(kept: World) -> None:
    """Its keeper replaces it when it dies, and revoked capabilities stay revoked."""
    session = kept.spawn("/bin/cat", record=True)
    client = kept.connect(session.session, Role.OWNER)
    client.attach()
    void = kept.capability(session.session)
    client.send(spawn.Revoke([kept.serial(void)]))
    client.enter("kept\r")
    client.wait_text("kept")
    _upgrade(kept, client, session.session, _ARGV)
    with pytest.raises(PlangateError, match="revoked"):
        kept.connect(session.session, capability=void)
    os.kill(session.host_pid, signal.SIGKILL)
    until(lambda: kept.description(session.session).host_pid != session.host_pid, "a successor")
    back = kept.reconnect(session.session)
    back.attach()
    back.wait_text("kept")
    assert alive(session.agent_pid)


@pytest.mark.parametrize(
    "argv",
    [
        ["/no/such/python", "-m", "plangate.host"],
        ["/bin/false"],
        [sys.executable, "-c", "raise SystemExit('not this version')"],
        ["python3"],
        [],
    ],
)
def test_a_failed_upgrade_changes_nothing(kept: World, argv: list[str]) -> None:
    """The reason is told, and the old host goes on with all its connections."""
    session = kept.spawn("/bin/cat")
    client = kept.connect(session.session, Role.OWNER)
    client.attach()
    client.send(spawn.Upgrade(8, argv))
    client.refusal()
    assert client.failures[-1].id == 8
    client.enter("unharmed\r")
    client.wait_text("unharmed")
    assert kept.description(session.session).host_pid == session.host_pid


def test_a_program_that_vanishes_between_check_and_execution(kept: World) -> None:
    """Even then the old host is not lost, and goes on recording."""
    script = kept.root / "host"
    script.write_text(f"#!/bin/sh\nrm {script}\n")
    script.chmod(0o700)
    session = kept.spawn("/bin/cat", record=True)
    client = kept.connect(session.session, Role.OWNER)
    client.attach()
    client.enter("before\r")
    client.wait_text("before")
    client.send(spawn.Upgrade(1, [str(script)]))
    assert "cannot be executed" in client.refusal().message
    assert not Path(script).exists()
    client.enter("after\r")
    client.wait_text("after")


def test_an_ended_session_can_be_upgraded(kept: World) -> None:
    """Its screen and exit code are carried over."""
    session = kept.spawn("/bin/sh", "-c", "echo over; exit 6")
    client = kept.connect(session.session, Role.OWNER)
    client.attach()
    client.wait(lambda: client.exit)
    _upgrade(kept, client, session.session, _ARGV)
    back = kept.reconnect(session.session)
    back.attach()
    back.wait(lambda: back.exit)
    assert back.exit == Exit(code=6)
    assert "over" in back.lines()
