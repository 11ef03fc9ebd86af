"""Plans of agents without hooks: a file in the session's own folder, answered beside it."""

from __future__ import annotations

from tests.support.gated import PLAN, Gated
from tests.support.world import World, until

from plangate.client import gate
from plangate.client.api import Connected
from plangate.config import paths
from plangate.model.gate import GateState
from plangate.model.plan import Phase, VoteKind


async def _save(gated: Gated, text: str) -> None:
    """Have the agent write the file, from inside of its sandbox."""
    file = gated.world.root / "state" / "draft.md"
    file.write_text(text)
    await gated.does(f"sh cp {file} $PLANGATE_PLAN_DIR/plan.md", "ran 0")


async def _reads(gated: Gated, state: str, words: str) -> None:
    """The answer as the agent finds it, once it says that."""
    answer = paths.plan_dir(gated.id) / "plan.answer.md"

    def said() -> bool:
        text = answer.read_text() if answer.exists() else ""
        return text.startswith(f"state: {state}\n") and words in text

    await until(said, f"an answer with {words!r}")
    await gated.does("run head -1 $PLANGATE_PLAN_ANSWER", f"ran 0: state: {state}")


async def test_from_a_file_to_an_open_gate(world: World) -> None:
    """Saved, sent back with words, saved anew, approved; and the session writes what it covers."""
    gated = await Gated.begin(world)
    await _save(gated, PLAN)
    first = await gated.waiting()
    await _reads(gated, "submitted", first.summary.id)
    await gated.vote(first, VoteKind.CHANGES, text="name the tests")
    await _reads(gated, "changes", "name the tests")
    await gated.does("force src/new.txt x", "failed src/new.txt")
    await _save(gated, PLAN.replace("- none", "- a test"))
    second = await gated.waiting(version=2)
    assert second.summary.id == first.summary.id
    await gated.approve(second)
    await gated.state(GateState.OPEN)
    await _reads(gated, "approved", "A person has approved plan")
    await gated.does("force src/new.txt x", "wrote src/new.txt")


async def test_what_is_no_plan_is_refused_in_words(world: World) -> None:
    """A link to our secrets among it: it is not read, and what waited before goes on waiting."""
    gated = await Gated.begin(world)
    secret = paths.secret_file()
    await gated.does(f"run ln -s {secret} $PLANGATE_PLAN_DIR/x", "ran 0")
    await gated.does("run mv $PLANGATE_PLAN_DIR/x $PLANGATE_PLAN_DIR/plan.md", "ran 0")
    await _reads(gated, "refused", "plan.md cannot be read")
    await gated.does("run rm $PLANGATE_PLAN_DIR/plan.md", "ran 0")
    await _save(gated, PLAN)
    plan = await gated.waiting()
    await gated.does("run chmod 755 $PLANGATE_PLAN_DIR/plan.md", "ran 0")
    await gated.does("run echo x >> $PLANGATE_PLAN_DIR/plan.md", "ran 0")
    await _reads(gated, "submitted", "What was saved last is not submitted: plan.md is marked as a program")
    assert (await gated.control.ask(gate.plan(plan.summary.id))).summary.version == 1


async def test_a_daemon_that_comes_anew_submits_nothing_twice(world: World) -> None:
    """And answers in the place of the one before; the folder goes with the session."""
    gated = await Gated.begin(world)
    await _save(gated, PLAN)
    plan = await gated.waiting()
    await _reads(gated, "submitted", plan.summary.id)
    world.kill(world.daemon())
    await gated.watch.until(lambda: gated.watch.count(Connected) == 2, "a new daemon")
    await gated.approve(plan)
    await _reads(gated, "approved", "A person has approved plan")
    found = await gated.control.ask(gate.plan(plan.summary.id))
    assert (found.summary.phase, found.summary.version) == (Phase.EXECUTING, 1)
    await gated.control.stop_session(gated.watch.sessions[gated.id].id)
    await until(lambda: not paths.plan_dir(gated.id).exists(), "no folder any more")
