"""Tests of `plangate.host.focus`."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from plangate.errors import NotFocusHolder, StaleLease
from plangate.host.focus import ASKING, IDLE, TTL, Lease

_CLIENTS = st.sampled_from(["a", "b", "c"])


def test_first_input_takes_a_free_focus() -> None:
    """Epoch 0 takes what nobody holds, and is what a client sends before it knows better."""
    lease = Lease().typed("a", "desk", 0, 0.0)
    assert (lease.holder, lease.name, lease.epoch) == ("a", "desk", 1)
    assert lease.typed("a", "desk", 0, 1.0).epoch == 1


def test_a_held_focus_refuses_others_until_it_is_taken() -> None:
    """Asking is not taking; taking makes the old epoch stale at once."""
    lease = Lease().requested("a", "desk", take=False, now=0.0)
    with pytest.raises(NotFocusHolder, match="desk"):
        lease.typed("b", "phone", 0, 1.0)
    assert lease.requested("b", "phone", take=False, now=1.0) == lease
    taken = lease.requested("b", "phone", take=True, now=1.0)
    assert (taken.holder, taken.epoch) == ("b", 2)
    with pytest.raises(StaleLease, match="phone"):
        taken.typed("a", "desk", 1, 2.0)
    with pytest.raises(NotFocusHolder):
        taken.typed("a", "desk", 0, 2.0)


def test_it_runs_out_unless_renewed() -> None:
    """Ten seconds, each renewal anew."""
    lease = Lease().typed("a", "desk", 0, 0.0)
    renewed = lease.requested("a", "desk", take=False, now=TTL - 1)
    assert lease.at(TTL).holder == ""
    assert renewed.at(TTL).holder == "a"
    assert renewed.at(2 * TTL - 1).holder == ""


def test_renewing_without_typing_ends_after_a_minute() -> None:
    """A client that only keeps the lease does not keep others out for ever."""
    lease = Lease().typed("a", "desk", 0, 0.0)
    now = 0.0
    while now < IDLE - 1:
        now += 3.0
        lease = lease.requested("a", "desk", take=False, now=min(now, IDLE - 1))
    assert lease.at(IDLE - 0.5).holder == "a"
    assert lease.at(IDLE).holder == ""


def test_the_same_client_goes_on_with_its_epoch() -> None:
    """A lease that ran out and was not taken in between is as good as before."""
    lease = Lease().typed("a", "desk", 0, 0.0)
    again = lease.typed("a", "desk", 1, 100.0)
    assert (again.holder, again.epoch) == ("a", 1)
    other = lease.at(100.0).typed("b", "phone", 0, 100.0).released("b", 2, 101.0)
    with pytest.raises(StaleLease):
        other.typed("a", "desk", 1, 102.0)


def test_only_the_holder_releases() -> None:
    """A late release of somebody who lost the focus changes nothing."""
    lease = Lease().requested("a", "desk", take=False, now=0.0).requested("b", "phone", take=True, now=1.0)
    assert lease.released("a", 1, 2.0) == lease
    assert lease.released("b", 1, 2.0) == lease
    assert lease.released("b", 2, 2.0).holder == ""
    assert lease.left("b", 2.0).holder == ""


def test_who_asks_gets_it_as_soon_as_it_is_given_back() -> None:
    """The holder types on until then, and the wish is known."""
    lease = Lease().requested("a", "desk", take=False, now=0.0).asked("b", "phone", 1.0)
    assert (lease.holder, lease.wish(1.0)) == ("a", "phone")
    typed = lease.typed("a", "desk", 1, 2.0)
    assert (typed.holder, typed.wish(2.0)) == ("a", "phone")
    given = typed.released("a", 1, 3.0)
    assert (given.holder, given.name, given.epoch, given.wish(3.0)) == ("b", "phone", 2, "")


def test_who_asks_gets_it_when_the_holder_falls_silent_or_leaves() -> None:
    """A wish outlasts a lease."""
    lease = Lease().requested("a", "desk", take=False, now=0.0).asked("b", "phone", 1.0)
    assert lease.at(TTL).holder == "b"
    assert lease.left("a", 2.0).holder == "b"


def test_a_wish_ends() -> None:
    """After a minute, when it is taken back, when who asked has left, and with the program."""
    lease = Lease().requested("a", "desk", take=False, now=0.0).asked("b", "phone", 1.0)
    assert lease.wish(1.0 + ASKING) == ""
    assert lease.released("b", 0, 2.0).released("a", 1, 3.0).holder == ""
    assert lease.left("b", 2.0).released("a", 1, 3.0).holder == ""
    assert lease.over(2.0).holder == ""
    assert lease.over(2.0).wish(2.0) == ""


def test_asking_for_a_free_focus_takes_it() -> None:
    """There is nobody to ask."""
    assert Lease().asked("b", "phone", 0.0).holder == "b"
    held = Lease().requested("b", "phone", take=False, now=0.0)
    assert held.asked("b", "phone", 1.0) == held


def test_a_wish_stays_when_a_third_one_takes_the_focus() -> None:
    """It is the new holder's to grant."""
    lease = Lease().requested("a", "desk", take=False, now=0.0).asked("b", "phone", 1.0)
    taken = lease.requested("c", "wall", take=True, now=2.0)
    assert (taken.holder, taken.wish(2.0)) == ("c", "phone")


class Leases(RuleBasedStateMachine):
    """Any sequence of what clients do, with time that only grows."""

    def __init__(self) -> None:
        super().__init__()
        self.lease = Lease()
        self.now = 0.0
        self.holders: dict[int, str] = {}

    def _become(self, lease: Lease) -> None:
        assert lease.epoch >= self.lease.epoch
        self.lease = lease
        if lease.holder:
            assert self.holders.setdefault(lease.epoch, lease.holder) == lease.holder

    @rule(seconds=st.floats(0, 80))
    def wait(self, seconds: float) -> None:
        """Time passes."""
        self.now += seconds

    @rule(client=_CLIENTS, take=st.booleans())
    def request(self, client: str, take: bool) -> None:
        """Somebody asks, and gets it when it is free or taken."""
        before = self.lease.at(self.now)
        self._become(self.lease.requested(client, client, take=take, now=self.now))
        assert (self.lease.holder == client) == (take or before.holder in ("", client))

    @rule(client=_CLIENTS, epoch=st.integers(0, 8))
    def type(self, client: str, epoch: int) -> None:
        """Somebody types; accepted means that they hold the focus under the present epoch."""
        before = self.lease.at(self.now)
        try:
            self._become(self.lease.typed(client, client, epoch, self.now))
        except (NotFocusHolder, StaleLease):
            assert before.holder != client or epoch not in (0, before.epoch)
        else:
            assert self.lease.holder == client
            assert epoch in (0, self.lease.epoch)
            assert before.holder in ("", client)

    @rule(client=_CLIENTS)
    def ask(self, client: str) -> None:
        """Somebody asks whoever holds it, who keeps it."""
        before = self.lease.at(self.now)
        self._become(self.lease.asked(client, client, self.now))
        assert self.lease.holder == (before.holder or client)

    @invariant()
    def nobody_asks_themself(self) -> None:
        """Who holds it has no wish for it."""
        assert not self.lease.holder or self.lease.holder != self.lease.asker

    @rule(client=_CLIENTS, epoch=st.integers(0, 8))
    def release(self, client: str, epoch: int) -> None:
        """Somebody gives back."""
        self._become(self.lease.released(client, epoch, self.now))

    @invariant()
    def nobody_holds_too_long(self) -> None:
        """A lease ends by itself."""
        assert self.lease.at(self.now + IDLE + 1).holder == ""


TestLeases = Leases.TestCase
