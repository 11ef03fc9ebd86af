"""Tests of `plangate.gate.plan.lifecycle`: each transition, one by one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
import pytest
from tests.unit.gate.plan.samples import (
    ADA,
    AGENT,
    BASE,
    BOB,
    CONTENT,
    POLICY,
    executing,
    sample,
    start,
    submitted,
    vote,
)

from plangate.errors import Refused
from plangate.gate.plan import events as e
from plangate.gate.plan.comments import Comment
from plangate.gate.plan.lifecycle import advance, copied, due, rebuild, restarted
from plangate.gate.plan.record import PlanId
from plangate.gate.plan.state import allows_open, expires_at
from plangate.gate.plan.votes import Terms
from plangate.model.plan import Phase, VoteKind

TWO = Terms(quorum=2, author_counts=False)


def test_the_way_from_draft_to_done() -> None:
    """Open only while it is executed."""
    state = executing()
    assert allows_open(state, 12.0)
    state = advance(state, e.Touched(paths=("src/a.py",)), now=12.0)
    state = advance(state, e.Finished(by=AGENT), now=13.0)
    assert (state.phase, allows_open(state, 13.0)) == (Phase.DONE, False)
    assert [line.phase for line in state.history] == ["draft", "submitted", "approved", "executing", "done"]


def test_approved_is_not_open() -> None:
    """Between the vote and the start everything is checked again."""
    state = submitted()
    state = advance(state, vote(state.plan), now=10.0)
    assert state.phase is Phase.APPROVED
    assert not allows_open(state, 10.0)


@pytest.mark.parametrize("approved", [False, True])
def test_an_edit_voids_all_votes(approved: bool) -> None:
    """What was approved is another text."""
    state = submitted(terms=Terms(quorum=1 if approved else 2))
    state = advance(state, vote(state.plan), now=10.0)
    assert state.votes
    state = advance(state, e.Edited(plan=state.plan.edited(CONTENT), by=AGENT), now=11.0)
    assert (state.phase, state.votes, state.approved, state.plan.version) == (Phase.DRAFT, (), "", 2)
    assert [plan.version for plan in state.versions] == [1, 2]


def test_a_vote_for_an_earlier_version_is_stale() -> None:
    """The agent edits while the person reads."""
    first = submitted()
    plan = first.plan.edited(CONTENT)
    state = advance(first, e.Edited(plan=plan, by=AGENT), now=3.0)
    state = advance(state, e.Submitted(digest=plan.digest, terms=Terms(), by=AGENT), now=4.0)
    with pytest.raises(Refused, match="has changed since it was read"):
        advance(state, vote(first.plan), now=10.0)


def test_agents_never_vote() -> None:
    """Whatever they call themselves."""
    state = submitted()
    with pytest.raises(Refused, match="only a person"):
        advance(state, vote(state.plan, AGENT), now=10.0)


def test_two_must_be_two_different_people() -> None:
    """The same word twice is one word, and who wrote it never counts."""
    state = submitted(sample(author=BOB), TWO)
    state = advance(state, vote(state.plan), now=10.0)
    state = advance(state, vote(state.plan), now=11.0)
    assert state.phase is Phase.SUBMITTED
    with pytest.raises(Refused, match="who wrote"):
        advance(state, vote(state.plan, BOB), now=11.0)


def test_requested_changes_go_back_to_the_author() -> None:
    """And only a new version can be submitted."""
    state = submitted()
    state = advance(state, vote(state.plan, kind=VoteKind.CHANGES), now=10.0)
    assert state.phase is Phase.CHANGES
    with pytest.raises(Refused, match="cannot be submitted"):
        advance(state, e.Submitted(digest=state.plan.digest, terms=Terms(), by=AGENT), now=11.0)


def test_rejected_is_the_end() -> None:
    """No edit revives it."""
    state = submitted()
    state = advance(state, vote(state.plan, kind=VoteKind.REJECT), now=10.0)
    with pytest.raises(Refused):
        advance(state, e.Edited(plan=state.plan.edited(CONTENT), by=AGENT), now=11.0)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"digest": "0" * 64}, "not the text"),
        ({"head": "e" * 40}, "another commit"),
        ({"policy_digest": "0" * 64}, "policy has changed"),
        ({"checkpoint": ""}, "no snapshot"),
    ],
)
def test_the_start_checks_everything_again(change: dict[str, Any], words: str) -> None:
    """Digest, base, policy and the way back."""
    state = submitted()
    state = advance(state, vote(state.plan), now=10.0)
    event = start(state.plan)
    with pytest.raises(Refused, match=words):
        advance(state, replace(event, **change), now=11.0)


def test_an_approval_expires() -> None:
    """Before the start and during it; the clock alone closes the gate."""
    state = executing(terms=Terms(ttl=100.0))
    assert expires_at(state) == 110.0
    assert allows_open(state, 109.9)
    assert not allows_open(state, 110.0)
    event = due(state, now=110.0, head=BASE, policy_digest=POLICY)
    assert event == e.Ticked()
    assert advance(state, event, now=110.0).phase is Phase.DRAFT


def test_a_changed_policy_closes_what_runs() -> None:
    """It was approved under another one."""
    state = executing()
    event = due(state, now=12.0, head=BASE, policy_digest="0" * 64)
    assert event is not None
    assert advance(state, event, now=12.0).phase is Phase.DRAFT


def test_a_moved_base_voids_what_waits_and_not_what_runs() -> None:
    """A running plan commits by itself."""
    waiting, running = submitted(), executing()
    event = due(waiting, now=12.0, head="e" * 40, policy_digest=POLICY)
    assert event is not None
    assert advance(waiting, event, now=12.0).phase is Phase.DRAFT
    assert due(running, now=12.0, head="e" * 40, policy_digest=POLICY) is None


def test_a_file_outside_of_the_scope_closes() -> None:
    """Drift is never widened by itself; a person restores, amends or abandons."""
    state = advance(executing(), e.Touched(paths=("src/a.py", "setup.py")), now=12.0)
    assert (state.phase, state.outside) == (Phase.DRIFTED, ("setup.py",))
    assert not allows_open(state, 12.0)
    with pytest.raises(Refused, match="only a person"):
        advance(state, e.Restored(by=AGENT), now=13.0)
    back = advance(state, e.Restored(by=ADA), now=13.0)
    assert allows_open(back, 13.0)


def test_an_amendment_waits_for_people_again() -> None:
    """The wider scope is a new version."""
    state = advance(executing(), e.Touched(paths=("setup.py",)), now=12.0)
    plan = state.plan.edited(CONTENT)
    state = advance(state, e.Amended(plan=plan, terms=Terms(), by=AGENT), now=13.0)
    assert (state.phase, state.votes, state.plan.version) == (Phase.SUBMITTED, (), 2)


def test_what_is_excluded_is_outside_of_any_scope() -> None:
    """A plan for the whole workspace does not open what sessions may never write."""
    plan = sample(msgspec.convert({"title": "all", "body": "x", "scope": ["**"]}, type(CONTENT)))
    state = executing(plan, Terms(excluded=(".git/hooks/**",)))
    assert advance(state, e.Touched(paths=(".git/hooks/post-commit",)), now=12.0).phase is Phase.DRIFTED


def test_undo_is_a_persons_and_needs_a_snapshot() -> None:
    """From any state that has one."""
    with pytest.raises(Refused, match="no snapshot"):
        advance(submitted(), e.Undone(by=ADA), now=12.0)
    with pytest.raises(Refused, match="only a person"):
        advance(executing(), e.Undone(by=AGENT), now=12.0)
    done = advance(executing(), e.Finished(by=AGENT), now=12.0)
    assert advance(done, e.Undone(by=ADA), now=13.0).phase is Phase.UNDONE


def test_copies_carry_lineage_and_no_votes() -> None:
    """A fork and a task done anew begin as drafts."""
    state = executing()
    fork = copied(state, PlanId("p-2"), base_commit="e" * 40, policy_digest=POLICY, author=AGENT)
    again = restarted(state, PlanId("p-3"), base_commit="e" * 40, policy_digest=POLICY, author=AGENT)
    assert (fork.parent, fork.restarted_from, fork.version) == ("p-1", "", 1)
    assert again.restarted_from == "p-1"
    assert advance(None, e.Drafted(plan=fork, by=AGENT), now=1.0).votes == ()
    assert fork.digest != state.plan.digest


def test_a_successor_ends_the_plan() -> None:
    """One plan of a session runs at a time."""
    state = advance(executing(), e.Superseded(successor="p-9"), now=12.0)
    assert (state.phase, state.successor) == (Phase.ABANDONED, "p-9")


def test_events_rebuild_the_same_state() -> None:
    """Also after a way through the ledger's JSON."""
    plan = sample()
    story: list[tuple[e.PlanEvent, float]] = [
        (e.Drafted(plan=plan, by=AGENT), 1.0),
        (e.Commented(comment=Comment(id="c1", text="why?", by=ADA, at=1.5)), 1.5),
        (e.Submitted(digest=plan.digest, terms=Terms(), by=AGENT), 2.0),
        (e.Viewed(version=1, by=ADA), 3.0),
        (vote(plan), 10.0),
        (start(plan), 11.0),
        (e.CommentResolved(comment="c1", by=ADA), 11.5),
        (e.Touched(paths=("setup.py",)), 12.0),
    ]
    direct = rebuild(story)
    kept = [
        (
            e.event_from_payload(
                e.event_kind(event), msgspec.json.decode(msgspec.json.encode(e.event_payload(event)))
            ),
            at,
        )
        for event, at in story
    ]
    assert rebuild(kept) == direct
    assert direct.phase is Phase.DRIFTED
    assert direct.last_viewed("ada") == plan


def aside() -> Any:
    """A plan that was set aside on commit "h"."""
    return advance(executing(), e.SetAside(by=ADA, head="h"), now=12.0)


def reopened(**other: Any) -> e.Reopened:
    """A person's wish that fits."""
    fields: dict[str, Any] = {"by": ADA, "head": "h", "policy_digest": POLICY}
    return e.Reopened(**fields | other)


def test_set_aside_keeps_the_approval() -> None:
    """Closed meanwhile; opened again without another vote."""
    state = aside()
    assert (state.phase, allows_open(state, 13.0)) == (Phase.WAITING, False)
    state = advance(state, reopened(conversation="c"), now=13.0)
    assert (state.phase, allows_open(state, 13.0), state.conversation) == (Phase.EXECUTING, True, "c")


@pytest.mark.parametrize(
    "event", [reopened(head="other"), reopened(policy_digest="e" * 64), reopened(by=AGENT)]
)
def test_it_opens_again_only_as_it_was_approved(event: e.Reopened) -> None:
    """On the same commit, under the same policy, by a person."""
    state = aside()
    with pytest.raises(Refused):
        advance(state, event, now=13.0)


def test_what_was_set_aside_expires_and_moves_too() -> None:
    """Age, commit and policy are looked at meanwhile."""
    state = aside()
    late = 11.0 + 9 * 3600
    assert advance(state, e.Ticked(), now=late).phase is Phase.DRAFT
    assert due(state, now=13.0, head="other", policy_digest=POLICY) == e.BaseMoved(head="other")
    assert due(state, now=13.0, head="h", policy_digest=POLICY) is None
    assert advance(state, e.BaseMoved(head="other"), now=13.0).phase is Phase.DRAFT
    assert advance(state, e.PolicyChanged(policy_digest="e" * 64), now=13.0).phase is Phase.DRAFT


def test_what_was_set_aside_can_be_ended_or_undone() -> None:
    """As a plan that runs can."""
    for event, phase in (
        (e.Finished(by=ADA), Phase.DONE),
        (e.Abandoned(by=ADA), Phase.ABANDONED),
        (e.Undone(by=ADA), Phase.UNDONE),
        (e.Touched(paths=("top",)), Phase.DRIFTED),
    ):
        assert advance(aside(), event, now=13.0).phase is phase


def test_steps_are_ticked_until_the_text_changes() -> None:
    """Only those that there are; another version begins anew."""
    state = advance(executing(), e.StepsDone(steps=("s2",), by=AGENT), now=12.0)
    assert state.steps_done == ("s2",)
    assert advance(state, e.StepsDone(steps=("s2",), by=AGENT), now=13.0) is state
    with pytest.raises(Refused, match="no step s9"):
        advance(state, e.StepsDone(steps=("s2", "s9"), by=AGENT), now=13.0)
    amended = e.Amended(plan=state.plan.edited(CONTENT), terms=Terms(), by=AGENT)
    assert advance(state, amended, now=13.0).steps_done == ()


def test_what_a_person_changed_themselves() -> None:
    """The plan goes on once all of it is claimed, and the path counts no more."""
    state = advance(executing(), e.Touched(paths=("setup.py", "x.py")), now=12.0)
    for event in (e.Claimed(paths=(), by=ADA), e.Claimed(paths=("src/a",), by=ADA)):
        with pytest.raises(Refused):
            advance(state, event, now=13.0)
    with pytest.raises(Refused, match="only a person"):
        advance(state, e.Claimed(paths=("setup.py",), by=AGENT), now=13.0)
    state = advance(state, e.Claimed(paths=("setup.py",), by=ADA), now=13.0)
    assert (state.phase, state.outside) == (Phase.DRIFTED, ("x.py",))
    state = advance(state, e.Claimed(paths=("x.py",), by=ADA), now=14.0)
    assert (state.touched, state.mine) == ((), ("setup.py", "x.py"))
    assert allows_open(advance(state, e.Touched(paths=("x.py",)), now=15.0), 15.0)
