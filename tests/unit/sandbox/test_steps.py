"""Failures say which step failed."""

from __future__ import annotations

import errno

import pytest

from plangate.sandbox.steps import StepFailed, step


def test_a_step_is_named() -> None:
    """The kernel's words and number come along."""
    with pytest.raises(StepFailed, match=r"mounting x: Permission denied") as raised, step("mounting x"):
        raise PermissionError(errno.EACCES, "Permission denied")
    assert raised.value.number == errno.EACCES


def test_the_inner_name_stays() -> None:
    """A step in a step is the one that counts."""
    with pytest.raises(StepFailed, match=r"^inner"), step("outer"), step("inner"):
        raise OSError(errno.EIO, "broken")
