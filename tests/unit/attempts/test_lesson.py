"""Tests of `plangate.attempts.lesson`."""

from __future__ import annotations

from tests.support.redo import TASK, working

from plangate.attempts.lesson import original, prompt_again
from plangate.model.attempts import AttemptEnd


def test_the_task_alone() -> None:
    """Nothing is added that nobody asked for."""
    story = working()
    assert prompt_again(TASK, story.attempts[0], learned=False) == TASK
    assert prompt_again(TASK, None, learned=True) == TASK


def test_what_is_known_of_an_undone_attempt() -> None:
    """How much it was, how it was taken back, that it had no plan; and the person's words."""
    story = working()
    story.edit(a="a = 1\n", b="b = 1\n")
    story.end()
    said = prompt_again(TASK, story.attempts[0], learned=True, words="do not touch b.py\n", plan_first=True)
    assert said.splitlines() == [
        TASK,
        "",
        "This was tried before and is begun again. What is known of that attempt:",
        "- it edited 2 files, 4 lines",
        "- all of it was taken back by hand: a.py, b.py",
        "- it had no plan",
        "- do not touch b.py",
        "",
        "Present a plan first, and change nothing before it is approved.",
    ]


def test_an_attempt_that_was_left() -> None:
    """Why it ended so."""
    story = working()
    story.approve()
    story.turn_ends(unfinished="the tests fail")
    story.end()
    (attempt,) = story.attempts
    assert attempt.end is AttemptEnd.ABANDONED
    said = prompt_again(TASK, attempt, learned=True)
    assert "- it had a plan that was approved on the way" in said
    assert "- it ended so: a person ended its session; the tests fail" in said


def test_lessons_do_not_pile_up() -> None:
    """What was added the last time is taken out before more is added."""
    story = working()
    story.end()
    asked = f"{TASK}\n\nand mind the tests"
    said = prompt_again(asked, story.attempts[0], learned=True, words="slowly", plan_first=True)
    assert original(said) == asked
    assert original(asked) == asked
