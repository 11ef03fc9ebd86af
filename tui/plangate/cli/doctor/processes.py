"""The running daemon, its keeper and hosts, and the ledger as the daemon sees it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from plangate.cli.doctor.finding import Finding, Level
from plangate.cli.text import bytes_in_words
from plangate.config import paths
from plangate.errors import PlangateError, Unavailable
from plangate.model.session import HostState
from plangate.model.status import DaemonStatus

__all__ = ["check_processes"]


def check_processes() -> Iterator[Finding]:
    """Look at what runs; the daemon is asked if it runs, and not started if it does not."""
    try:
        folder = paths.runtime_dir()
    except PlangateError:
        return  # told by the storage part
    yield from _sockets(folder)
    from plangate.cli.connect import connect  # the client is needed only here

    try:
        with connect(launch=False) as control:
            status, sessions = control.status(), control.sessions()
    except Unavailable:
        yield Finding(
            "processes", "daemon", Level.OK, "does not run; the first command that needs it starts it"
        )
        return
    except PlangateError as error:
        yield Finding("processes", "daemon", Level.FAIL, error.message, error.hint)
        return
    yield Finding("processes", "daemon", Level.OK, f"process {status.pid}, version {status.product}")
    yield _keeper(status)
    lost = [session.id for session in sessions if session.host is HostState.LOST]
    text = f"{len(sessions)} sessions, {len(lost)} of them cannot be reached"
    hint = f"plangate show {lost[0]} says more." if lost else ""
    yield Finding("processes", "sessions", Level.WARN if lost else Level.OK, text, hint, {"lost": lost})
    yield from _records(status)


def _keeper(status: DaemonStatus) -> Finding:
    if status.keeper_pid:
        return Finding("processes", "keeper", Level.OK, f"process {status.keeper_pid}")
    return Finding("processes", "keeper", Level.NOTE, "does not run; the first session starts it")


def _records(status: DaemonStatus) -> Iterator[Finding]:
    yield Finding("records", "recordings", Level.OK, bytes_in_words(status.recordings_bytes))
    for number, warning in enumerate(status.warnings, 1):
        yield Finding("records", f"warning {number}", Level.WARN, warning)


def _sockets(folder: Path) -> Iterator[Finding]:
    """Sockets that others could open, and what is in the place of one and is none."""
    found = [*folder.glob("*.sock"), *(folder / "s").glob("*.sock")]
    wrong = [path for path in found if not _is_private(path)]
    for path in wrong:
        yield Finding(
            "processes", "socket", Level.FAIL, f"{path} is not a private socket of yours", "Remove it."
        )
    if not wrong:
        longest = max((len(os.fsencode(path)) for path in found), default=0)
        text = f"{len(found)} sockets in {folder}, all private"
        yield Finding(
            "processes", "sockets", Level.OK, text, values={"count": len(found), "longest_path": longest}
        )


def _is_private(path: Path) -> bool:
    info = path.lstat()
    return stat.S_ISSOCK(info.st_mode) and info.st_uid == os.getuid() and not info.st_mode & 0o077
