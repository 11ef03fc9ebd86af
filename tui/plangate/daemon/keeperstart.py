"""Starting the keeper, detached from the daemon, so that it outlives it; blocks."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from plangate.config import paths
from plangate.errors import Unavailable

__all__ = ["launch_keeper"]

_PATIENCE = 15.0
_POLL = 0.01


def launch_keeper() -> None:
    """Start a keeper unless one answers; returns when it does.

    Raises:
        Unavailable: It did not come up; the message holds the last line of its log.
    """
    path, log = paths.keeper_socket(), paths.log_file("keeper")
    if _answers(path):
        return
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "plangate.host.keeper"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=output,
            cwd="/",
            env={name: value for name, value in os.environ.items() if name != "PLANGATE_SESSION"},
            start_new_session=True,
        )
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if _answers(path):
            return
        if process.poll() not in (None, 0):
            break
        time.sleep(_POLL)
    raise Unavailable(f"the keeper did not start: {_last_line(log)}", f"See {log}.")


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(1.0)
        try:
            probe.connect(str(path))
        except OSError:
            return False
        return True


def _last_line(path: Path) -> str:
    try:
        lines = path.read_text(errors="replace").splitlines()
    except OSError as error:
        return str(error)
    return next((line.strip() for line in reversed(lines) if line.strip()), "its log is empty")
