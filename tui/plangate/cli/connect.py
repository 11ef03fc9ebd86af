"""How commands reach the daemon; the client is imported only by commands that need it."""

from __future__ import annotations

import time

from plangate.client.blocking import BlockingControl
from plangate.client.greeting import identify
from plangate.errors import Unavailable

__all__ = ["connect", "end_daemon"]

_LEAVING = 30.0
"""Seconds in which a daemon that was asked to end has to be gone."""


def connect(*, launch: bool = True) -> BlockingControl:
    """The daemon, started if none runs unless `launch` says otherwise."""
    return BlockingControl(identify("cli"), launch=launch)


def end_daemon(*, sessions: bool) -> bool:
    """End the daemon, with `sessions` them and the keeper too, and wait until it is gone.

    Returns:
        False when none ran.
    """
    from plangate.client.launch import answers
    from plangate.config import paths

    try:
        control = connect(launch=False)
    except Unavailable:
        return False
    with control:
        control.shutdown(sessions=sessions)
    deadline = time.monotonic() + _LEAVING
    while answers(paths.daemon_socket()):  # its socket is the only sign of it that needs no right to watch it
        if time.monotonic() > deadline:
            raise Unavailable(
                "the daemon was asked to end and still runs", f"See {paths.log_file('daemon')}."
            )
        time.sleep(0.02)
    return True
