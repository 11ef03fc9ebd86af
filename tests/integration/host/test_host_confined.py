"""Sessions in sandboxes: started by the keeper, survived, taken over and ended like any other."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from tests.integration.host.support import World, alive, until
from tests.integration.sandbox.support import needs_kernel_gate, spec_for

from plangate.errors import PlangateError, Unavailable
from plangate.model.client import Role
from plangate.model.gate import Strength
from plangate.model.sandbox import SPEC_VERSION, Confinement
from plangate.model.session import Exit
from plangate.sandbox import gate
from plangate.sandbox.gate import Standing
from plangate.wire import spawn

pytestmark = pytest.mark.usefixtures("kernel_gate")

either_strength = pytest.mark.parametrize("strength", [Strength.KERNEL, Strength.SYSCALL])


@pytest.fixture(scope="module")
def kernel_gate() -> None:
    """What these tests are about."""
    needs_kernel_gate()


def _confinement(reply: spawn.Spawned) -> Confinement:
    assert reply.confinement is not None
    return reply.confinement


def test_a_confined_session(world: World) -> None:
    """The program runs in the sandbox, the host describes it, and its exit code is collected."""
    world.start_keeper()
    spec = spec_for(world.root)
    reply = world.spawn("/bin/sh", "-c", "tty; touch x; read y; exit 7", cwd=spec.workspace, sandbox=spec)
    confinement = _confinement(reply)
    assert world.description(reply.session).confinement == confinement
    client = world.connect(reply.session)
    client.attach()
    client.wait_text("/dev/pts/0")
    client.wait_text("Read-only file system")
    client.enter("\r")
    client.wait(lambda: client.exit is not None)
    assert client.exit == Exit(code=7)
    until(lambda: not alive(confinement.pid), "init to end with the last program")


@either_strength
def test_a_file_that_cannot_be_executed(world: World, strength: Strength) -> None:
    """The person hears about the file, not about the sandbox."""
    world.start_keeper()
    spec = spec_for(world.root, strength=strength)
    file = Path(spec.workspace, "program")
    file.write_text("#!/bin/sh\n")
    with pytest.raises(PlangateError, match="its mode does not allow it") as caught:
        world.spawn(str(file), cwd=spec.workspace, sandbox=spec)
    assert (type(caught.value), caught.value.hint) == (PlangateError, f"chmod +x {file} does.")


@either_strength
def test_jobs_outlive_the_program(world: World, strength: Strength) -> None:
    """What the program leaves running goes on in the sandbox, and the gate still holds it."""
    world.start_keeper()
    spec = spec_for(world.root, strength=strength)
    reply = world.spawn("/bin/sh", "-c", "trap '' HUP; sleep 600 & exit 0", cwd=spec.workspace, sandbox=spec)
    confinement = _confinement(reply)
    client = world.connect(reply.session)
    client.attach()
    client.wait(lambda: client.exit is not None)
    assert alive(confinement.pid)
    assert gate.open_whole(confinement, spec).access.standing is Standing.OPEN
    os.kill(confinement.pid, signal.SIGKILL)


@either_strength
def test_a_successor_keeps_the_sandbox(world: World, strength: Strength) -> None:
    """The program of a host that was killed runs on, and so does its gate."""
    world.start_keeper()
    spec = spec_for(world.root, strength=strength)
    reply = world.spawn("/bin/cat", cwd=spec.workspace, sandbox=spec, record=True)
    confinement = _confinement(reply)
    os.kill(reply.host_pid, signal.SIGKILL)
    until(lambda: world.description(reply.session).host_pid != reply.host_pid, "a successor")
    assert world.description(reply.session).confinement == confinement
    client = world.reconnect(reply.session)
    client.attach()
    client.enter("still here\r")
    client.wait_text("still here")
    assert gate.state(confinement, spec).standing is Standing.CLOSED
    client.enter("\x04")
    client.wait(lambda: client.exit is not None)
    assert client.exit == Exit(code=0)


@either_strength
def test_the_last_signal_ends_everything(world: World, strength: Strength) -> None:
    """A stop that comes to SIGKILL leaves nothing of the session, not even what left its process group."""
    world.start_keeper()
    spec = spec_for(world.root, strength=strength)
    reply = world.spawn(
        "/bin/sh", "-c", "trap '' INT TERM; setsid sleep 600 & while :; do wait; done", sandbox=spec
    )
    owner = world.connect(reply.session, Role.OWNER)
    owner.send(spawn.Stop(grace=0.05))
    until(lambda: not alive(_confinement(reply).pid), "the sandbox to end")
    assert not alive(reply.agent_pid)


def test_what_cannot_be_confined_is_not_started(world: World) -> None:
    """The reason names the step; no process is left."""
    keeper = world.start_keeper()
    marker = world.root / "ran"
    spec = spec_for(world.root, workspace=str(world.root / "link"))
    (world.root / "link").symlink_to(world.root / "work")
    with pytest.raises(Unavailable, match="symbolic link"):
        world.spawn("/bin/touch", str(marker), sandbox=spec)
    spec = spec_for(world.root, version=SPEC_VERSION + 1)
    with pytest.raises(Exception, match="more than this version"):
        world.spawn("/bin/touch", str(marker), sandbox=spec)
    program = world.root / "no-program"
    program.write_bytes(b"\x7fELF broken")
    program.chmod(0o755)
    with pytest.raises(Unavailable, match="executing"):
        world.spawn(str(program), sandbox=spec_for(world.root))
    assert not marker.exists()
    children = Path(f"/proc/{keeper.pid}/task/{keeper.pid}/children")
    until(lambda: not children.read_text().split(), "all hosts to end")
