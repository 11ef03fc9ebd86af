"""The demo's background job: pretends to import counties and says so in a log.

python -m plangate_demo.job LOG SECONDS_PER_STEP
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

__all__ = ["main"]

_STEPS = 100


def main(log: Path, delay: float) -> None:
    """Write a hundred lines; give up when the demo has gone, so that nothing is left behind."""
    parent = os.getppid()
    with log.open("w", buffering=1) as file:
        for step in range(1, _STEPS + 1):
            file.write(f"{step} % of 100 counties imported, 0 errors\n")
            time.sleep(delay)
            if os.getppid() != parent:
                file.write("stopped: the demo has ended\n")
                return
        file.write("finished: 100 counties imported, 0 errors\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
