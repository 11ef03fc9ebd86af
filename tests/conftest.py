"""What all tests share: nothing that they start outlives them."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest
from tests.support.leftovers import RUN, left_behind

_PATIENCE = 20.0


def pytest_configure() -> None:
    """Mark what is started from here; each worker has a mark of its own."""
    os.environ[RUN] = f"{os.getpid()}-{time.time_ns()}"


@pytest.fixture(scope="session", autouse=True)
def _nothing_is_left_behind() -> Iterator[None]:
    run = os.environ[RUN]
    yield
    if left := left_behind(run, _PATIENCE):
        pytest.fail("tests left processes behind:\n" + "\n".join(left))
