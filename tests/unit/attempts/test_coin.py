"""When a coin may fall, and for which attempt it did."""

from __future__ import annotations

import msgspec
from tests.support.redo import OTHER, TASK, Story, working

from plangate.attempts.coin import fallen, may_fall
from plangate.attempts.going import Memory
from plangate.model.attempts import Side


def begun() -> Story:
    """A session that was asked for something and has edited nothing."""
    story = Story()
    story.begin()
    story.ask(TASK)
    return story


def test_it_falls_once_for_an_attempt() -> None:
    """However often a person asks."""
    story = begun()
    assert may_fall(story.book.memory, "s1")
    story.toss(Side.PLAN)
    story.toss(Side.NO_PLAN)
    assert fallen(story.book.memory, "s1") == Side.PLAN
    assert [attempt.assigned for attempt in story.attempts] == ["plan"]


def test_it_stays_as_it_fell() -> None:
    """Whatever is done then, and over an end of a turn."""
    story = begun()
    story.toss(Side.PLAN)
    story.turn_ends()
    assert fallen(story.book.memory, "s1") == Side.PLAN
    assert not may_fall(story.book.memory, "s1")
    story.ask("go on")
    story.edit(a="a = 2\n")
    story.turn_ends()
    assert [attempt.assigned for attempt in story.attempts] == ["plan"]


def test_each_attempt_has_its_own() -> None:
    """Also a second one of the same task."""
    story = begun()
    story.toss(Side.NO_PLAN)
    story.edit(a="a = 2\n")
    story.edit(a="a = 1\n")
    story.ask(TASK)
    assert fallen(story.book.memory, "s1") == ""
    story.toss(Side.PLAN)
    assert [attempt.assigned for attempt in story.attempts] == ["no plan", "plan"]
    assert len({attempt.task for attempt in story.attempts}) == 1


def test_before_the_first_prompt_it_falls_for_the_attempt_to_come() -> None:
    """Who opens a budget first and then says what for."""
    story = Story()
    story.begin()
    story.toss(Side.PLAN)
    assert fallen(story.book.memory, "s1") == Side.PLAN
    story.ask(TASK)
    story.ask("no, " + OTHER)
    assert [attempt.assigned for attempt in story.attempts] == ["plan", ""]


def test_after_the_work_it_falls_for_the_next_attempt() -> None:
    """And not for the one that is over, although the same conversation goes on."""
    story = working()
    story.turn_ends()
    story.toss(Side.PLAN)
    story.ask("commit it")
    assert [attempt.assigned for attempt in story.attempts] == [""]
    story.ask(OTHER)
    assert [attempt.assigned for attempt in story.attempts] == ["", "plan"]


def test_it_is_given_to_an_attempt_that_goes_on_without_work() -> None:
    """The agent gave up at the closed gate; the person opens a budget and tells it to go on."""
    story = begun()
    story.turn_ends()
    story.toss(Side.NO_PLAN)
    story.ask("go on")
    assert [attempt.assigned for attempt in story.attempts] == ["no plan"]


def test_it_does_not_fall_too_late() -> None:
    """Not after an edit, nor after an approval, nor in a session that is not known."""
    story = working()
    assert not may_fall(story.book.memory, "s1")
    planned = begun()
    planned.approve()
    assert not may_fall(planned.book.memory, "s1")
    early = Story()
    early.begin()
    early.approve()
    assert not may_fall(early.book.memory, "s1")
    assert not may_fall(early.book.memory, "s9")
    for one in (story, planned, early):
        one.toss(Side.PLAN)
        assert not any(attempt.assigned for attempt in one.attempts)


def test_it_is_remembered() -> None:
    """Over a restart of the daemon."""
    story = Story()
    story.begin()
    story.toss(Side.PLAN)
    kept = msgspec.msgpack.decode(msgspec.msgpack.encode(story.book.memory), type=Memory)
    assert fallen(kept, "s1") == Side.PLAN
