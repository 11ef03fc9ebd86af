"""What is work, and what takes it back: one short story for each case."""

from __future__ import annotations

from tests.support.redo import OTHER, TASK, Story, working

from plangate.attempts.observations import Kept
from plangate.model.attempts import AttemptEnd, Confidence, UndoKind, Who


def test_everything_restored_is_a_full_undo() -> None:
    """All edited files at their first content: undone, with the command that did it."""
    story = working()
    story.command(UndoKind.RESTORE, "git checkout .")
    story.edit(a="a = 1\n", b="b = 1\n")
    (attempt,) = story.attempts
    (undo,) = attempt.undos
    assert (undo.full, undo.kind, undo.who, undo.confidence) == (
        True,
        UndoKind.RESTORE,
        Who.AGENT,
        Confidence.CERTAIN,
    )
    assert undo.count == 2
    assert undo.share == 1.0
    story.turn_ends()
    assert story.attempts[0].end is AttemptEnd.UNDONE


def test_an_undo_by_hand_is_seen_by_content() -> None:
    """Nobody needs to report it: the contents say it."""
    story = working()
    story.turn_ends()
    story.edit(Who.PERSON, a="a = 1\n", b="b = 1\n")
    (attempt,) = story.attempts
    assert attempt.end is AttemptEnd.UNDONE
    assert attempt.undos[0].kind is UndoKind.CONTENT
    assert attempt.undos[0].who is Who.PERSON


def test_one_file_of_two_is_a_partial_undo() -> None:
    """Partial undo is not full undo."""
    story = working()
    story.edit(a="a = 1\n")
    story.turn_ends()
    (attempt,) = story.attempts
    assert [(undo.full, undo.files) for undo in attempt.undos] == [(False, ("a.py",))]
    assert attempt.end is AttemptEnd.DONE


def test_file_by_file_becomes_full() -> None:
    """Partial undos add up."""
    story = working()
    story.edit(a="a = 1\n")
    story.edit(b="b = 1\n")
    assert [undo.full for undo in story.attempts[0].undos] == [False, True]


def test_a_file_may_go_back_to_a_step_in_between() -> None:
    """An earlier content of the attempt itself is a partial undo, even when it is the only file."""
    story = Story()
    story.begin()
    story.ask(TASK)
    story.edit(a="a = 2\n")
    story.edit(a="a = 2\nz = 3\n")
    story.edit(a="a = 2\n")
    assert [undo.full for undo in story.attempts[0].undos] == [False]


def test_what_is_brought_back_was_not_undone() -> None:
    """Stash and pop, or undo and redo: the undo no longer counts."""
    story = working()
    story.edit(a="a = 1\n", b="b = 1\n")
    story.edit(a="a = 2\n", b="b = 2\n")
    story.turn_ends()
    (attempt,) = story.attempts
    assert not attempt.fully_undone
    assert attempt.undos[0].taken_back is not None
    assert attempt.end is AttemptEnd.DONE


def test_other_work_after_an_undo_leaves_it_standing() -> None:
    """An agent that throws its work away and does it differently has undone it, and is done in the end."""
    story = working()
    story.edit(a="a = 1\n", b="b = 1\n")
    story.edit(a="a = 5\n")
    story.turn_ends()
    (attempt,) = story.attempts
    assert attempt.fully_undone
    assert attempt.end is AttemptEnd.DONE


def test_looking_at_another_branch_undoes_nothing() -> None:
    """The files are gone from the tree, and kept on the branch."""
    story = working()
    story.turn_ends()
    story.files = {"a.py": "a = 1\n", "b.py": "b = 1\n", "c.py": "c = 1\n"}
    story.look(kept=Kept.BRANCH)
    story.ask(OTHER)
    assert story.attempts[0].undos == ()
    assert story.attempts[0].end is AttemptEnd.DONE


def test_a_stash_that_is_left_is_an_undo() -> None:
    """Only when the attempt is over: until then it may come back."""
    story = working()
    story.files = {"a.py": "a = 1\n", "b.py": "b = 1\n", "c.py": "c = 1\n"}
    story.look(kept=Kept.STASH)
    assert story.attempts[0].undos == ()
    story.ask(TASK)
    first = story.attempts[0]
    assert first.redone
    assert first.undos[0].kind is UndoKind.STASH


def test_layout_back_and_forth_is_no_work_and_no_undo() -> None:
    """A formatter runs, and its changes are taken back."""
    story = Story()
    story.begin()
    story.ask("format everything")
    story.edit(a="a  =  1 ;\n")
    story.edit(a="a = 1\n")
    story.turn_ends()
    assert story.attempts[0].files == 0
    assert story.attempts[0].undos == ()


def test_passing_files_of_a_test_are_no_work() -> None:
    """Files that come and go while a tool runs."""
    story = working()
    story.edit(settled=False, tmp="x = 1\n")
    story.edit(settled=False, tmp=None)
    story.turn_ends()
    assert story.attempts[0].files == 2
    assert story.attempts[0].undos == ()


def test_a_persons_own_edits_do_not_count() -> None:
    """Neither as work, nor against a full undo of the agent's."""
    story = working()
    story.edit(Who.PERSON, c="c = 7\n")
    story.edit(a="a = 1\n", b="b = 1\n")
    story.turn_ends()
    (attempt,) = story.attempts
    assert (attempt.files, attempt.fully_undone) == (2, True)
    story.edit(Who.PERSON, c="c = 1\n")
    assert len(story.attempts[0].undos) == 1


def test_a_reset_past_two_tasks_undoes_both() -> None:
    """Work of an earlier task that goes with it counts for that task."""
    story = working()
    story.turn_ends()
    story.ask(OTHER)
    story.edit(a="a = 3\n", c="c = 3\n")
    story.turn_ends()
    story.edit(Who.PERSON, a="a = 1\n", b="b = 1\n", c="c = 1\n")
    assert [attempt.end for attempt in story.attempts] == [AttemptEnd.UNDONE, AttemptEnd.UNDONE]


def test_taking_back_another_tasks_work_is_no_work() -> None:
    """A task whose only deed is to undo the one before it edited nothing."""
    story = working()
    story.turn_ends()
    story.ask("the fetcher broke production, put the old files back in place")
    story.edit(a="a = 1\n", b="b = 1\n")
    story.turn_ends()
    first, second = story.attempts
    assert (first.end, second.counts, second.undos) == (AttemptEnd.UNDONE, False, ())


def test_rewinding_only_the_conversation_is_no_full_undo() -> None:
    """The files are as they were; it is told, with less confidence."""
    story = working()
    story.rewind()
    (undo,) = story.attempts[0].undos
    assert (undo.kind, undo.full, undo.confidence) == (UndoKind.REWIND, False, Confidence.MEDIUM)
