"""Tests of `plangate.host.state`."""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from tests.support.strategies import values_of

from plangate.host.state import HostState, load, store


@given(values_of(HostState))
@settings(max_examples=30, deadline=None)
def test_what_was_stored_is_loaded(state: HostState) -> None:
    """All of it, by another process if need be."""
    handle = store(state)
    try:
        assert load(handle) == state
        assert load(handle) == state, "the check reads it before the takeover does"
    finally:
        os.close(handle)


def test_anything_else_is_an_error() -> None:
    """Which ends the new program before it replaces anything."""
    handle = os.memfd_create("test")
    os.write(handle, b"\x93garbage")
    with pytest.raises(ValueError, match=r".+"):
        load(handle)
    os.close(handle)
