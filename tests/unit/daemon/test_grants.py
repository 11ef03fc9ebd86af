"""Tests of `plangate.daemon.grants`."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest

from plangate.daemon.grants import Grants, read_secret
from plangate.errors import ConfigError, Unauthorised
from plangate.model.client import ClientInfo, Role
from plangate.wire.capability import Capability, verify

_SECRET = b"s" * 32
_NOW = 1_000_000_000 * 10**9
_ADA = ClientInfo("c1", "Ada", "cli")
_BOB = ClientInfo("c2", "Bob", "web")


def _grants(path: Path) -> Grants:
    ticks = count(_NOW)
    return Grants(_SECRET, path / "grants.json", lambda: next(ticks))


def _checked(grants: Grants, token: bytes, session: str = "s1") -> Capability:
    serials, before = grants.revoked(session)
    return verify(
        token,
        grants.key(session),
        session=session,
        now=_NOW / 1e9,
        revoked=serials,
        revoked_before=before,
    )


def test_a_grant_opens_its_session_for_its_client(tmp_path: Path) -> None:
    """It carries role and name, and no other session takes it."""
    grants = _grants(tmp_path)
    token, expires = grants.issue("s1", Role.VIEWER, _ADA)
    capability = _checked(grants, token)
    assert (capability.role, capability.client, capability.name) == (Role.VIEWER, "c1", "Ada")
    assert expires > _NOW / 1e9
    with pytest.raises(Unauthorised):
        _checked(grants, token, "s2")


def test_revocation_is_exact_and_survives_a_restart(tmp_path: Path) -> None:
    """Only what fits is void, also for a daemon that starts later."""
    grants = _grants(tmp_path)
    ada, bob, other = (
        grants.issue("s1", Role.DRIVER, _ADA)[0],
        grants.issue("s1", Role.DRIVER, _BOB)[0],
        grants.issue("s2", Role.DRIVER, _ADA)[0],
    )
    fresh = grants.revoke("s1", "c1")
    grants.keep()
    assert list(fresh) == ["s1"]
    again = _grants(tmp_path)
    with pytest.raises(Unauthorised):
        _checked(again, ada)
    _checked(again, bob)
    _checked(again, other, "s2")
    assert set(again.revoke()) == {"s1", "s2"}


def test_the_daemon_is_never_locked_out(tmp_path: Path) -> None:
    """Its own capability is not among those that a revocation voids."""
    grants = _grants(tmp_path)
    own = grants.own("s1", _ADA)
    grants.issue("s1", Role.DRIVER, _ADA)
    grants.revoke()
    assert _checked(grants, own).role is Role.OWNER


def test_serials_grow_even_when_the_clock_does_not(tmp_path: Path) -> None:
    """A clock that was set back cannot bring a revoked serial to life."""
    grants = Grants(_SECRET, tmp_path / "grants.json", lambda: _NOW)
    first = _checked(grants, grants.issue("s1", Role.DRIVER, _ADA)[0]).serial
    earlier = Grants(_SECRET, tmp_path / "grants.json", lambda: _NOW - 10**9)
    assert _checked(earlier, earlier.issue("s1", Role.DRIVER, _BOB)[0]).serial > first


def test_the_secret_is_made_once_and_must_be_whole(tmp_path: Path) -> None:
    """A truncated secret would silently lock everybody out."""
    path = tmp_path / "secret"
    assert read_secret(path) == read_secret(path)
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_bytes(b"short")
    with pytest.raises(ConfigError):
        read_secret(path)


def test_who_asks_again_gets_the_same_until_it_was_revoked(tmp_path: Path) -> None:
    """So that a client that visits a session every second leaves one serial behind and not thousands."""
    grants = _grants(tmp_path)
    first = grants.issue("s1", Role.DRIVER, _ADA)
    assert grants.issue("s1", Role.DRIVER, _ADA) == first
    assert grants.issue("s1", Role.VIEWER, _ADA) != first
    grants.revoke("s1")
    assert grants.issue("s1", Role.DRIVER, _ADA) != first


def test_a_damaged_book_voids_everything_before(tmp_path: Path) -> None:
    """What was revoked is not known any more, so nothing old is accepted; new ones are."""
    old = _grants(tmp_path).issue("s1", Role.DRIVER, _ADA)[0]
    (tmp_path / "grants.json").write_bytes(b"{half")
    grants = Grants(_SECRET, tmp_path / "grants.json", lambda: _NOW + 10**9)
    with pytest.raises(Unauthorised):
        _checked(grants, old)
    _checked(grants, grants.issue("s1", Role.DRIVER, _ADA)[0])
    _checked(grants, grants.own("s1", _ADA))
