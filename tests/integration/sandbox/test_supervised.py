"""What is particular to a gate that a supervisor holds: descriptors that hide, and its own end."""

from __future__ import annotations

import os
import signal
import socket
import time
from pathlib import Path

import pytest
from tests.integration.sandbox.support import IDENTITIES, Cell, as_identity, cell, interpreter, spec_for

from plangate.errors import NotFound
from plangate.model.gate import Strength
from plangate.model.sandbox import SandboxSpec
from plangate.sandbox import gate
from plangate.sandbox.gate import Flip, Standing
from plangate.sandbox.holders import processes
from plangate.sandbox.peers import look_at_process

pytestmark = pytest.mark.parametrize("identity", IDENTITIES)

_HIDES = """
import array, os, socket, sys, time
file = os.open("held", os.O_RDWR | os.O_CREAT, 0o600)
{more}
one, other = socket.socketpair()
one.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [file]))])
os.close(file)
open(sys.argv[1] + "/ready", "w").close()
while not os.path.exists(sys.argv[1] + "/go"):
    time.sleep(0.01)
data, rights, *_ = other.recvmsg(1, socket.CMSG_SPACE(4))
os.write(array.array("i", rights[0][2][:4])[0], b"hidden")
"""


def _begin(shell: Cell, script: str) -> None:
    """Run a script in the background, until it says that it is ready."""
    place = shell.spec.private_tmp
    Path(place, "script.py").write_text(script)
    shell.run(f"{interpreter()} -S {place}/script.py {place} 2>{place}/errors &")
    shell.run(
        f"until test -e {place}/ready || test -s {place}/errors; do sleep 0.01; done; cat {place}/errors"
    )


def _closed(shell: Cell, spec: SandboxSpec) -> Flip:
    """Close until it is closed."""
    deadline = time.monotonic() + 20
    while (flip := gate.close(shell.confinement, spec)).closing:
        assert time.monotonic() < deadline, flip
    return flip


@pytest.mark.parametrize("more", ["", "os.fchmod(file, 0)"], ids=["plain", "unreadable"])
def test_a_descriptor_on_its_way_keeps_it_closing(identity: str, more: str) -> None:
    """One that lies in a socket belongs to no process; as long as it does, the gate is not said to be closed."""

    def body(root: Path) -> None:
        spec = spec_for(root, strength=Strength.SYSCALL)
        with cell(spec) as shell:
            gate.open_whole(shell.confinement, spec)
            _begin(shell, _HIDES.format(more=more))
            flip = gate.close(shell.confinement, spec)
            assert flip.closing
            assert [holder.path for holder in flip.holders] == [f"{spec.workspace}/held"]
            assert gate.state(shell.confinement, spec).standing is Standing.OPEN
            assert not shell.succeeds("touch other")
            shell.run(f"touch {spec.private_tmp}/go; wait")
            assert _closed(shell, spec).access.standing is Standing.CLOSED

    as_identity(identity, body)


def test_a_killed_supervisor_lets_nothing_be_opened(identity: str) -> None:
    """Nothing new can be written anywhere; who has a file open still is named until it lets go."""

    def body(root: Path) -> None:
        spec = spec_for(root, strength=Strength.SYSCALL)
        (root / "work" / "file").write_text("before")
        with cell(spec) as shell:
            gate.open_whole(shell.confinement, spec)
            shell.run("exec 7>>held")
            os.kill(shell.confinement.pid, signal.SIGKILL)
            os.waitpid(shell.confinement.pid, 0)
            assert "not implemented" in shell.run("echo x > file")
            assert not shell.succeeds("rm file")
            assert shell.run("cat file") == "before"
            flip = gate.close(shell.confinement, spec)
            assert flip.closing
            assert f"{spec.workspace}/held" in [holder.path for holder in flip.holders]
            shell.run("exec 7>&-")
            with pytest.raises(NotFound):
                gate.close(shell.confinement, spec)
            assert (root / "work" / "file").read_text() == "before"

    as_identity(identity, body)


def test_it_ends_with_the_last_program(identity: str) -> None:
    """What left its parents is adopted and kept; told to end, the supervisor leaves nothing."""

    def body(root: Path) -> None:
        spec = spec_for(root, strength=Strength.SYSCALL)
        with cell(spec) as shell:
            shell.run("sh -c 'setsid sleep 600 & exit'")
            inside = processes(shell.confinement)
            assert len(inside) == 2
            assert all(look_at_process(pid).filters for pid in inside)
            pidfds = [os.pidfd_open(pid) for pid in inside]
            os.kill(shell.confinement.pid, signal.SIGTERM)
            deadline = time.monotonic() + 20
            while any(Path(f"/proc/{pid}").exists() for pid in inside):
                assert time.monotonic() < deadline
                time.sleep(0.01)
            for descriptor in pidfds:
                os.close(descriptor)

    as_identity(identity, body)


def test_sockets_of_the_session_and_of_others(identity: str) -> None:
    """Its own sockets and doors can be connected to, whatever the way to them; others cannot."""

    def body(root: Path) -> None:
        (root / "doors").mkdir()
        spec = spec_for(root, strength=Strength.SYSCALL, doors=(str(root / "doors"),))
        with socket.socket(socket.AF_UNIX) as door, socket.socket(socket.AF_UNIX) as other:
            for one, name in ((door, "doors/door"), (other, "other")):
                one.bind(str(root / name))
                one.listen()
            script = Path(spec.private_tmp, "sockets.py")
            script.write_text(
                "import os, socket, sys\n"
                "os.chdir(os.environ['TMPDIR'])\n"
                "own = socket.socket(socket.AF_UNIX); own.bind('own'); own.listen()\n"
                "os.symlink('own', 'way')\n"
                "hidden = socket.socket(socket.AF_UNIX); hidden.bind('\\0of-this-test-%d' % os.getpid()); hidden.listen()\n"
                "far = socket.socket(); far.bind(('127.0.0.1', 0)); far.listen()\n"
                "socket.create_connection(far.getsockname())\n"
                "for address in ('own', 'way', os.path.abspath('own'), hidden.getsockname(), sys.argv[1] + '/doors/door', sys.argv[1] + '/other'):\n"
                "    try:\n"
                "        socket.socket(socket.AF_UNIX).connect(address); print('yes', end=' ')\n"
                "    except OSError as error: print(error.strerror)\n"
            )
            with cell(spec) as shell:
                said = shell.run(f"{interpreter()} -S {script} {root}")
                assert said.split("\n")[0] == "yes yes yes yes yes Permission denied", said

    as_identity(identity, body)


def test_pipes_terminals_and_temporary_files(identity: str) -> None:
    """What programs do all the time works as ever."""

    def body(root: Path) -> None:
        spec = spec_for(root, strength=Strength.SYSCALL)
        work = Path(spec.workspace)
        (work / "link").symlink_to(spec.private_tmp)
        with cell(spec) as shell:
            for command in (
                'mkfifo "$TMPDIR/p"; cat "$TMPDIR/p" & echo through > "$TMPDIR/p"; wait',
                "echo to the terminal > /dev/tty",
                "echo x > link/through-a-link && test -s $TMPDIR/through-a-link",
                "cd $TMPDIR && echo x > /proc/self/cwd/by-proc && test -s by-proc",
                "echo x > $TMPDIR/t && chmod 600 $TMPDIR/t && touch -d yesterday $TMPDIR/t && mv $TMPDIR/t $TMPDIR/u",
                "ln $TMPDIR/u $TMPDIR/v && ln -s u $TMPDIR/w && echo y >> $TMPDIR/w && truncate -s 9 $TMPDIR/v",
                "mkdir -p $TMPDIR/a/b/c && rm -r $TMPDIR/a",
                "umask 077; touch $TMPDIR/private && test $(stat -c %a $TMPDIR/private) = 600",
                "echo error > /dev/stderr",
                "true > /dev/null",
                "mkdir -p $PWD",
            ):
                assert shell.succeeds(command), command
        assert [path.name for path in work.iterdir()] == ["link"]

    as_identity(identity, body)
