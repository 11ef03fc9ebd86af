"""Plans and people that the tests of plans share."""

from __future__ import annotations

from plangate.gate.plan import events as e
from plangate.gate.plan.lifecycle import advance
from plangate.gate.plan.record import Actor, ActorKind, Content, Plan, PlanId, Step, plan_of
from plangate.gate.plan.state import PlanState
from plangate.gate.plan.votes import Terms, Vote
from plangate.model.plan import VoteKind

AGENT = Actor(kind=ActorKind.AGENT, name="claude", session="abcdefgh")
ADA = Actor(kind=ActorKind.PERSON, name="ada", device="desk")
BOB = Actor(kind=ActorKind.PERSON, name="bob", device="phone")
CONTENT = Content(
    title="Sort the list",
    goal="Rows in order",
    steps=(Step(id="s1", text="sort"), Step(id="s2", text="test it", done_when="green")),
    scope=("src/**", "tests/test_rows.py"),
    body="# Sort the list\n\n1. sort\n2. test it\n",
)
BASE, POLICY = "c" * 40, "d" * 64


def sample(content: Content = CONTENT, *, author: Actor = AGENT, id: str = "p-1") -> Plan:
    """A first version."""
    return plan_of(content, id=PlanId(id), base_commit=BASE, policy_digest=POLICY, author=author)


def vote(plan: Plan, by: Actor = ADA, kind: VoteKind = VoteKind.APPROVE, at: float = 10.0) -> e.Voted:
    """A person's word about a version."""
    return e.Voted(vote=Vote(by=by, kind=kind, digest=plan.digest, at=at))


def submitted(plan: Plan | None = None, terms: Terms | None = None) -> PlanState:
    """A plan that waits for people."""
    plan = plan or sample()
    state = advance(None, e.Drafted(plan=plan, by=plan.author), now=1.0)
    event = e.Submitted(digest=plan.digest, terms=terms or Terms(), by=plan.author)
    return advance(state, event, now=2.0)


def start(plan: Plan) -> e.Started:
    """The event that lets an approved plan run."""
    return e.Started(
        digest=plan.digest, head=plan.base_commit, policy_digest=plan.policy_digest, checkpoint="k1"
    )


def executing(plan: Plan | None = None, terms: Terms | None = None) -> PlanState:
    """A plan that runs since 11."""
    state = submitted(plan, terms)
    state = advance(state, vote(state.plan), now=10.0)
    return advance(state, start(state.plan), now=11.0)
