"""Tests of `plangate.daemon.queue.moment`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plangate.daemon.queue.moment import Standing, holds_back
from plangate.errors import UsageError
from plangate.model.queue import When, condition

_FREE = Standing(reachable=True, blocked=False, waits=True, typist="")


@pytest.mark.parametrize("when", [When("now"), When("idle"), When("job", 3)])
@pytest.mark.parametrize(
    "held",
    [
        replace(_FREE, reachable=False),
        replace(_FREE, typist="Ada"),
        replace(_FREE, blocked=True),
        replace(_FREE, undoing=True),
    ],
)
def test_nothing_is_typed_into_a_question_or_over_a_person(when: When, held: Standing) -> None:
    """Whatever the condition: the text would be an answer, or stand in the middle of a line."""
    assert holds_back(when, held)
    assert not holds_back(when, _FREE)


def test_idle_and_the_end_of_a_job_need_an_agent_that_waits() -> None:
    """Now does not; agents take a line while they work."""
    works = replace(_FREE, waits=False)
    assert holds_back(When("idle"), works) == "the agent works"
    assert holds_back(When("job", 3), replace(_FREE, job_runs=True)) == "job 3 runs"
    assert holds_back(When("job", 3), works)
    assert not holds_back(When("now"), works)


def test_one_prompt_at_a_time() -> None:
    """The next one waits until the agent has worked on the one before, or has had the time to."""
    just = replace(_FREE, since_last=1.0, worked=False)
    assert holds_back(When("idle"), just)
    assert not holds_back(When("idle"), replace(just, worked=True))
    assert not holds_back(When("idle"), replace(just, since_last=60.0))


def test_conditions_as_people_write_them() -> None:
    """With or without the word at the end."""
    assert [str(condition(text)) for text in ("now", "idle", "job:3", "job:12-ends")] == [
        "now",
        "idle",
        "job:3-ends",
        "job:12-ends",
    ]
    for text in ("", "job:", "job:x-ends", "later"):
        with pytest.raises(UsageError):
            condition(text)
