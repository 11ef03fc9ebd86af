"""The gate at strength syscall, through the daemon: what a machine without user namespaces has."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.support.gated import Gated
from tests.support.world import World

from plangate.client import gate
from plangate.client.api import Connected
from plangate.model.gate import GateState, Strength
from plangate.model.session import Exit
from plangate.sandbox.probe import LIMIT


@pytest.fixture(autouse=True)
def no_namespaces(monkeypatch: pytest.MonkeyPatch, world: World) -> World:
    """Daemons that are started from now on try nothing stronger."""
    monkeypatch.setenv(LIMIT, "syscall")
    return world


def _supervisor(gated: Gated) -> int:
    """Pid of the parent of the session's program."""
    program = gated.watch.sessions[gated.id].pid
    return int(Path(f"/proc/{program}/stat").read_text().rpartition(") ")[2].split()[1])


async def test_from_a_closed_gate_to_drift(world: World) -> None:
    """Closed nothing changes; a plan opens its directory; what it does not name closes the gate again."""
    gated = await Gated.begin(world)
    view = await gated.state(GateState.CLOSED)
    assert view.strength is Strength.SYSCALL
    await gated.does("force src/new.txt x", "failed src/new.txt: Read-only file system")
    await gated.does("sh cat top.txt", "ran 0: one")
    await gated.approve(await gated.present())
    await gated.sees("approved: A person has approved plan")
    view = await gated.state(GateState.OPEN)
    assert (view.directories, view.strength) == (("src",), Strength.SYSCALL)
    await gated.does("write src/new.txt x", "wrote src/new.txt")
    await gated.does("force top.txt x", "failed top.txt: Read-only file system")
    await gated.does("force .git/hooks/pre-commit x", "failed .git/hooks/pre-commit: Read-only file system")
    await gated.does("force src/stray.txt x", "wrote src/stray.txt")
    view = await gated.until(lambda view: view.phase == "drifted", "drifted")
    assert view.drift == ("src/stray.txt",)
    await gated.state(GateState.CLOSED)
    await gated.does("force src/new.txt x", "failed src/new.txt: Read-only file system")


async def test_a_killed_daemon_changes_nothing(world: World) -> None:
    """The session writes on while no daemon lives, and the next one finds the gate as it was."""
    gated = await Gated.begin(world)
    await gated.approve(await gated.present())
    await gated.sees("approved")
    world.kill(world.daemon())
    await gated.watch.until(lambda: gated.watch.count(Connected) == 2, "a new daemon")
    view = await gated.state(GateState.OPEN)
    assert (view.directories, view.strength) == (("src",), Strength.SYSCALL)
    await gated.does("force src/new.txt x", "wrote src/new.txt")
    await gated.does("force top.txt x", "failed top.txt")


async def test_a_budget_is_closed_when_its_daemon_is_killed(world: World) -> None:
    """By its guard; the next daemon finds it closed."""
    gated = await Gated.begin(world)
    await gated.control.ask(gate.open_budget(gated.id))
    await gated.does("force top.txt x", "wrote top.txt")
    world.kill(world.daemon())
    await gated.watch.until(lambda: gated.watch.count(Connected) == 2, "a new daemon")
    await gated.state(GateState.CLOSED)
    await gated.does("force top.txt x", "failed top.txt")


async def test_a_killed_supervisor_closes_for_good(world: World) -> None:
    """While a plan is open: nothing can be written any more, and the program goes on."""
    gated = await Gated.begin(world)
    await gated.approve(await gated.present())
    await gated.sees("approved")
    os.kill(_supervisor(gated), signal.SIGKILL)
    await gated.does("force src/new.txt x", "failed src/new.txt: Function not implemented")
    assert "src/new.txt" not in gated.status()


async def test_a_program_of_a_session_ends_as_it_did(world: World) -> None:
    """Its exit code comes through its supervisor."""
    control, watch = await world.control()
    new = replace(world.command("sh", "-c", "touch x; exit 7"), gate=True)
    session = await control.new_session(new)
    ended = await watch.session(session.id, lambda s: s.exit is not None, "ended")
    assert ended.exit == Exit(code=7)
    assert not (world.work / "x").exists()
