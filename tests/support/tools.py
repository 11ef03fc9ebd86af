"""Programs that tests need and a person's machine may lack; where everything is verified, none may."""

from __future__ import annotations

import os
import shutil
from typing import NoReturn

import pytest

__all__ = ["lacks", "need", "needs"]


def lacks(reason: str) -> NoReturn:
    """End a test that cannot be made here: skipped, but a failure in CI, where nothing may go untested."""
    if os.environ.get("CI"):
        pytest.fail(f"this must be tested in CI: {reason}")
    pytest.skip(reason)


def need(program: str) -> str:
    """Where a program is; ends the test when it is not installed."""
    found = shutil.which(program)
    if found is None:
        lacks(f"{program} is not installed")
    return found or program


def needs(program: str) -> pytest.MarkDecorator:
    """Marks tests that need a program; in CI they are made, and fail without it."""
    there = shutil.which(program) or os.environ.get("CI")
    return pytest.mark.skipif(not there, reason=f"{program} is not installed")
