"""Tests of `plangate.client.here`."""

from __future__ import annotations

import os

from plangate.client.here import as_here
from plangate.model.session import NewSession


def test_the_umask_is_that_of_who_asks() -> None:
    """One that was named stays."""
    before = os.umask(0o027)
    try:
        assert as_here(NewSession(agent="shell", cwd="/")).umask == 0o027
        assert as_here(NewSession(agent="shell", cwd="/", umask=0o002)).umask == 0o002
    finally:
        os.umask(before)
