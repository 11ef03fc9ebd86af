"""Tests of `plangate.host.ward`."""

from __future__ import annotations

from plangate.host.ward import Ward
from plangate.wire.spawn import Spawn


def test_a_host_that_dies_all_the_time_is_given_up() -> None:
    """Five crashes in a minute are tried, the sixth is one too many; rare ones never are."""
    spec = Spawn(1, "s", ["x"], "/", {}, 80, 24, b"", 0, False, 0)
    ward = Ward(spec, 1, ours=True)
    assert [ward.crashed(float(second)) for second in range(6)] == [True] * 5 + [False]
    patient = Ward(spec, 1, ours=True)
    assert all(patient.crashed(20.0 * number) for number in range(50))
