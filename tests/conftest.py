"""What holds for all tests: how many run at a time, and that whatever is compiled is kept."""

from __future__ import annotations

import os
import sys

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # else each of many hundred daemons compiles Plangate anew
sys.dont_write_bytecode = False


def pytest_xdist_auto_num_workers() -> int:
    """More than there are cores: tests with processes mostly wait for them."""
    return (3 * (os.cpu_count() or 2) + 1) // 2
