"""`python -m plangate.daemon.gate.trial`: prints how strongly this machine can hold a gate, and which way.

A process of its own, because what it starts are its children, and the daemon's are counted.
"""

from __future__ import annotations

import ctypes
import sys

from plangate.sandbox.probe import probe

__all__ = ["main"]

_SUBREAPER = 36
"""PR_SET_CHILD_SUBREAPER, linux/prctl.h."""


def main() -> int:
    """Try, and say what was found."""
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    found = probe()
    sys.stdout.write(f"{found.strength.value} {found.door.value}")
    sys.stderr.write(found.kernel)
    return 0


if __name__ == "__main__":
    sys.exit(main())
