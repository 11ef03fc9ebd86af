"""The life of a plan as a pure reducer: the present state and an event give the next state, or a refusal.

    draft -> submitted -> approved -> executing -> done
               |  |           |           |   |
               |  changes     |           |   waiting (set aside) -> executing (reopened)
               |              |           drifted -> executing (restored, claimed) | submitted (amended)
               rejected       draft (expired, base moved, policy changed)
    any but the ended ones -> abandoned;  any with a snapshot -> undone

The same events at the same times give the same state again: the ledger is enough to rebuild a plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from plangate.errors import Refused
from plangate.gate.plan import events as e
from plangate.gate.plan.record import Actor, ActorKind, Content, Plan, PlanId, plan_of
from plangate.gate.plan.state import ENDED, PlanState, Transition, expires_at
from plangate.gate.plan.votes import Terms, counted, objection
from plangate.model.plan import Phase, VoteKind

__all__ = ["advance", "copied", "due", "rebuild", "restarted"]

_LIVE = frozenset(Phase) - ENDED
_PENDING = frozenset({Phase.SUBMITTED, Phase.APPROVED})
_BEGUN = frozenset({Phase.EXECUTING, Phase.DRIFTED, Phase.WAITING})

ALLOWED: dict[type[Any], frozenset[Phase]] = {
    e.Edited: _LIVE - _BEGUN,
    e.Submitted: frozenset({Phase.DRAFT}),
    e.Withdrawn: frozenset({Phase.SUBMITTED, Phase.CHANGES, Phase.APPROVED}),
    e.Voted: _PENDING,
    e.Started: frozenset({Phase.APPROVED}),
    e.Touched: _BEGUN,
    e.Strayed: _BEGUN,
    e.Amended: _BEGUN,
    e.Restored: frozenset({Phase.DRIFTED}),
    e.SetAside: frozenset({Phase.EXECUTING}),
    e.Reopened: frozenset({Phase.WAITING}),
    e.Conversed: frozenset(Phase),
    e.StepsDone: _BEGUN,
    e.Finished: frozenset({Phase.EXECUTING, Phase.WAITING}),
    e.Claimed: frozenset({Phase.DRIFTED}),
    e.Abandoned: _LIVE,
    e.Superseded: _LIVE,
    e.Undone: frozenset(Phase) - {Phase.UNDONE},
    e.Ticked: frozenset(Phase),
    e.PolicyChanged: frozenset(Phase),
    e.BaseMoved: frozenset(Phase),
    e.Commented: frozenset(Phase),
    e.CommentResolved: frozenset(Phase),
    e.Viewed: frozenset(Phase),
}
"""In which phases an event may happen."""

_PEOPLE_ONLY = (e.Undone, e.Restored, e.Claimed, e.Reopened, e.Viewed, e.CommentResolved)


def advance(state: PlanState | None, event: e.PlanEvent, *, now: float) -> PlanState:
    """The state after an event.

    Args:
        state: Where the plan stands; None before its first event.
        event: What happens.
        now: Unix seconds. What has expired by then ends first.

    Raises:
        Refused: It may not happen; the state is as it was.
    """
    if isinstance(event, e.Drafted):
        return _drafted(state, event, now)
    if state is None:
        raise Refused("there is no such plan")
    state = _expired(state, now)
    if state.phase not in ALLOWED[type(event)]:
        raise Refused(_not_now(state, event), state.reason)
    if isinstance(event, _PEOPLE_ONLY) and event.by.kind is not ActorKind.PERSON:
        raise Refused("only a person can do that")
    return _HANDLERS[type(event)](state, event, now)


def rebuild(story: Iterable[tuple[e.PlanEvent, float]]) -> PlanState:
    """The state that a plan's events, each with its time, come to.

    Raises:
        Refused: They are not the story of one plan.
    """
    state: PlanState | None = None
    for event, at in story:
        state = advance(state, event, now=at)
    if state is None:
        raise Refused("there is no such plan")
    return state


def due(state: PlanState, *, now: float, head: str, policy_digest: str) -> e.PlanEvent | None:
    """What the world has made of a plan meanwhile: the event to record before anything else.

    Args:
        state: Where it stands.
        now: Unix seconds.
        head: Commit that the session's tree is on.
        policy_digest: Of the policy now.
    """
    end = expires_at(state)
    if state.phase in ENDED:
        return None
    if end is not None and now >= end:
        return e.Ticked()
    if policy_digest != state.plan.policy_digest and state.phase in _BOUND_TO_POLICY:
        return e.PolicyChanged(policy_digest=policy_digest)
    if _moved(state, head):
        return e.BaseMoved(head=head)
    return None


def copied(state: PlanState, id: PlanId, *, base_commit: str, policy_digest: str, author: Actor) -> Plan:
    """The same content as a new plan: for a fork, or to use it again; votes stay where they are."""
    return _renewed(state.plan.content, id, base_commit, policy_digest, author, parent=state.plan.id)


def restarted(state: PlanState, id: PlanId, *, base_commit: str, policy_digest: str, author: Actor) -> Plan:
    """The plan of a task that is done anew, linked to the one before."""
    return _renewed(
        state.plan.content,
        id,
        base_commit,
        policy_digest,
        author,
        parent=state.plan.id,
        restarted_from=state.plan.id,
    )


def _renewed(content: Content, id: PlanId, base: str, policy: str, author: Actor, **lineage: str) -> Plan:
    return plan_of(content, id=id, base_commit=base, policy_digest=policy, author=author, **lineage)


_BOUND_TO_POLICY = _PENDING | _BEGUN


def _drafted(state: PlanState | None, event: e.Drafted, now: float) -> PlanState:
    if state is not None:
        raise Refused("the plan exists already")
    if event.plan.version != 1:
        raise Refused("the first version of a plan is version 1")
    first = PlanState(plan=event.plan, versions=(event.plan,))
    return _to(first, Phase.DRAFT, f"written by {_name(event.by)}", now)


def _edited(state: PlanState, event: e.Edited, now: float) -> PlanState:
    state = _new_version(state, event.plan)
    return _to(state, Phase.DRAFT, f"version {event.plan.version} by {_name(event.by)}", now)


def _submitted(state: PlanState, event: e.Submitted, now: float) -> PlanState:
    if event.digest != state.plan.digest:
        raise Refused("the plan has changed since; submit the present version")
    if not (state.plan.steps or state.plan.body.strip()):
        raise Refused("the plan is empty", "Say what is to be done, as numbered steps.")
    state = replace(state, conversation=event.conversation, presented=event.conversation, left=False)
    return _review(state, event.terms, f"submitted by {_name(event.by)}", now)


def _review(state: PlanState, terms: Terms, words: str, now: float) -> PlanState:
    state = replace(_void(state), submitted=state.plan.digest, terms=terms)
    return _to(state, Phase.SUBMITTED, words, now)


def _withdrawn(state: PlanState, event: e.Withdrawn, now: float) -> PlanState:
    return _to(_void(state), Phase.DRAFT, event.reason or f"withdrawn by {_name(event.by)}", now)


def _voted(state: PlanState, event: e.Voted, now: float) -> PlanState:
    vote = event.vote
    if why := objection(state.terms, state.plan, vote):
        raise Refused(why)
    if vote.digest != state.submitted:
        raise Refused("another version is under review")
    if vote.at > now:
        raise Refused("a vote cannot come from the future")
    words = f"{_name(vote.by)}: {vote.kind}" + (f", {vote.reason}" if vote.reason else "")
    if vote.kind is VoteKind.CHANGES:
        return _to(_void(state), Phase.CHANGES, words, now)
    if vote.kind is VoteKind.REJECT:
        return _to(_void(state), Phase.REJECTED, words, now)
    if vote.by.name in counted(state.terms, state.plan, state.votes, now):
        return state  # the same word twice is one word
    others = tuple(old for old in state.votes if old.by.name != vote.by.name)
    state = replace(state, votes=(*others, vote))
    people = counted(state.terms, state.plan, state.votes, now)
    if state.phase is Phase.APPROVED or len(people) < state.terms.quorum:
        return replace(state, reason=f"{len(people)} of {state.terms.quorum} approvals")
    state = replace(state, approved=vote.digest, approved_at=now)
    return _to(state, Phase.APPROVED, f"approved by {', '.join(people)}", now)


def _started(state: PlanState, event: e.Started, now: float) -> PlanState:
    people = _approvers(state, event.digest, now)
    if event.head != state.plan.base_commit:
        raise Refused("the tree has moved to another commit since the plan was written")
    if event.policy_digest != state.plan.policy_digest:
        raise Refused("the policy has changed since the plan was approved")
    if not event.checkpoint:
        raise Refused("no snapshot was taken to go back to")
    state = replace(
        state,
        checkpoint=state.checkpoint or event.checkpoint,
        conversation=event.conversation or state.conversation,
        touched=(),
        outside=(),
        left=False,
    )
    return _to(state, Phase.EXECUTING, f"started, approved by {', '.join(people)}", now)


def _approvers(state: PlanState, digest: str, now: float) -> tuple[str, ...]:
    """Who holds it approved, as long as they are enough, and for exactly this text."""
    people = counted(state.terms, state.plan, state.votes, now)
    if not (digest == state.approved == state.plan.digest):
        raise Refused("the plan is not the text that was approved")
    if len(people) < state.terms.quorum:
        raise Refused(f"{len(people)} of {state.terms.quorum} approvals still hold")
    return people


def _set_aside(state: PlanState, event: e.SetAside, now: float) -> PlanState:
    state = replace(state, head=event.head)
    return _to(state, Phase.WAITING, event.reason or f"set aside by {_name(event.by)}", now)


def _reopened(state: PlanState, event: e.Reopened, now: float) -> PlanState:
    _approvers(state, state.plan.digest, now)
    if event.head != state.head:
        raise Refused("the tree has moved to another commit since the plan was set aside")
    if event.policy_digest != state.plan.policy_digest:
        raise Refused("the policy has changed since the plan was approved")
    state = replace(state, conversation=event.conversation, left=False)
    return _to(state, Phase.EXECUTING, f"opened again by {_name(event.by)}", now)


def _conversed(state: PlanState, event: e.Conversed, now: float) -> PlanState:
    if event.conversation == state.conversation or state.phase in ENDED:
        return state
    if event.keeps:
        return replace(state, conversation=event.conversation)
    words = "the conversation that it was presented in has ended"
    if state.phase is Phase.EXECUTING:
        state = _set_aside(state, e.SetAside(by=e.SYSTEM, head=event.head, reason=words), now)
    elif state.phase in _PENDING:  # nothing is open, and a person decides knowing it
        state = replace(state, reason=words)
    elif state.phase is Phase.DRIFTED:
        state = replace(state, head=event.head)
    return replace(state, left=True)


def _steps_done(state: PlanState, event: e.StepsDone, _now: float) -> PlanState:
    known = tuple(step.id for step in state.plan.steps if step.id in event.steps)
    if len(known) != len(set(event.steps)):
        strange = next(step for step in event.steps if step not in known)
        raise Refused(f"the plan has no step {strange}")
    return state if known == state.steps_done else replace(state, steps_done=known)


def _touched(state: PlanState, event: e.Touched, now: float) -> PlanState:
    paths = tuple(path for path in event.paths if path not in state.mine)
    state = replace(state, touched=_more(state.touched, paths))
    outside = tuple(path for path in paths if not state.terms.covers(state.plan, path))
    return _drift(state, outside, f"{outside[0]} is outside of the scope", now) if outside else state


def _strayed(state: PlanState, event: e.Strayed, now: float) -> PlanState:
    what = event.paths[0] if event.paths else "something"
    return _drift(state, event.paths or ("?",), event.reason or f"tried to change {what}", now)


def _drift(state: PlanState, paths: tuple[str, ...], words: str, now: float) -> PlanState:
    state = replace(state, outside=_more(state.outside, paths))
    return state if state.phase is Phase.DRIFTED else _to(state, Phase.DRIFTED, words, now)


def _amended(state: PlanState, event: e.Amended, now: float) -> PlanState:
    state = _new_version(state, event.plan)
    state = replace(state, conversation=event.conversation, presented=event.conversation, left=False)
    return _review(state, event.terms, f"amended by {_name(event.by)}", now)


def _restored(state: PlanState, event: e.Restored, now: float) -> PlanState:
    kept = tuple(path for path in state.touched if path not in state.outside)
    state = replace(state, touched=kept, outside=())
    if state.left:
        return _to(state, Phase.WAITING, f"put back by {_name(event.by)}; its conversation has ended", now)
    return _to(state, Phase.EXECUTING, f"put back by {_name(event.by)}", now)


def _claimed(state: PlanState, event: e.Claimed, now: float) -> PlanState:
    strange = [path for path in event.paths if path not in state.outside]
    if strange or not event.paths:
        raise Refused(f"{strange[0]} has not drifted" if strange else "no path was named")
    state = replace(
        state,
        mine=_more(state.mine, event.paths),
        touched=tuple(path for path in state.touched if path not in event.paths),
        outside=tuple(path for path in state.outside if path not in event.paths),
    )
    words = f"{_name(event.by)} changed {event.paths[0]} themselves"
    if state.outside:
        return replace(state, reason=words)
    return _to(state, Phase.WAITING if state.left else Phase.EXECUTING, words, now)


def _finished(state: PlanState, event: e.Finished, now: float) -> PlanState:
    return _to(state, Phase.DONE, f"finished, says {_name(event.by)}", now)


def _abandoned(state: PlanState, event: e.Abandoned, now: float) -> PlanState:
    return _to(_void(state), Phase.ABANDONED, event.reason or f"abandoned by {_name(event.by)}", now)


def _superseded(state: PlanState, event: e.Superseded, now: float) -> PlanState:
    state = replace(_void(state), successor=event.successor)
    return _to(state, Phase.ABANDONED, f"plan {event.successor} took its place", now)


def _undone(state: PlanState, event: e.Undone, now: float) -> PlanState:
    if not state.checkpoint:
        raise Refused("there is no snapshot to go back to", "The plan has not run.")
    state = replace(_void(state), touched=(), outside=())
    return _to(state, Phase.UNDONE, f"undone by {_name(event.by)}", now)


def _policy_changed(state: PlanState, event: e.PolicyChanged, now: float) -> PlanState:
    if state.phase not in _BOUND_TO_POLICY or event.policy_digest == state.plan.policy_digest:
        return state
    return _to(_void(state), Phase.DRAFT, "the policy has changed", now)


def _moved(state: PlanState, head: str) -> bool:
    """Whether the tree has left the commit that the plan was written for, or set aside on."""
    bound = state.plan.base_commit if state.phase in _PENDING else state.head
    return state.phase in (_PENDING | {Phase.WAITING}) and head != bound


def _base_moved(state: PlanState, event: e.BaseMoved, now: float) -> PlanState:
    if not _moved(state, event.head):
        return state
    return _to(_void(state), Phase.DRAFT, "the tree has moved to another commit", now)


def _commented(state: PlanState, event: e.Commented, _now: float) -> PlanState:
    if any(old.id == event.comment.id for old in state.comments):
        raise Refused("there is a comment of that id already")
    return replace(state, comments=(*state.comments, event.comment))


def _comment_resolved(state: PlanState, event: e.CommentResolved, _now: float) -> PlanState:
    if not any(old.id == event.comment for old in state.comments):
        raise Refused("there is no such comment")
    done = (replace(old, resolved=True) if old.id == event.comment else old for old in state.comments)
    return replace(state, comments=tuple(done))


def _viewed(state: PlanState, event: e.Viewed, _now: float) -> PlanState:
    if not any(plan.version == event.version for plan in state.versions):
        raise Refused(f"there is no version {event.version}")
    others = tuple(pair for pair in state.viewed if pair[0] != event.by.name)
    return replace(state, viewed=(*others, (event.by.name, event.version)))


def _expired(state: PlanState, now: float) -> PlanState:
    end = expires_at(state)
    if end is None or now < end or state.phase in ENDED:
        return state
    return _to(_void(state), Phase.DRAFT, "the approval has expired", now)


def _new_version(state: PlanState, plan: Plan) -> PlanState:
    if plan.id != state.plan.id or plan.version != state.plan.version + 1:
        raise Refused("not the next version of this plan", "Somebody else edited it meanwhile.")
    if plan.parent_version != state.plan.version or plan.author != state.plan.author:
        raise Refused("not an edit of the present version")
    return replace(_void(state), plan=plan, versions=(*state.versions, plan), outside=(), steps_done=())


def _void(state: PlanState) -> PlanState:
    """Without votes and approval."""
    return replace(state, votes=(), submitted="", approved="", approved_at=0.0)


def _to(state: PlanState, phase: Phase, words: str, now: float) -> PlanState:
    line = Transition(now, phase, words, state.plan.version)
    return replace(state, phase=phase, since=now, reason=words, history=(*state.history, line))


def _more(known: tuple[str, ...], paths: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*known, *paths)))


def _name(actor: Actor) -> str:
    return actor.name or actor.kind


def _not_now(state: PlanState, event: e.PlanEvent) -> str:
    what = e.event_kind(event).removeprefix("plan.").replace("_", " ")
    return f"a plan that is {state.phase} cannot be {what}"


_HANDLERS: dict[type[Any], Callable[[PlanState, Any, float], PlanState]] = {
    e.Edited: _edited,
    e.Submitted: _submitted,
    e.Withdrawn: _withdrawn,
    e.Voted: _voted,
    e.Started: _started,
    e.Touched: _touched,
    e.Strayed: _strayed,
    e.Amended: _amended,
    e.Restored: _restored,
    e.SetAside: _set_aside,
    e.Reopened: _reopened,
    e.Conversed: _conversed,
    e.StepsDone: _steps_done,
    e.Claimed: _claimed,
    e.Finished: _finished,
    e.Abandoned: _abandoned,
    e.Superseded: _superseded,
    e.Undone: _undone,
    e.Ticked: lambda state, _event, _now: state,
    e.PolicyChanged: _policy_changed,
    e.BaseMoved: _base_moved,
    e.Commented: _commented,
    e.CommentResolved: _comment_resolved,
    e.Viewed: _viewed,
}
