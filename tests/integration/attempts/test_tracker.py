"""Attempts as they are seen through a real daemon: hooks, git's journals, contents."""

from __future__ import annotations

import pytest
from tests.support.gated import Gated, git
from tests.support.working import OTHER, TASK, attempts, ended, undone, until_attempts
from tests.support.world import World

from plangate.client import attempts as calls
from plangate.client.api import Connected
from plangate.client.tasks import every_task
from plangate.errors import NotFound
from plangate.model.attempts import AttemptEnd, Enforcement, UndoKind, Who
from plangate.model.session import Anew, SessionId


async def working(world: World) -> Gated:
    """An agent that has edited two files for a task and ended its turn."""
    gated = await Gated.begin(world)
    await gated.does(f"prompt {TASK}", "told")
    await gated.does("write src/old.txt two", "wrote")
    await gated.does("sh echo new > src/new.txt", "ran 0")
    await gated.does("end", "ended")
    return gated


async def test_work_that_stays_is_done(world: World) -> None:
    """What the agent edits by its tools and by commands is its work; it began with a checkpoint."""
    gated = await working(world)
    (attempt,) = await ended(gated)
    assert (attempt.end, attempt.files, attempt.lines) == (AttemptEnd.DONE, 2, 2)
    assert attempt.prompt == TASK
    assert attempt.checkpoint
    assert attempt.enforcement is Enforcement.OBSERVED
    assert attempt.undos == ()


async def test_a_command_that_goes_on_after_it_has_written(world: World) -> None:
    """The tree is looked at while it runs; what it wrote is the attempt's work all the same."""
    gated = await Gated.begin(world)
    await gated.does(f"prompt {TASK}", "told")
    await gated.does("sh echo two > src/old.txt; sleep 2.5", "ran 0")  # a look comes a second after a change
    await gated.does("end", "ended")
    (attempt,) = await ended(gated)
    assert attempt.files == 1


async def test_the_agent_restores_everything(world: World) -> None:
    """A full undo by the agent's own command, and the same prompt after it."""
    gated = await working(world)
    await gated.does("sh git checkout . && git clean -qfd src", "ran 0")
    await until_attempts(gated, undone, "an undo")
    await gated.does(f"prompt {TASK}", "told")
    first, second = await until_attempts(gated, lambda all: len(all) == 2, "two attempts")
    assert first.redone
    assert first.end is AttemptEnd.RESTARTED
    assert (first.undos[-1].kind, first.undos[-1].who) == (UndoKind.RESTORE, Who.AGENT)
    assert second.task == first.task


async def test_a_person_resets_in_another_terminal(world: World) -> None:
    """Seen by contents, and git's journal says how."""
    gated = await working(world)
    await ended(gated)
    git(gated.work, "add", "-A")
    git(gated.work, "commit", "-q", "-m", "work")
    git(gated.work, "reset", "-q", "--hard", "HEAD~1")
    (attempt,) = await until_attempts(gated, undone, "an undo")
    assert attempt.end is AttemptEnd.UNDONE
    assert (attempt.undos[0].kind, attempt.undos[0].who) == (UndoKind.RESET, Who.PERSON)


async def test_one_file_is_a_partial_undo(world: World) -> None:
    """The person brings one of two files back."""
    gated = await working(world)
    await ended(gated)
    git(gated.work, "checkout", "--", "src/old.txt")
    (attempt,) = await until_attempts(gated, undone, "an undo")
    assert attempt.end is AttemptEnd.DONE
    assert (attempt.undos[0].full, attempt.undos[0].files) == (False, ("src/old.txt",))


async def test_looking_at_another_branch_is_none(world: World) -> None:
    """The work stays on its branch; back there, work goes on."""
    gated = await working(world)
    await ended(gated)
    git(gated.work, "switch", "-q", "-c", "feature")
    git(gated.work, "add", "-A")
    git(gated.work, "commit", "-q", "-m", "work")
    git(gated.work, "switch", "-q", "main")
    await gated.does("sh cat src/old.txt", "ran 0: one")
    git(gated.work, "switch", "-q", "feature")
    await gated.does("sh tail -n 1 src/old.txt", "ran 0: two")
    await gated.does(f"prompt {OTHER}", "told")
    first, _ = await until_attempts(gated, lambda all: len(all) == 2, "two attempts")
    assert (first.end, first.undos) == (AttemptEnd.DONE, ())


async def test_stash_and_pop_is_none(world: World) -> None:
    """The work comes back."""
    gated = await working(world)
    await ended(gated)
    git(gated.work, "stash", "push", "-q", "-u")
    await gated.does("sh cat src/old.txt", "ran 0: one")
    git(gated.work, "stash", "pop", "-q")
    await gated.does(f"prompt {OTHER}", "told")
    first, _ = await until_attempts(gated, lambda all: len(all) == 2, "two attempts")
    assert (first.end, undone([first])) == (AttemptEnd.DONE, [])


async def test_clear_and_the_same_prompt(world: World) -> None:
    """A new conversation for the same task."""
    gated = await working(world)
    await gated.does("converse c2 clear", "told")
    await gated.does(f"prompt {TASK}", "told")
    first, second = await until_attempts(gated, lambda all: len(all) == 2, "two attempts")
    assert (first.end, second.task) == (AttemptEnd.RESTARTED, first.task)


async def test_a_session_that_is_restarted(world: World) -> None:
    """The new session's first prompt belongs to the task of the old one, whatever its words."""
    gated = await working(world)
    again = await gated.control.restart_session(SessionId(gated.id))
    await gated.watch.session(again.id, lambda s: s.last_line == "fake agent ready", "ready")
    gated.id, gated._typed = str(again.id), 0
    await gated.does("prompt the same, with care", "told")
    first, second = await until_attempts(gated, lambda all: len(all) == 2, "two attempts")
    assert (first.restarted_by, second.task) == (second.id, first.task)


async def test_a_plan_is_waited_for_and_carried_out_in_one_attempt(world: World) -> None:
    """A turn that ends with a plan is not done; what is typed once a person has decided begins nothing."""
    gated = await Gated.begin(world)
    await gated.does(f"prompt {TASK}", "told")
    plan = gated.work / "plan.md"
    plan.write_text("# Pages\n\n1. Do it.\n\n## Scope\n- `src/**`\n")
    await gated.does(f"turn {plan}", "turn ended")
    await gated.does("prompt The plan is approved. Implement it.", "told")
    await gated.does("write src/old.txt two", "wrote")
    await gated.does("end", "ended")
    (attempt,) = await until_attempts(gated, lambda all: len(all) == 1 and all[0].files, "one attempt")
    assert attempt.prompt == TASK


async def test_a_job_that_reports_begins_no_attempt(world: World) -> None:
    """The agent goes on with what it was at, and is done once no job is left."""
    gated = await Gated.begin(world)
    await gated.does(f"prompt {TASK}", "told")
    await gated.does("write src/old.txt two", "wrote")
    await gated.does("end 1", "ended")
    (attempt,) = attempts(gated)
    assert attempt.end is AttemptEnd.OPEN
    await gated.does("woken", "woken")
    await gated.does("write src/more.txt three", "wrote")
    await gated.does("end", "ended")
    (attempt,) = await ended(gated)
    assert (attempt.end, attempt.files) == (AttemptEnd.DONE, 2)


async def test_a_daemon_that_dies_in_between(world: World) -> None:
    """What was worked before its death is known after it: the undo is seen."""
    gated = await working(world)
    await ended(gated)
    world.kill(world.daemon())
    await gated.watch.until(lambda: gated.watch.count(Connected) >= 2, "a new daemon")
    git(gated.work, "checkout", "--", ".")
    (gated.work / "src" / "new.txt").unlink()
    await gated.does("sh true", "ran 0")
    await until_attempts(gated, lambda all: all[0].fully_undone, "a full undo")


async def test_files_of_a_test_are_no_work(world: World) -> None:
    """Written and removed within one command; a formatter's layout likewise."""
    gated = await working(world)
    await gated.does("sh echo x > out.txt; sleep 1.5; rm out.txt", "ran 0")
    await gated.does("sh printf 'one\\n\\ntwo\\n' > src/old.txt", "ran 0")
    await gated.does("end", "ended")
    await gated.does(f"prompt {OTHER}", "told")
    first, _ = await until_attempts(gated, lambda all: len(all) == 2, "two attempts")
    assert (first.files, first.undos) == (2, ())
    assert len(attempts(gated)) == 2


async def test_a_person_corrects_what_was_concluded(world: World) -> None:
    """An undo that is none, how an attempt ended, and to which task it belongs; all of it is in the ledger."""
    gated = await working(world)
    await ended(gated)
    git(gated.work, "checkout", "--", ".")
    (gated.work / "src" / "new.txt").unlink()
    (first,) = await until_attempts(gated, undone, "an undo")
    await gated.control.ask(calls.dismiss(first.id, first.undos[0].id, "I moved it elsewhere"))
    await gated.control.ask(calls.mark(first.id, AttemptEnd.ABANDONED, "not needed"))
    await gated.does(f"prompt {OTHER}", "told")
    _, second = await until_attempts(gated, lambda all: len(all) == 2, "two attempts")
    await gated.control.ask(calls.link(second.id, first.task, "the same thing"))
    (task,) = await every_task(gated.control.ask, gated.id)
    first, second = task.attempts
    assert (first.end, first.why, first.fully_undone) == (AttemptEnd.ABANDONED, "not needed", False)
    assert (second.number, second.linked) == (2, "the same thing")
    with pytest.raises(NotFound):
        await gated.control.ask(calls.link(second.id, "nothing"))
    with pytest.raises(NotFound):
        await gated.control.ask(calls.dismiss(second.id, "nothing"))


async def test_restart_with_the_files_as_they_were_and_what_was_learned(world: World) -> None:
    """The tree is where the attempt began, and the new session's first prompt says what became of it."""
    gated = await working(world)
    await ended(gated)
    anew = Anew(clean=True, learned=True, words="leave the docs alone", plan_first=True)
    again = await gated.control.restart_session(SessionId(gated.id), anew)
    await gated.watch.session(again.id, lambda s: s.last_line == "fake agent ready", "ready")
    assert (gated.work / "src" / "old.txt").read_text() == "one\n"
    assert not (gated.work / "src" / "new.txt").exists()
    gated.id, gated._typed = str(again.id), 0
    await gated.does("run echo $FAKE_PROMPT", "ran 0")
    said = (await gated.watch.session(gated.id, lambda s: TASK in s.last_line, "the prompt")).last_line
    for words in (
        "it edited 2 files",
        "all of it was taken back by restoring a checkpoint",
        "leave the docs alone",
        "Present a plan first",
    ):
        assert words in said, said
    (first,) = attempts(gated)
    assert first.fully_undone


async def test_files_that_nobody_kept_cannot_be_brought_back(world: World) -> None:
    """A session that was asked for nothing yet: it is said, and nothing is started."""
    gated = await Gated.begin(world)
    with pytest.raises(NotFound, match="nobody kept"):
        await gated.control.restart_session(SessionId(gated.id), Anew(clean=True))
