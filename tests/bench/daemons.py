"""A daemon with directories of its own for as long as a block lasts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from plangate.client.blocking import BlockingControl
from plangate.model.session import NewSession

__all__ = ["own_daemon", "start_sessions"]


@contextmanager
def own_daemon(folder: Path) -> Iterator[None]:
    """Let this process and what it starts use a daemon in `folder`; it and its sessions end with the block."""
    before = dict(os.environ)
    for variable in ("XDG_RUNTIME_DIR", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        place = folder / variable[4:7].lower()
        place.mkdir(mode=0o700)
        os.environ[variable] = str(place)
    os.environ["HOME"] = str(folder)
    try:
        yield
    finally:
        with BlockingControl() as control:
            control.shutdown(sessions=True)
        os.environ.clear()
        os.environ.update(before)


def start_sessions(control: BlockingControl, folder: Path, count: int) -> None:
    """Start sessions that print one line and then wait."""
    for number in range(count):
        argv = ("sh", "-c", f"echo here is {number}; cat")
        name = f"s{number:02}-end"
        control.start(NewSession(agent="command", cwd=str(folder), argv=argv, name=name))
