"""The dashboard of one device, as a process of a front: `python -m plangate.web.process --ticket-fd N --parent PID`."""

from __future__ import annotations

import argparse
import ctypes
import os
import signal
import sys

__all__ = ["main"]

_PR_SET_PDEATHSIG = 1
_TICKET_LIMIT = 4096


def main(words: list[str] | None = None) -> int:
    """Show the dashboard until it is left or the front goes away; the exit code."""
    parser = argparse.ArgumentParser(prog="plangate.web.process")
    parser.add_argument("--ticket-fd", type=int, required=True)
    parser.add_argument("--parent", type=int, required=True)
    args = parser.parse_args(words)
    _end_with(args.parent)
    ticket = _read(args.ticket_fd)
    output = _take_output()
    from plangate.dashboard.run import run
    from plangate.model.client import Standing
    from plangate.web.driver import FrontDriver

    FrontDriver.output = output
    return run(standing=Standing(ticket=ticket), driver=FrontDriver)


def _end_with(parent: int) -> None:
    """End when the front does, however it does."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:  # it ended before that held
        sys.exit(1)


def _read(handle: int) -> bytes:
    with os.fdopen(handle, "rb") as source:
        return source.read(_TICKET_LIMIT)


def _take_output() -> int:
    """Where packets go; what anything prints goes to the log instead, for it would be taken for a packet."""
    from plangate.config import paths

    output = os.dup(1)
    log = os.open(paths.log_file("web"), os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    return output


if __name__ == "__main__":
    sys.exit(main())
