"""Tests of `plangate.wire.capability`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangate.errors import Unauthorised
from plangate.model.client import Role
from plangate.wire.capability import Capability, mint, session_key, verify

_KEY = session_key(b"s" * 32, "abcd")
_CAPABILITY = Capability(
    session="abcd", role=Role.DRIVER, client="c1", name="desk", serial=100, expires=1000.0
)


def test_what_was_minted_is_verified() -> None:
    """All fields come back."""
    assert verify(mint(_CAPABILITY, _KEY), _KEY, session="abcd", now=999.0) == _CAPABILITY


@given(place=st.integers(0, 200), change=st.integers(1, 255))
def test_no_byte_can_be_changed(place: int, change: int) -> None:
    """A capability with one other byte is refused."""
    token = bytearray(mint(_CAPABILITY, _KEY))
    token[place % len(token)] ^= change
    with pytest.raises(Unauthorised):
        verify(bytes(token), _KEY, session="abcd", now=0.0)


@pytest.mark.parametrize("token", [b"", b"x", b"x" * 32, b"x" * 100])
def test_missing_and_short_ones_are_refused(token: bytes) -> None:
    """Nothing, or noise, opens nothing."""
    with pytest.raises(Unauthorised):
        verify(token, _KEY, session="abcd", now=0.0)


def test_another_sessions_capability_is_refused() -> None:
    """Neither its own key nor a wrong name under the right key helps."""
    other = Capability(session="zzzz", role=Role.OWNER, client="c", name="n", serial=1, expires=9e9)
    with pytest.raises(Unauthorised):
        verify(mint(other, session_key(b"s" * 32, "zzzz")), _KEY, session="abcd", now=0.0)
    with pytest.raises(Unauthorised):
        verify(mint(other, _KEY), _KEY, session="abcd", now=0.0)


def test_an_expired_one_is_refused() -> None:
    """From the second it names."""
    with pytest.raises(Unauthorised, match="expired"):
        verify(mint(_CAPABILITY, _KEY), _KEY, session="abcd", now=1000.0)


def test_revoked_ones_are_refused() -> None:
    """By serial, and all older ones at once."""
    token = mint(_CAPABILITY, _KEY)
    with pytest.raises(Unauthorised, match="revoked"):
        verify(token, _KEY, session="abcd", now=0.0, revoked={100})
    with pytest.raises(Unauthorised, match="revoked"):
        verify(token, _KEY, session="abcd", now=0.0, revoked_before=101)
    assert verify(token, _KEY, session="abcd", now=0.0, revoked={99}, revoked_before=100) == _CAPABILITY


def test_keys_differ() -> None:
    """Every session and every secret has its own key."""
    keys = {session_key(secret, name) for secret in (b"a" * 32, b"b" * 32) for name in ("x", "y")}
    assert len(keys) == 4
