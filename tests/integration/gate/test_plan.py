"""From a closed gate to an open one: plans, people and the kernel."""

from __future__ import annotations

import pytest
from tests.support.gated import PLAN, Gated, git
from tests.support.world import World

from plangate.client import gate
from plangate.errors import PlangateError, Refused
from plangate.model.gate import GateState, Strength
from plangate.model.plan import Phase, VoteKind
from plangate.model.session import Authority, Reason, State


async def test_nothing_changes_before_a_plan_is_approved(world: World) -> None:
    """Neither what asks its hook nor what does not; both are told why."""
    gated = await Gated.begin(world)
    view = await gated.state(GateState.CLOSED)
    assert (view.strength, view.workspace) == (Strength.KERNEL, str(world.work.resolve()))
    await gated.does("write src/new.txt x", "refused src/new.txt: The plan gate is closed")
    await gated.does("force src/new.txt x", "failed src/new.txt: Read-only file system")
    await gated.does("force top.txt x", "failed top.txt: Read-only file system")
    await gated.does("sh cat top.txt", "ran 0: one")
    await gated.does("sh echo x > top.txt", "refused: The plan gate is closed")
    assert gated.status() == "?? .fake/settings.json\n"


async def test_an_approved_plan_opens_what_it_covers(world: World) -> None:
    """The agent's hook waits, a person types the code, the same process goes on; elsewhere it stays closed."""
    gated = await Gated.begin(world)
    plan = await gated.present()
    session = await gated.watch.session(gated.id, lambda s: s.state is State.BLOCKED, "blocked")
    assert (session.reason, session.authority) == (Reason.PLAN, Authority.GATE)
    assert plan.directories == ("src",)
    after = await gated.approve(plan)
    assert after.summary.phase is Phase.EXECUTING
    await gated.sees("approved: A person has approved plan")
    view = await gated.state(GateState.OPEN)
    assert (view.directories, view.strength, view.plan) == (("src",), Strength.KERNEL, plan.summary.id)
    await gated.does("write src/new.txt x", "wrote src/new.txt")
    await gated.does("force top.txt x", "failed top.txt: Read-only file system")
    await gated.does("force .git/hooks/pre-commit x", "failed .git/hooks/pre-commit: Read-only file system")
    assert "src/new.txt" in gated.status()
    assert "top.txt" not in gated.status()
    await gated.event("gate.opened")
    await gated.watch.session(gated.id, lambda s: s.state is not State.BLOCKED, "not blocked")


async def test_a_change_outside_of_the_scope_closes_the_gate(world: World) -> None:
    """The kernel opens the directory, the watcher sees the file, and then nothing can be written."""
    gated = await Gated.begin(world)
    await gated.approve(await gated.present())
    await gated.sees("approved")
    await gated.does("force src/stray.txt x", "wrote src/stray.txt")
    view = await gated.until(lambda view: view.phase == "drifted", "drifted")
    assert view.drift == ("src/stray.txt",)
    await gated.state(GateState.CLOSED)
    await gated.does("force src/new.txt x", "failed src/new.txt: Read-only file system")


async def test_directories_that_are_one_behind_a_link(world: World) -> None:
    """A scope may name a directory and, through a link, one inside it: what opens is the outer one, and it does."""
    (world.work / "src" / "inner").mkdir()
    (world.work / "link").symlink_to("src/inner")
    gated = await Gated.begin(world)
    plan = await gated.present(PLAN.replace("`src/other/**`", "`link/**`"))
    await gated.approve(plan)
    view = await gated.state(GateState.OPEN)
    assert view.directories == ("src",)
    await gated.does("force src/inner/new.txt x", "wrote src/inner/new.txt")


async def test_what_is_ignored_is_no_drift(world: World) -> None:
    """Caches of a test run do not close the gate."""
    (world.work / ".gitignore").write_text("*.pyc\n")
    gated = await Gated.begin(world)
    await gated.approve(await gated.present())
    await gated.sees("approved")
    await gated.does("force src/x.pyc x", "wrote src/x.pyc")
    await gated.does("force src/new.txt x", "wrote src/new.txt")
    await gated.event("plan.touched")
    assert (await gated.control.ask(gate.gate(gated.id))).state is GateState.OPEN


async def test_changes_reach_the_agent_and_the_next_version_waits(world: World) -> None:
    """Comments on steps and lines are its feedback, in the same session; the vote is void for the new text."""
    gated = await Gated.begin(world)
    plan = await gated.present()
    await gated.control.ask(gate.comment(plan.summary.id, "which encoding?", step="s1"))
    after = await gated.vote(plan, VoteKind.CHANGES, text="say more")
    assert after.summary.phase is Phase.CHANGES
    shown = await world.show(gated.control, gated.id)
    await shown.sees("not approved: Changes to the plan are requested. say more")
    await shown.sees('on step s1 "Write src/new.txt": which encoding?')
    await gated.present(PLAN.replace("Write src", "Write, in UTF-8, src"))
    second = await gated.waiting(version=2)
    assert (second.summary.version, second.summary.id) == (2, plan.summary.id)
    with pytest.raises(Refused, match="changed since"):
        await gated.approve(plan)
    await gated.approve(second)
    await gated.sees("approved")


async def test_a_rejected_plan_is_over(world: World) -> None:
    """The agent hears it, and the gate stays closed."""
    gated = await Gated.begin(world)
    plan = await gated.present()
    assert (await gated.vote(plan, VoteKind.REJECT, text="no")).summary.phase is Phase.REJECTED
    await gated.sees("not approved: A person has rejected the plan")
    await gated.does("force src/new.txt x", "failed src/new.txt: Read-only file system")


async def test_an_approval_needs_the_code_of_the_text(world: World) -> None:
    """A wrong one is refused, and that it was tried is in the ledger."""
    gated = await Gated.begin(world)
    plan = await gated.present()
    for factor, proof in (("code", "AAAA"), ("", ""), ("pin", "1234")):
        with pytest.raises(PlangateError):
            await gated.vote(plan, VoteKind.APPROVE, factor=factor, proof=proof)
    refused = await gated.control.events(kinds=["plan.refused"])
    assert len(refused) == 3
    assert (await gated.control.ask(gate.gate(gated.id))).state is GateState.CLOSED


async def test_a_base_that_moved_voids_the_approval(world: World) -> None:
    """A commit by the person between plan and approval sends it back; the agent hears why."""
    gated = await Gated.begin(world)
    plan = await gated.present()
    git(world.work, "commit", "-q", "--allow-empty", "-m", "meanwhile")
    with pytest.raises(Refused):
        await gated.approve(plan)
    await gated.sees("not approved: The plan does not run: the tree has moved to another commit")


async def test_a_plan_at_the_end_of_a_turn_is_answered_by_typing(world: World) -> None:
    """For agents without a hook that waits."""
    gated = await Gated.begin(world)
    file = world.root / "state" / "plan.md"
    file.write_text(PLAN)
    await gated.type(f"turn {file}")
    await gated.approve(await gated.waiting())
    await gated.typed_for_it()
    await gated.sees("allow: A person has approved plan")


async def test_a_permission_is_answered_by_the_first_who_does(world: World) -> None:
    """From another terminal; the row says what is asked, and a second answer comes too late."""
    gated = await Gated.begin(world)
    await gated.type("permission cat top.txt")
    view = await gated.until(lambda view: view.questions, "a question")
    session = await gated.watch.session(
        gated.id, lambda s: s.reason is Reason.PERMISSION, "blocked: permission"
    )
    assert session.state is State.BLOCKED
    question = view.questions[0]
    assert (question.tool, question.detail) == ("Bash", "cat top.txt")
    await gated.control.ask(gate.answer(gated.id, question.id, allow=True))
    await gated.sees("permitted cat top.txt")
    with pytest.raises(PlangateError):
        await gated.control.ask(gate.answer(gated.id, question.id, allow=False))
    await gated.type("permission cat top.txt")
    view = await gated.until(lambda view: view.questions, "another question")
    await gated.control.ask(gate.answer(gated.id, view.questions[0].id, allow=False, text="not now"))
    await gated.sees("forbidden: not now")
