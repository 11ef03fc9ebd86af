"""Tests of `plangate.host.admission`."""

from __future__ import annotations

import pytest

from plangate.errors import Unauthorised, VersionMismatch
from plangate.host.admission import Gatekeeper
from plangate.model.client import ClientInfo, Role
from plangate.wire.capability import Capability, mint
from plangate.wire.messages import OLDEST, VERSION, Hello
from plangate.wire.stream import Attach

_KEY = b"k" * 32
_GOOD = Capability(session="s1", role=Role.DRIVER, client="c", name="desk", serial=50, expires=100.0)


def _hello(capability: bytes, newest: int = VERSION) -> Hello:
    return Hello("1", newest, min(newest, OLDEST), ClientInfo("other", "other", "cli"), capability)


def test_a_good_capability_is_admitted() -> None:
    """And says who it is, whatever the greeting claims."""
    assert Gatekeeper("s1", _KEY, "1").admit(_hello(mint(_GOOD, _KEY)), 99.0) == (VERSION, _GOOD)


def test_anything_else_is_not() -> None:
    """No greeting, no common version, no capability."""
    keeper = Gatekeeper("s1", _KEY, "1")
    with pytest.raises(Unauthorised, match="greeting"):
        keeper.admit(Attach(), 0.0)
    with pytest.raises(VersionMismatch):
        keeper.admit(_hello(mint(_GOOD, _KEY), newest=0), 0.0)
    with pytest.raises(Unauthorised):
        keeper.admit(_hello(b""), 0.0)
    with pytest.raises(Unauthorised, match="expired"):
        keeper.admit(_hello(mint(_GOOD, _KEY)), 100.0)


def test_revocation_is_remembered() -> None:
    """By serial or by age, and never undone by a later, weaker one."""
    keeper = Gatekeeper("s1", _KEY, "1")
    assert not keeper.is_void(_GOOD)
    keeper.revoke([], 51)
    keeper.revoke([], 10)
    assert keeper.is_void(_GOOD)
    with pytest.raises(Unauthorised, match="revoked"):
        keeper.admit(_hello(mint(_GOOD, _KEY)), 0.0)
    other = Gatekeeper("s1", _KEY, "1")
    other.revoke([50], 0)
    assert other.is_void(_GOOD)
