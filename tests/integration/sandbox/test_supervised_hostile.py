"""Programs under a supervisor that try to change the workspace while it is closed, or to reach anything outside."""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path

import pytest
from tests.integration.sandbox.support import IDENTITIES, as_identity, cell, interpreter, spec_for
from tests.integration.sandbox.tree import digest, fill

from plangate.model.gate import Strength
from plangate.sandbox import gate
from plangate.sandbox.gate import Standing

pytestmark = pytest.mark.parametrize("identity", IDENTITIES)

_FILES = ("attacks.py", "supervised_attacks.py")


def _attack(root: Path, *, opened: bool, closed: bool = True) -> str:
    """What the attacks print."""
    spec = spec_for(root, strength=Strength.SYSCALL)
    work, private = Path(spec.workspace), Path(spec.private_tmp)
    fill(work)
    for name in _FILES:
        (private / name).write_text(Path(__file__).with_name(name).read_text())
    helper = socket.socket(socket.AF_UNIX)
    helper.bind(str(root / "helper"))
    helper.listen()
    with subprocess.Popen(["sleep", "600"], cwd=work) as outside, helper, cell(spec) as shell:
        try:
            if opened:
                gate.open_whole(shell.confinement, spec)
            if closed:
                gate.close(shell.confinement, spec)
            before = digest(work) if closed else ""
            program = f"{interpreter()} -S {private}/supervised_attacks.py"
            said = shell.run(f"{program} {work} {outside.pid} {root}/helper {private}")
            assert outside.poll() is None, "a process outside was ended"
        finally:
            outside.kill()
        if closed:
            assert gate.state(shell.confinement, spec).standing is Standing.CLOSED
            assert digest(work) == before, said
    return said


@pytest.mark.parametrize("opened", [False, True], ids=["never open", "closed again"])
def test_nothing_gets_out(identity: str, opened: bool) -> None:
    """No attempt succeeds, and the workspace is as before."""

    def body(root: Path) -> None:
        said = _attack(root, opened=opened)
        print(said)  # noqa: T201
        assert "LEAK" not in said, said
        assert "the_end" in said, said  # the last one: none of them ended the program

    as_identity(identity, body)


def test_the_attacks_are_real(identity: str) -> None:
    """While the gate is open those that are about the workspace succeed, the others still do not."""

    def body(root: Path) -> None:
        said = _attack(root, opened=True, closed=False)
        names = {line.split()[1] for line in said.splitlines() if line.startswith("LEAK")}
        real = {"write_by_every_name", "change_by_every_name", "a_link_that_is_swapped_meanwhile"}
        assert real <= names <= {*real, "a_thread_that_changes_the_path_meanwhile"}, said

    as_identity(identity, body)
