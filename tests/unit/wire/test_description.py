"""Tests of `plangate.wire.description`."""

from __future__ import annotations

from hypothesis import given
from tests.support.strategies import values_of

from plangate.wire.description import HostDescription, KeeperDescription, read_host, read_keeper, written


@given(values_of(HostDescription), values_of(KeeperDescription))
def test_what_was_written_is_read(host: HostDescription, keeper: KeeperDescription) -> None:
    """Nothing is lost."""
    assert read_host(written(host)) == host
    assert read_keeper(written(keeper)) == keeper


def test_a_damaged_file_is_none() -> None:
    """A file that was cut off, or is another one, describes nobody."""
    assert read_host(b"{") is None
    assert read_host(b'{"session": 1}') is None
    assert read_keeper(b"[]") is None
