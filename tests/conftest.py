"""What holds for all tests: how many run at a time, that whatever is compiled is kept, and that none is timed."""

from __future__ import annotations

import os
import sys

from hypothesis import HealthCheck, settings

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # else each of many hundred daemons compiles Plangate anew
sys.dont_write_bytecode = False

settings.register_profile(
    "untimed",
    settings(),  # of a CI machine or of a person's: what is there already
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("untimed")


def pytest_xdist_auto_num_workers() -> int:
    """More than there are cores: tests with processes mostly wait for them."""
    return (3 * (os.cpu_count() or 2) + 1) // 2
