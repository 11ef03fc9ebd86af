"""Approvals proved by a PIN and by an ssh signature, through the daemon and the command line."""

from __future__ import annotations

import asyncio
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.gated import Gated
from tests.support.world import World

from plangate.client import gate
from plangate.errors import PlangateError, Refused
from plangate.model.gate import GateState
from plangate.model.plan import VoteKind


def _policy(world: World, text: str) -> None:
    (world.work / ".plangate").mkdir(exist_ok=True)
    (world.work / ".plangate/policy.toml").write_text(text)


def _at_terminal(argv: list[str], typed: str, cwd: Path) -> tuple[int, str]:
    """Run a command at a terminal of its own and type a line when it asks; its exit code and what it said."""
    master, slave = pty.openpty()
    program = subprocess.Popen(argv, cwd=cwd, stdin=slave, stdout=slave, stderr=slave, start_new_session=True)
    os.close(slave)
    said, asked = b"", False
    while True:
        try:
            data = os.read(master, 65536)
        except OSError:  # the terminal is gone with the program
            break
        said += data
        if not asked and b"PIN: " in said:
            asked = True
            os.write(master, typed.encode() + b"\n")
    os.close(master)
    return program.wait(), said.decode(errors="replace")


def _keys(root: Path, *names: str) -> None:
    """A key for each, in a file of that name."""
    for name in names:
        argv = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(root / name)]
        subprocess.run(argv, check=True, stdin=subprocess.DEVNULL)


async def test_a_pin_approves_from_a_terminal(world: World) -> None:
    """The right one, typed where nobody sees it; a wrong one and the code are refused."""
    _policy(world, '[approval]\nfactors = ["pin"]\n')
    gated = await Gated.begin(world)
    await gated.control.ask(gate.set_pin("271828"))
    plan = await gated.present()
    with pytest.raises(PlangateError):
        await gated.approve(plan)
    with pytest.raises(PlangateError):
        await gated.vote(plan, VoteKind.APPROVE, factor="pin", proof="000000")
    argv = [sys.executable, "-m", "plangate", "plan", "approve", plan.summary.id]
    code, said = await asyncio.to_thread(_at_terminal, argv, "271828", world.work)
    assert code == 0, said
    assert "271828" not in said
    await gated.sees("approved")
    await gated.state(GateState.OPEN)


async def test_a_signature_approves(world: World) -> None:
    """Of a key that the repository's signers name; the approver is who stands there, and a stranger's key is refused."""
    _keys(world.root, "ada", "eve")
    _policy(world, '[approval]\nfactors = ["ssh-sig"]\n[proof]\nrepository = "team/app"\n')
    public = (world.root / "ada.pub").read_text()
    signers = f'ada@example.org namespaces="plangate-approval" {public}'
    (world.work / ".plangate/allowed_signers").write_text(signers)
    gated = await Gated.begin(world)
    plan = await gated.present()

    def approve(name: str) -> subprocess.CompletedProcess[str]:
        argv = [sys.executable, "-m", "plangate", "plan", "approve", plan.summary.id]
        argv += ["--sign", str(world.root / name)]
        return subprocess.run(argv, cwd=world.work, capture_output=True, text=True, check=False)

    refused = await asyncio.to_thread(approve, "eve")
    assert refused.returncode != 0
    assert "not that of an allowed signer" in refused.stderr
    done = await asyncio.to_thread(approve, "ada")
    assert done.returncode == 0, done.stderr
    await gated.sees("approved")
    after = await gated.control.ask(gate.plan(plan.summary.id))
    assert [(vote.by, vote.factor) for vote in after.votes] == [("ada@example.org", "ssh-sig")]
    with pytest.raises(Refused):
        await gated.vote(plan, VoteKind.APPROVE, factor="ssh-sig", proof="again")
