"""Tests of `plangate.proof.own`: plans that no session carries out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plangate.errors import Refused, UsageError
from plangate.gate.plan.record import Actor, ActorKind, PlanId
from plangate.gate.policy import DEFAULT, Factor, Policy
from plangate.gate.policy import Approval as Rules
from plangate.proof.own import agreed, begun, missing
from plangate.proof.record import Approval, ProofRecord

MARKDOWN = "# Rules\n\n1. write them\n\n## Files\n- `.plangate/policy.toml`\n"
PAIR = Policy(approval=Rules(quorum=2, quorum_protected=2))


def record(policy: Policy = DEFAULT) -> ProofRecord:
    """Ada's plan, which nobody has approved."""
    return begun(MARKDOWN, PlanId("p-1"), base_commit="c" * 40, policy=policy, author="ada")


def given(by: str = "ada", at: float = 10.0, factor: Factor = Factor.CODE) -> Approval:
    """Somebody's yes."""
    return Approval(by=by, at=at, factor=factor)


def test_one_person_approves_their_own_plan_where_the_policy_lets_them() -> None:
    """As the built-in policy does."""
    assert missing(record(), DEFAULT, 11.0) == 1
    made = agreed(record(), DEFAULT, given())
    assert (made.plan.author.name, made.plan.scope, made.unaltered) == (
        "ada",
        (".plangate/policy.toml",),
        True,
    )
    assert missing(made, DEFAULT, 11.0) == 0
    assert agreed(made, DEFAULT, given(at=12.0)).approvals == (given(at=12.0),)


def test_the_rules_of_quorum_hold() -> None:
    """Two others, when two are asked for and the author does not count."""
    with pytest.raises(Refused, match="who wrote"):
        agreed(record(PAIR), PAIR, given())
    made = agreed(record(PAIR), PAIR, given("bob"))
    assert missing(made, PAIR, 11.0) == 1
    assert missing(agreed(made, PAIR, given("cy")), PAIR, 11.0) == 0


@pytest.mark.parametrize(
    "rules",
    [
        Rules(author_may_not_approve=True),
        Rules(approvers=("bob",)),
        Rules(factors=(Factor.SSH_SIG,)),
        Rules(factors=(Factor.PIN,)),
    ],
)
def test_what_would_not_count_is_refused(rules: Rules) -> None:
    """The author, a stranger, another proof than is asked for."""
    policy = Policy(approval=rules)
    with pytest.raises(Refused):
        agreed(record(policy), policy, given())


def test_only_a_persons_plan_as_it_was_written() -> None:
    """Sessions have their own way, and an edited plan is another one."""
    plan = record().plan
    session = replace(plan, author=Actor(kind=ActorKind.AGENT, name="claude"))
    with pytest.raises(Refused, match="session"):
        agreed(ProofRecord(plan=session, digest=session.digest, approvals=()), DEFAULT, given())
    with pytest.raises(Refused, match="edited"):
        agreed(replace(record(), plan=replace(plan, title="other")), DEFAULT, given())
    with pytest.raises(UsageError, match="empty"):
        begun("  \n", PlanId("p-1"), base_commit="", policy=DEFAULT, author="ada")
