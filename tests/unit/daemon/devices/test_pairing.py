"""Tests of `plangate.daemon.devices.pairing`."""

from __future__ import annotations

import pytest

from plangate.daemon.devices.pairing import LIFETIME, Pairing
from plangate.errors import Refused
from plangate.model.client import Role


class _Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_an_invitation_counts_once() -> None:
    """By its token or by its digits, however they are spaced."""
    pairing = Pairing(_Clock())
    for show in (lambda one: (one.token, ""), lambda one: ("", f"{one.code[:3]} {one.code[3:]}")):
        invitation = pairing.open(Role.VIEWER)
        assert len(invitation.code) == 6
        assert pairing.accept(*show(invitation)) is Role.VIEWER
        with pytest.raises(Refused, match="no pairing"):
            pairing.accept(*show(invitation))


def test_an_invitation_ends() -> None:
    """By time, by another one, and when it is taken back."""
    clock = _Clock()
    pairing = Pairing(clock)
    first = pairing.open(Role.DRIVER)
    pairing.open(Role.DRIVER)
    with pytest.raises(Refused):
        pairing.accept(first.token, "")
    second = pairing.open(Role.DRIVER)
    clock.now += LIFETIME
    with pytest.raises(Refused):
        pairing.accept(second.token, "")
    third = pairing.open(Role.DRIVER)
    pairing.close()
    with pytest.raises(Refused):
        pairing.accept(third.token, "")


def test_five_wrong_tries_burn_it() -> None:
    """Nothing is right any more then."""
    pairing = Pairing(_Clock())
    invitation = pairing.open(Role.APPROVER)
    wrong = "000000" if invitation.code != "000000" else "111111"
    for attempt in ("", "ü\ud800", wrong, wrong):
        with pytest.raises(Refused, match="wrong"):
            pairing.accept("", attempt)
    with pytest.raises(Refused, match="void"):
        pairing.accept("nonsense", "")
    with pytest.raises(Refused, match="no pairing"):
        pairing.accept(invitation.token, invitation.code)
