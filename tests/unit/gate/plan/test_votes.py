"""Tests of `plangate.gate.plan.votes`."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.gate.plan.samples import ADA, AGENT, BOB, CONTENT, sample, vote

from plangate.gate.plan.votes import Terms, counted, named, objection, terms_of
from plangate.gate.policy import DEFAULT, Approval, Factor, Policy
from plangate.model.plan import VoteKind


@pytest.mark.parametrize(
    ("scope", "touches"),
    [
        (("src/**",), False),
        ((".github/workflows/ci.yml",), True),
        ((".github/**",), True),
        (("**",), True),
        (("app/migrations/0002.py",), True),
        (("src/auth/**",), True),
        (("app/**",), False),
        ((".",), True),
        (("deploy/Dockerfile",), True),
        ((".GITHUB/x",), True),
    ],
)
def test_a_scope_that_names_something_protected_is_known(scope: tuple[str, ...], touches: bool) -> None:
    """So that the higher quorum can be asked before anything runs."""
    assert bool(named(DEFAULT.protected.paths, scope)) is touches


def test_terms_come_from_the_policy() -> None:
    """An assumed scope leaves the protected paths out instead of asking for more people."""
    policy = Policy(approval=Approval(quorum=1, quorum_protected=2, ttl_hours=1.0))
    named = terms_of(policy, sample(replace(CONTENT, scope=(".github/x",))))
    assumed = terms_of(policy, sample(replace(CONTENT, scope=("**",), scope_assumed=True)))
    assert (named.quorum, named.author_counts, named.ttl) == (2, False, 3600.0)
    assert (assumed.quorum, assumed.covers(sample(replace(CONTENT, scope=("**",))), ".github/x")) == (
        1,
        False,
    )
    assert assumed.covers(sample(replace(CONTENT, scope=("**",))), "src/x")


def test_votes_that_cannot_count() -> None:
    """Each with its reason."""
    plan = sample(author=BOB)
    good = vote(plan).vote
    terms = Terms(approvers=("ada", "bob"), author_counts=False)
    assert objection(terms, plan, good) == ""
    assert "only a person" in objection(terms, plan, replace(good, by=AGENT))
    assert "has changed" in objection(terms, plan, replace(good, digest="0" * 64))
    assert "who wrote" in objection(terms, plan, replace(good, by=BOB))
    assert "not among" in objection(terms, plan, replace(good, by=replace(ADA, name="eve")))
    assert "asks for code" in objection(terms, plan, replace(good, factor=Factor.PIN))
    assert "name" in objection(terms, plan, replace(good, by=replace(ADA, name="")))
    assert objection(terms, plan, replace(good, by=BOB, kind=VoteKind.REJECT)) == ""


def test_people_are_counted_once_and_only_while_it_holds() -> None:
    """Two words of one person are one."""
    plan = sample()
    votes = [vote(plan).vote, vote(plan, at=20.0).vote, vote(plan, BOB, at=5.0).vote]
    assert counted(Terms(ttl=10.0), plan, votes, 14.0) == ("ada", "bob")
    assert counted(Terms(ttl=10.0), plan, votes, 16.0) == ("ada",)


def test_records_are_no_drift() -> None:
    """The daemon writes them while plans run; what else is beside them is."""
    plan = sample()
    assert Terms().covers(plan, ".plangate/records/p-1.json")
    assert not Terms().covers(plan, ".plangate/records/p-1.toml")
    assert not Terms().covers(plan, ".plangate/policy.toml")


def test_what_is_protected_is_outside_of_a_scope_that_does_not_name_it() -> None:
    """A plan for a directory does not open the protected one within it."""
    wide = sample(replace(CONTENT, scope=("src/**",)))
    exact = sample(replace(CONTENT, scope=("src/auth/login.py",)))
    assert not terms_of(DEFAULT, wide).covers(wide, "src/auth/login.py")
    assert terms_of(DEFAULT, wide).covers(wide, "src/list.py")
    assert terms_of(DEFAULT, exact).covers(exact, "src/auth/login.py")
    assert terms_of(DEFAULT, exact).protected == ("**/*auth*/**",)
