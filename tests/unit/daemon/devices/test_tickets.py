"""Tests of `plangate.daemon.devices.tickets`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangate.daemon.devices.tickets import Tickets
from plangate.errors import Unauthorised


class _Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_ticket_counts_once() -> None:
    """Both the first one and the one for coming again."""
    tickets = Tickets(b"s" * 32, _Clock())
    for ticket in (tickets.issue("d1"), tickets.again("d1")):
        assert tickets.redeem(ticket) == "d1"
        with pytest.raises(Unauthorised):
            tickets.redeem(ticket)


def test_the_first_ticket_is_good_for_a_moment() -> None:
    """It is handed over at once or never."""
    clock = _Clock()
    tickets = Tickets(b"s" * 32, clock)
    ticket = tickets.issue("d1")
    clock.now += 30.0
    with pytest.raises(Unauthorised):
        tickets.redeem(ticket)


def test_coming_again_outlives_the_daemon() -> None:
    """Of this installation, and of no other one."""
    ticket = Tickets(b"s" * 32, _Clock()).again("d1")
    assert Tickets(b"s" * 32, _Clock()).redeem(ticket) == "d1"
    with pytest.raises(Unauthorised):
        Tickets(b"t" * 32, _Clock()).redeem(ticket)


@given(st.binary(max_size=80))
def test_nothing_else_is_a_ticket(ticket: bytes) -> None:
    """Whatever it is made of."""
    tickets = Tickets(b"s" * 32, _Clock())
    tickets.issue("d1")
    with pytest.raises(Unauthorised):
        tickets.redeem(ticket)
