"""Tests of `plangate.attempts.history`."""

from __future__ import annotations

from tests.support.redo import Story

from plangate.attempts.facts import AttemptLinked, AttemptMarked, UndoDismissed
from plangate.attempts.history import History
from plangate.model.attempts import AttemptEnd

TASK = "Add a retry with exponential backoff to the fetcher"


def undone_story() -> Story:
    """One attempt, undone after it was done, and another task."""
    story = Story()
    story.begin()
    story.ask(TASK)
    story.edit(a="a = 2\n")
    story.turn_ends()
    story.edit(a="a = 1\n")
    story.ask("Write a changelog entry for version two")
    return story


def test_a_person_dismisses_an_undo() -> None:
    """It is still there, and does not count."""
    story = undone_story()
    first = story.attempts[0]
    story.facts.append(UndoDismissed(attempt=first.id, undo=first.undos[0].id, by="ada"))
    again = story.attempts[0]
    assert again.end is AttemptEnd.DONE
    assert again.undos[0].dismissed == "ada"


def test_a_person_says_how_it_ended() -> None:
    """Their word is the last one."""
    story = undone_story()
    first = story.attempts[0]
    story.facts.append(AttemptMarked(attempt=first.id, at=9e9, end=AttemptEnd.ABANDONED, by="ada"))
    assert story.attempts[0].end is AttemptEnd.ABANDONED
    assert story.attempts[0].why == "ada says so"


def test_a_person_moves_an_attempt_to_another_task() -> None:
    """The tasks are numbered anew."""
    story = undone_story()
    first, second = story.attempts
    story.facts.append(AttemptLinked(attempt=second.id, task=first.task, why="the same thing", by="ada"))
    history = History(story.facts)
    (task,) = history.tasks()
    assert [attempt.number for attempt in task.attempts] == [1, 2]
    assert history.attempt(second.id) == task.attempts[1]


def test_facts_about_what_is_not_known_are_passed_over() -> None:
    """A ledger that was cut at its beginning."""
    story = undone_story()
    assert History(story.facts[1:]).attempts()[0].prompt == "Write a changelog entry for version two"


def test_how_often_a_session_s_task_was_redone() -> None:
    """Its own attempts at the present task and those of other sessions before; not what comes after."""
    story = Story()
    for number in (1, 2, 3):
        story.begin(f"s{number}", of=f"s{number - 1}" if number > 1 else "", again=number > 1)
        story.ask(TASK, f"s{number}")
        story.edit(a=f"a = {number + 1}\n")
        story.end(f"s{number}")
    story.begin("s4")
    story.ask("Write a changelog entry for version two", "s4")
    history = History(story.facts)
    assert [history.redone(f"s{number}") for number in (1, 2, 3, 4, 5)] == [1, 2, 2, 0, 0]
