"""Tests of `plangate.daemon.gate.tokens`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangate.daemon.gate.tokens import mint, session_of
from plangate.errors import Unauthorised

SECRET = b"s" * 32


def test_a_token_names_its_session() -> None:
    """And only under the secret that it was made with."""
    token = mint(SECRET, "abcdefgh")
    assert session_of(SECRET, token) == "abcdefgh"
    with pytest.raises(Unauthorised):
        session_of(b"t" * 32, token)


@given(st.one_of(st.text(), st.none(), st.integers(), st.binary(), st.lists(st.text())))
def test_nothing_else_is_one(token: object) -> None:
    """Whatever is shown instead is refused."""
    with pytest.raises(Unauthorised):
        session_of(SECRET, token)


def test_the_proof_of_one_session_is_no_proof_for_another() -> None:
    """Tokens cannot be put together."""
    one, other = mint(SECRET, "aaaaaaaa"), mint(SECRET, "bbbbbbbb")
    with pytest.raises(Unauthorised):
        session_of(SECRET, one[:8] + other[8:])
