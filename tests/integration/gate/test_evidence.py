"""What a plan leaves in its repository: from the approval in a session to the check in CI."""

from __future__ import annotations

import time

from tests.support.gated import Gated, git
from tests.support.world import World, until

from plangate.client import gate
from plangate.proof.prove import prove
from plangate.proof.verify import verify

WHOLE = "# Write a file\n\n1. Write `src/new.txt`\n\n## Scope\n- `**`\n"
"""The whole workspace with its git directory, so that the session itself can commit."""
COMMIT = "sh git add src && git -c user.name=T -c user.email=t@example.org commit -q -m change"
FILE = ".plangate/records/"


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
