"""What a plan leaves in its repository: from the approval in a session to the check in CI."""

from __future__ import annotations

import subprocess
import time

from tests.support.gated import Gated, git
from tests.support.world import World, until

from plangate.client import gate
from plangate.config.policy import PLACE
from plangate.model.plan import VoteKind
from plangate.proof.approval import SIGNERS
from plangate.proof.prove import prove
from plangate.proof.verify import verify

WHOLE = "# Write a file\n\n1. Write `src/new.txt`\n\n## Scope\n- `**`\n"
"""The whole workspace with its git directory, so that the session itself can commit."""
SIGNED = """\
[approval]
factors = ["ssh-sig"]
[proof]
repository = "team/app"
signatures = true
"""
COMMIT = "sh git add src && git -c user.name=T -c user.email=t@example.org commit -q -m change"
FILE = ".plangate/records/"


def keygen(*words: str, said: str = "") -> str:
    """Run ssh-keygen; its output."""
    command = ["ssh-keygen", "-q", *words]
    return subprocess.run(command, input=said, capture_output=True, text=True, check=True).stdout


async def test_a_session_commits_what_ci_lets_through(world: World) -> None:
    """The record comes with the commit, and says who approved and how strongly the gate was held."""
    git(world.work, "checkout", "-q", "-b", "work")
    gated = await Gated.begin(world)
    plan = await gated.present(WHOLE)
    assert FILE not in gated.status()
    await gated.approve(plan)
    await gated.sees("approved")
    await until(lambda: FILE in gated.status(), "the record is there")
    await gated.does("sh seq 60 > src/new.txt", "ran 0")
    await gated.does(COMMIT, "ran 0")
    assert f"Plan-Id: {plan.summary.id}" in git(world.work, "log", "-1", "--format=%B")
    verified = verify(world.work, "main", "work", now=time.time())
    assert verified.judged.problems == ()
    (finding,) = prove(world.work, "work", now=time.time()).judged.plans
    held = finding.record.enforcement
    assert (held.strength, held.session, held.directories) == ("kernel", gated.id, (".",))
    assert finding.approved_by


async def test_an_approval_signed_in_a_session_is_proof_in_ci(world: World) -> None:
    """The same signature, over the same text, of somebody whom the target branch names."""
    key = world.root / "key"
    keygen("-t", "ed25519", "-N", "", "-f", str(key))
    (world.work / ".plangate").mkdir()
    (world.work / PLACE).write_text(SIGNED)
    (world.work / SIGNERS).write_text(f"ada {key.with_suffix('.pub').read_text()}")
    git(world.work, "add", "-A")
    git(world.work, "commit", "-q", "-m", "policy")
    git(world.work, "checkout", "-q", "-b", "work")
    gated = await Gated.begin(world)
    plan = await gated.present(WHOLE)
    asked = await gated.control.ask(gate.challenge(plan.summary.id, plan.summary.digest))
    signature = keygen("-Y", "sign", "-n", asked.namespace, "-f", str(key), said=asked.payload)
    await gated.vote(plan, VoteKind.APPROVE, factor="ssh-sig", proof=signature)
    await gated.sees("approved")
    await until(lambda: FILE in gated.status(), "the record is there")
    await gated.does("sh seq 60 > src/new.txt", "ran 0")
    await gated.does(COMMIT, "ran 0")
    (finding,) = verify(world.work, "main", "work", now=time.time()).judged.plans
    assert (finding.approved_by, finding.signed_by) == (("ada",), ("ada",))


async def test_a_finished_plan_is_on_no_later_commit(world: World) -> None:
    """Nor does its record count as a change of the session."""
    gated = await Gated.begin(world)
    plan = await gated.present()
    await gated.approve(plan)
    await gated.sees("approved")
    await until(lambda: FILE in gated.status(), "the record is there")
    await gated.control.ask(gate.move(plan.summary.id, "done"))
    notes = world.work / ".git/plangate/trailers"
    await until(lambda: notes.read_text() == "", "commits carry nothing")
    view = await gated.control.ask(gate.gate(gated.id))
    assert (view.drift, view.phase) == ((), "done")
