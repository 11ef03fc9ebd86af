"""Tests of `plangate.wire.greeting`."""

from __future__ import annotations

import socket
from importlib.metadata import version

import pytest

from plangate.errors import Unauthorised, Unavailable, VersionMismatch
from plangate.model.client import Role
from plangate.wire.control import Done
from plangate.wire.failures import failure_of
from plangate.wire.greeting import check_peer, check_welcome, identify, product
from plangate.wire.messages import VERSION, Welcome


def test_the_version_is_that_of_the_installation() -> None:
    """It is written down once, in the package, because asking the metadata takes 15 ms of every command."""
    assert product() == version("plangate")


def test_identities_differ() -> None:
    """Two clients of one terminal are two holders of a focus."""
    assert identify("cli").id != identify("cli").id
    assert identify("cli", "desk").name == "desk"
    assert identify("cli").name


def test_a_welcome_is_checked() -> None:
    """A refusal is raised, and so is a version we do not speak."""
    good = Welcome("1", VERSION, "i", Role.OWNER)
    assert check_welcome(good) is good
    with pytest.raises(Unauthorised):
        check_welcome(failure_of(Unauthorised("no")))
    with pytest.raises(VersionMismatch):
        check_welcome(Welcome("9", VERSION + 1, "i", Role.OWNER))
    with pytest.raises(Unavailable):
        check_welcome(Done(1))


def test_the_peer_is_ours() -> None:
    """Both ends of a pair belong to this very process."""
    one, other = socket.socketpair()
    with one, other:
        check_peer(one)
