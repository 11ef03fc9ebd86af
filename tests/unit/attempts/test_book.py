"""What an attempt is and how it ends: one short story for each case."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.support.redo import OTHER, TASK, Story, working

from plangate.model.attempts import AttemptEnd


def test_work_that_stays_is_done() -> None:
    """An agent that edits and ends its turn has done its task."""
    story = working()
    story.turn_ends()
    (attempt,) = story.attempts
    assert (attempt.end, attempt.files, attempt.fully_undone) == (AttemptEnd.DONE, 2, False)


def test_a_turn_that_leaves_something_is_not_done() -> None:
    """A running job or a failing test keeps an attempt open; leaving it then abandons it."""
    story = working()
    story.turn_ends(unfinished="the tests fail")
    assert [attempt.end for attempt in story.attempts] == [AttemptEnd.OPEN]
    story.ask(OTHER)
    first, _ = story.attempts
    assert first.end is AttemptEnd.ABANDONED
    assert "the tests fail" in first.why


def test_routine_prompts_begin_nothing() -> None:
    """Yes, continue, commit it, /compact."""
    story = working()
    for text in ("yes", "continue please", "Commit the changes.", "/compact now", "run the tests"):
        story.turn_ends()
        story.ask(text)
    assert len(story.attempts) == 1


def test_a_routine_prompt_takes_up_what_was_done() -> None:
    """Work after it belongs to the attempt that had ended."""
    story = working()
    story.turn_ends()
    story.ask("go on")
    assert story.attempts[0].end is AttemptEnd.OPEN
    story.edit(c="c = 9\n")
    story.turn_ends()
    assert story.attempts[0].files == 3


def test_a_resumed_session_goes_on_with_the_attempt() -> None:
    """The conversation is resumed in another process."""
    story = working()
    story.end()
    story.begin("s2", of="s1")
    story.ask("continue", "s2")
    (attempt,) = story.attempts
    assert (attempt.end, attempt.session) == (AttemptEnd.OPEN, "s2")


def test_undo_that_is_part_of_the_attempt() -> None:
    """A person asks the agent to take it back; the attempt is undone, and there is no second one."""
    story = working()
    story.turn_ends()
    story.ask("undo that")
    story.edit(a="a = 1\n", b="b = 1\n")
    story.turn_ends()
    (attempt,) = story.attempts
    assert attempt.end is AttemptEnd.UNDONE


def test_a_plan_counts_when_it_came_before_the_first_edit() -> None:
    """Approved before: planned. Approved after: not."""
    story = Story()
    story.begin()
    story.ask(TASK)
    story.approve()
    story.edit(a="a = 2\n")
    story.turn_ends()
    story.ask(OTHER)
    story.edit(c="c = 2\n")
    story.approve(plan="p2")
    assert [attempt.planned for attempt in story.attempts] == [True, False]


def test_twelve_idle_hours_end_an_attempt() -> None:
    """Nobody comes back to it."""
    story = working()
    story.later(13 * 3600)
    story.look()
    assert story.attempts[0].end is AttemptEnd.ABANDONED


_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("edit"), st.sampled_from("abc"), st.sampled_from("1234"), st.booleans()),
        st.tuples(st.just("ask"), st.sampled_from([TASK, OTHER, "go on", "try again", "undo that"])),
        st.tuples(st.sampled_from(["turn", "clear", "rewind", "end", "begin", "approve", "look"])),
    ),
    max_size=40,
)


@given(_STEPS)
def test_whatever_happens_the_sums_are_right(steps: list[tuple[Any, ...]]) -> None:
    """Shares, extents and ends fit together after any story, and telling it again gives the same facts."""
    told = [_told(steps), _told(steps)]
    assert told[0].facts == told[1].facts
    attempts = told[0].attempts
    by_id = {attempt.id: attempt for attempt in attempts}
    for attempt in attempts:
        assert (attempt.end is AttemptEnd.OPEN) == (attempt.ended is None) or attempt.restarted_by
        assert bool(attempt.files) == (attempt.first_edit is not None)
        assert attempt.lost <= attempt.lines
        for undo in attempt.undos:
            assert 0.0 <= undo.share <= 1.0
            assert not undo.full or undo.count == attempt.files or undo.at < told[0].now
        if attempt.restarted_by:
            assert by_id[attempt.restarted_by].task == attempt.task
            assert by_id[attempt.restarted_by].began > attempt.began


def _told(steps: list[tuple[Any, ...]]) -> Story:
    story = Story()
    story.begin()
    sessions = 1
    for kind, *rest in steps:
        session = f"s{sessions}"
        match kind:
            case "edit":
                story.step(rest[0], f"{rest[0]} = {rest[1]}\n", settled=rest[2])
            case "ask":
                story.ask(rest[0], session)
            case "begin":
                sessions += 1
                story.begin(f"s{sessions}", of=session)
            case "turn":
                story.turn_ends(session)
            case "look":
                story.look()
            case _:
                getattr(story, kind)(session)
    return story
