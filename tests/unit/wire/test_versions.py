"""Tests of `plangate.wire.versions`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangate.errors import VersionMismatch
from plangate.model.client import ClientInfo
from plangate.wire.messages import Hello
from plangate.wire.versions import agree, common_version

_versions = st.tuples(st.integers(1, 9), st.integers(1, 9)).map(lambda pair: (max(pair), min(pair)))


def _hello(newest: int, oldest: int) -> Hello:
    return Hello(product="9.9", newest=newest, oldest=oldest, client=ClientInfo("c", "desk", "cli"))


@given(_versions, _versions)
def test_the_newest_common_version_is_spoken(theirs: tuple[int, int], ours: tuple[int, int]) -> None:
    """Both sides compute the same version, and it lies in both ranges."""
    version = common_version(*theirs, ours=ours)
    common = set(range(theirs[1], theirs[0] + 1)) & set(range(ours[1], ours[0] + 1))
    assert version == max(common, default=None)
    assert version == common_version(*ours, ours=theirs)


def test_without_a_common_version_both_are_named() -> None:
    """The error says who speaks what, and which side to replace."""
    with pytest.raises(VersionMismatch, match=r"9\.9 speaks protocol 7 to 8, 1\.0 speaks 3 to 5") as caught:
        agree(_hello(8, 7), "1.0", ours=(5, 3))
    assert "this side" in caught.value.hint
    with pytest.raises(VersionMismatch) as caught:
        agree(_hello(2, 1), "1.0", ours=(5, 3))
    assert "connecting side" in caught.value.hint
