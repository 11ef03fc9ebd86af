"""Tests of `plangate.daemon.devices.rights`."""

from __future__ import annotations

import msgspec
import pytest

from plangate.daemon.devices.rights import NEEDED, PROVEN, check, needed
from plangate.daemon.standing import LASTING, OWNER, Proof, Rank
from plangate.errors import PinNeeded, Unauthorised
from plangate.model.client import Role
from plangate.model.plan import VoteKind
from plangate.wire import control, gate
from plangate.wire.catalogue import TO_DAEMON
from plangate.wire.messages import Hello, Message

_CHANGING = (Role.APPROVER, Role.DRIVER, Role.OWNER)


def _vote(kind: VoteKind, factor: str = "code") -> Message:
    return gate.VotePlan(1, "p", "d", kind, factor, "proof")


def test_every_request_says_which_role_it_needs() -> None:
    """One that is not listed needs the owner; here it is seen that nobody forgot it."""
    assert set(NEEDED) == set(TO_DAEMON) - {Hello}


def test_an_unlisted_request_needs_the_owner() -> None:
    """So does everything that a newer version invents."""

    class Unheard(Message, tag=299):
        id: int

    for role in (Role.VIEWER, Role.APPROVER, Role.DRIVER):
        with pytest.raises(Unauthorised):
            check(Unheard(1), Rank(role, "d", "phone"), Proof(), 0.0)
    check(Unheard(1), OWNER, Proof(), 0.0)


@pytest.mark.parametrize("role", list(Role))
def test_a_role_may_do_what_it_covers(role: Role) -> None:
    """And nothing else; asked of programs at the machine, which need no PIN."""
    for kind, least in NEEDED.items():
        message = _made(kind)
        if role.covers(least):
            check(message, Rank(role), Proof(), 0.0)
        else:
            with pytest.raises(Unauthorised):
                check(message, Rank(role), Proof(), 0.0)


def test_nobody_is_given_more_for_a_host_than_it_has_here() -> None:
    """Whatever it asks for."""
    for role in Role:
        for wanted in Role:
            asked = control.AskGrant(1, "s", wanted)
            if role.covers(wanted):
                check(asked, Rank(role, "d", "phone"), Proof(), 0.0)
            else:
                with pytest.raises(Unauthorised):
                    check(asked, Rank(role, "d", "phone"), Proof(), 0.0)


def test_nothing_that_opens_a_gate_goes_without_the_pin() -> None:
    """Each approval needs one of its own; saying no needs none."""
    driver, proof = Rank(Role.DRIVER, "d", "phone"), Proof()
    for kind in PROVEN:
        message = _vote(VoteKind.APPROVE) if kind is gate.VotePlan else _made(kind)
        with pytest.raises(PinNeeded):
            check(message, driver, proof, 100.0)
    for no in (VoteKind.CHANGES, VoteKind.REJECT):
        check(_vote(no), driver, proof, 100.0)
    proof.show(100.0)
    check(_vote(VoteKind.APPROVE), driver, proof, 101.0)
    with pytest.raises(PinNeeded):
        check(_vote(VoteKind.APPROVE), driver, proof, 102.0)


def test_a_shown_pin_gets_old() -> None:
    """Quickly for an approval, later for answers to questions."""
    driver, proof = Rank(Role.APPROVER, "d", "phone"), Proof()
    proof.show(0.0)
    with pytest.raises(PinNeeded):
        check(_vote(VoteKind.APPROVE), driver, proof, 61.0)
    answer = gate.AnswerQuestion(1, "s", "q", allow=True)
    check(answer, driver, proof, LASTING)
    with pytest.raises(PinNeeded):
        check(answer, driver, proof, LASTING + 1.0)
    check(gate.AnswerQuestion(1, "s", "q", allow=False), driver, proof, LASTING + 1.0)


def test_a_vote_that_carries_the_pin_needs_no_other_one() -> None:
    """The office checks the one in it."""
    check(_vote(VoteKind.APPROVE, "pin"), Rank(Role.APPROVER, "d", "phone"), Proof(), 0.0)


def test_who_may_not_decide_never_approves() -> None:
    """Whatever the role, as behind a front without devices."""
    for kind in PROVEN:
        message = _vote(VoteKind.APPROVE, "pin") if kind is gate.VotePlan else _made(kind)
        with pytest.raises(Unauthorised, match="cannot be decided here"):
            check(message, Rank(Role.DRIVER, decides=False), Proof(), 0.0)


def test_a_viewer_changes_nothing() -> None:
    """By the table itself: of the requests of control, gate, undo and attempts it may only ask."""
    asking = {kind.__name__ for kind, role in NEEDED.items() if role is Role.VIEWER}
    assert {name for name in asking if not name.startswith(("Ask", "Subscribe"))} == {
        "RevokeDevice",
        "RenameDevice",
    }
    assert needed(control.StopSession(1, "s")).role in _CHANGING


def _made(kind: type[Message]) -> Message:
    """A message of a kind; what matters of its fields is that it says yes."""
    if kind is gate.VotePlan:
        return _vote(VoteKind.APPROVE)
    if kind is control.AskGrant:
        return control.AskGrant(1, "s", Role.VIEWER)
    if kind is gate.AnswerQuestion:
        return gate.AnswerQuestion(1, "s", "q", allow=True)
    return kind(*[None] * sum(field.required for field in msgspec.structs.fields(kind)))
