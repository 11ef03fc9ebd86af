"""bubblewrap as the way into a user namespace, where nobody else is let make one."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from tests.integration.sandbox.support import IDENTITIES, as_identity, cell, spec_for
from tests.support.tools import needs

from plangate.errors import Unavailable
from plangate.model.gate import Strength
from plangate.model.sandbox import Door
from plangate.sandbox import freeze, gate, kernel
from plangate.sandbox.gate import Standing
from plangate.sandbox.launch import SandboxRefused
from plangate.sandbox.probe import ONLY_DOOR, probe

pytestmark = needs("bwrap")

each_identity = pytest.mark.parametrize("identity", IDENTITIES)
_USER = 54321


def _refuse_us() -> None:
    """Let nobody but programs that we execute make a user namespace."""
    unshare = kernel.unshare

    def refused(flags: int) -> None:
        if flags & kernel.NEWUSER:
            raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))
        unshare(flags)

    kernel.unshare = refused  # only in the process of this test


@each_identity
def test_the_gate_behind_that_door(identity: str) -> None:
    """The program is our own child, alone in its namespaces; the gate opens, closes and freezes from outside."""

    def body(root: Path) -> None:
        _refuse_us()
        spec = spec_for(root, door=Door.BUBBLEWRAP)
        with cell(spec) as shell:
            fields = Path(f"/proc/{shell.pid}/stat").read_text().rpartition(") ")[2].split()
            assert int(fields[1]) == os.getpid()
            assert "plangate" in shell.run("ps -e -o comm=").split()[0]  # it takes its name in a moment
            assert "CapPrm:\t0000000000000000" in shell.run("cat /proc/self/status")
            assert not shell.succeeds("touch x")
            assert gate.open_whole(shell.confinement, spec).access.standing is Standing.OPEN
            assert shell.succeeds("touch x")
            assert not shell.succeeds("unshare --user --map-root-user --mount true")
            freeze.freeze(shell.confinement)
            freeze.thaw(shell.confinement)
            assert gate.close(shell.confinement, spec).access.standing is Standing.CLOSED
            assert not shell.succeeds("touch y")

    as_identity(identity, body)


@each_identity
def test_the_probe_takes_the_door_that_works(identity: str) -> None:
    """Its own where it may; bubblewrap where it may not, or where a person says so."""

    def body(_: Path) -> None:
        found = probe()
        if found.strength is not Strength.KERNEL:
            raise Unavailable(found.kernel)
        assert found.door is Door.OWN
        os.environ[ONLY_DOOR] = "bubblewrap"
        assert (probe().strength, probe().door) == (Strength.KERNEL, Door.BUBBLEWRAP)
        del os.environ[ONLY_DOOR]
        _refuse_us()
        found = probe()
        assert (found.strength, found.door, found.kernel) == (Strength.KERNEL, Door.BUBBLEWRAP, "")
        os.environ["PATH"] = "/nowhere"
        found = probe()
        assert found.strength is not Strength.KERNEL
        assert found.kernel == "making namespaces: Operation not permitted"
        assert found.bubblewrap == "making namespaces with bwrap: it is not installed"

    as_identity(identity, body)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a program set-user-ID root")
def test_a_bubblewrap_that_is_set_user_id_is_no_door() -> None:
    """Its namespaces belong to root: they cannot be entered, so no gate could be opened, and that is said."""
    with tempfile.TemporaryDirectory(prefix="pg", dir="/tmp") as folder:
        program = Path(folder, "bwrap")
        shutil.copy(str(shutil.which("bwrap")), program)
        program.chmod(0o4755)
        if (
            os.statvfs(folder).f_flag & os.ST_NOSUID
            or "NoNewPrivs:\t1" in Path("/proc/self/status").read_text()
        ):
            pytest.skip("no program gets another user here")
        Path(folder).chmod(0o755)
        work = Path(folder, "work")
        work.mkdir()
        os.chown(work, _USER, _USER)
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            said = "nothing"
            try:
                os.setgroups([])
                os.setresgid(_USER, _USER, _USER)
                os.setresuid(_USER, _USER, _USER)
                os.environ.update(HOME=str(work), PATH=f"{folder}:/usr/bin:/bin")
                with cell(spec_for(work, door=Door.BUBBLEWRAP)):
                    said = "it works"
            except SandboxRefused as error:
                said = error.step
            except BaseException as error:  # noqa: BLE001 - told to the parent
                said = repr(error)
            finally:
                os.write(writer, said.encode())
                os._exit(0)
        os.close(writer)
        with os.fdopen(reader) as pipe:
            said = pipe.read()
        os.waitpid(child, 0)
    assert said == "entering the user namespace that bwrap made"
