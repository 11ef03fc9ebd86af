"""When a task is begun again: one short story for each case."""

from __future__ import annotations

from tests.support.redo import OTHER, TASK, working

from plangate.model.attempts import AttemptEnd, Confidence, UndoKind, Who


def test_undo_and_the_same_prompt_is_a_restart() -> None:
    """The redo: undone, and begun again."""
    story = working()
    story.turn_ends()
    story.edit(Who.PERSON, a="a = 1\n", b="b = 1\n")
    story.ask(TASK)
    story.edit(a="a = 3\n")
    first, second = story.attempts
    assert first.redone
    assert first.end is AttemptEnd.RESTARTED
    assert (second.task, second.number, second.restart_of) == (first.task, 2, first.id)


def test_try_again_after_an_undo_is_a_restart() -> None:
    """The words of the task need not be said again."""
    story = working()
    story.edit(a="a = 1\n", b="b = 1\n")
    story.ask("No, start over from scratch, please")
    assert story.attempts[0].end is AttemptEnd.RESTARTED


def test_try_again_without_an_undo_goes_on() -> None:
    """As long as the work stands it is the same attempt."""
    story = working()
    story.turn_ends(unfinished="the tests fail")
    story.ask("try again")
    assert len(story.attempts) == 1


def test_clear_and_the_same_prompt_is_a_restart() -> None:
    """Whatever the files are: the conversation is begun anew for the same task."""
    story = working()
    story.turn_ends()
    story.clear()
    story.ask(TASK)
    first, second = story.attempts
    assert (first.end, second.task) == (AttemptEnd.RESTARTED, first.task)
    assert not first.fully_undone


def test_clear_and_another_prompt_is_none() -> None:
    """A new task after a clear leaves the last one done."""
    story = working()
    story.turn_ends()
    story.clear()
    story.ask(OTHER)
    assert [attempt.end for attempt in story.attempts] == [AttemptEnd.DONE, AttemptEnd.OPEN]


def test_kill_and_run_again_is_a_restart() -> None:
    """A session is stopped in the middle of its work; another one gets the same prompt."""
    story = working()
    story.end()
    story.begin("s2")
    story.ask(TASK + "!", "s2")
    assert story.attempts[0].end is AttemptEnd.RESTARTED


def test_restarted_by_a_person_is_a_restart() -> None:
    """The session says of which one it is the restart; the prompt may be anything."""
    story = working()
    story.end()
    story.begin("s2", of="s1", again=True)
    story.ask("something with what was learned", "s2")
    first, second = story.attempts
    assert (first.restarted_by, first.confidence, second.task) == (second.id, Confidence.CERTAIN, first.task)


def test_the_same_prompt_the_next_day_is_none() -> None:
    """What was done and stayed is not begun again by being asked for once more."""
    story = working()
    story.turn_ends()
    story.end()
    story.later(3600)
    story.begin("s2")
    story.ask(TASK, "s2")
    assert story.attempts[0].end is AttemptEnd.DONE
    assert story.attempts[1].task == story.attempts[0].task


def test_two_sessions_side_by_side_restart_nothing() -> None:
    """The same task given to two agents at once."""
    story = working()
    story.begin("s2")
    story.ask(TASK, "s2")
    assert story.attempts[0].end is AttemptEnd.OPEN
    assert story.attempts[0].task != story.attempts[1].task


def test_another_prompt_from_the_same_beginning_is_a_restart() -> None:
    """Two files that start from the contents at which the undone attempt began."""
    story = working()
    story.turn_ends()
    story.edit(Who.PERSON, a="a = 1\n", b="b = 1\n")
    story.ask("wrap the http client so that failures are repeated")
    story.edit(a="a = 4\n", b="b = 4\n")
    story.turn_ends()
    first, second = story.attempts
    assert first.redone
    assert second.task == first.task


def test_rewinding_files_too_is_a_full_undo() -> None:
    """And the same prompt after it is a restart."""
    story = working()
    story.rewind()
    story.edit(a="a = 1\n", b="b = 1\n")
    story.ask(TASK)
    first = story.attempts[0]
    assert first.redone
    assert first.undos[-1].kind is UndoKind.REWIND


def test_restarting_is_noted_once() -> None:
    """A third go begins the second again, not the first."""
    story = working()
    for _ in range(2):
        story.edit(a="a = 1\n", b="b = 1\n")
        story.ask(TASK)
        story.edit(a="a = 8\n", b="b = 8\n")
    first, second, third = story.attempts
    assert (first.restarted_by, second.restarted_by, third.restarted_by) == (second.id, third.id, "")
