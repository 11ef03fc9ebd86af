"""Tests of `plangate.wire.failures`."""

from __future__ import annotations

from plangate.errors import PlangateError, StaleLease
from plangate.wire.failures import error_of, failure_of
from plangate.wire.messages import Failure


def test_an_error_keeps_kind_text_and_hint() -> None:
    """What one process raises, the other one raises again."""
    back = error_of(failure_of(StaleLease("taken by phone", "press x"), request=7))
    assert type(back) is StaleLease
    assert (back.message, back.hint) == ("taken by phone", "press x")


def test_an_unknown_code_is_a_plain_error() -> None:
    """A newer side may know errors that we do not."""
    assert type(error_of(Failure(id=0, code="moon_phase", message="full"))) is PlangateError
