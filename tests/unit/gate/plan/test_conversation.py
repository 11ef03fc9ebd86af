"""Tests of `plangate.gate.plan.conversation`: which conversation goes on with a plan."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.gate.plan.samples import ADA, AGENT, executing

from plangate.gate.plan import events as e
from plangate.gate.plan.conversation import belongs_to, heard
from plangate.gate.plan.lifecycle import advance
from plangate.gate.plan.state import PlanState, allows_open
from plangate.model.plan import Phase


def running(conversation: str = "one") -> PlanState:
    """A plan that runs in a conversation."""
    return replace(executing(), conversation=conversation)


def begins(
    state: PlanState, conversation: str, source: str, before: str = "one", survives: bool = False
) -> PlanState:
    """The plan after a conversation has begun."""
    event = heard(state, conversation, before=before, source=source, survives=survives, head="h")
    return state if event is None else advance(state, event, now=20.0)


@pytest.mark.parametrize("source", ["clear", "startup", "resume", "anything"])
def test_another_conversation_does_not_inherit(source: str) -> None:
    """Whatever the agent calls it."""
    state = begins(running(), "two", source)
    assert (state.phase, state.head, state.conversation) == (Phase.WAITING, "h", "one")
    assert not allows_open(state, 20.0)
    assert not belongs_to(state, "two")


@pytest.mark.parametrize("source", ["fork", "compact"])
def test_a_fork_inherits(source: str) -> None:
    """It holds all that the conversation held."""
    state = begins(running(), "two", source)
    assert (state.phase, state.conversation) == (Phase.EXECUTING, "two")


def test_a_fork_of_another_conversation_does_not_inherit() -> None:
    """After /clear a fork is one of the new conversation."""
    state = begins(running(), "three", "fork", before="two")
    assert state.phase is Phase.WAITING


def test_the_same_conversation_keeps_the_plan() -> None:
    """A resumption in another session has its id again."""
    state = running()
    assert begins(state, "one", "resume", before="") is state
    assert begins(state, "", "startup") is state


def test_a_plan_without_a_conversation_belongs_to_the_first_that_tells() -> None:
    """But for one that says that it was cleared."""
    assert begins(running(""), "one", "startup", before="").conversation == "one"
    assert begins(running(""), "one", "clear", before="").phase is Phase.WAITING
    assert belongs_to(running(""), "any")


def test_the_policy_may_let_it_survive() -> None:
    """Then it goes along."""
    assert begins(running(), "two", "clear", survives=True).phase is Phase.EXECUTING


def test_an_ended_plan_is_left_alone() -> None:
    """Nothing is recorded of it."""
    state = advance(running(), e.Finished(by=AGENT), now=12.0)
    assert begins(state, "two", "clear") is state


def test_what_drifted_is_set_aside_when_it_was_put_back_too_late() -> None:
    """A person who restores opens nothing for a conversation that began meanwhile."""
    state = advance(running(), e.Touched(paths=("top",)), now=12.0)
    state = begins(state, "two", "clear")
    assert state.phase is Phase.DRIFTED
    state = advance(state, e.Restored(by=ADA), now=21.0)
    assert (state.phase, allows_open(state, 21.0)) == (Phase.WAITING, False)
    again = e.Reopened(by=ADA, head="h", policy_digest=state.plan.policy_digest, conversation="two")
    assert allows_open(advance(state, again, now=22.0), 22.0)
