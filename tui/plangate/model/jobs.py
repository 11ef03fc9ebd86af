"""Background jobs of a session: processes that run behind its program's back."""

from __future__ import annotations

from enum import StrEnum

import msgspec

__all__ = ["Job", "JobState", "Kind"]


class JobState(StrEnum):
    """What has become of a job."""

    RUNNING = "running"
    STOPPED = "stopped"
    """By a signal, until it is told to go on."""
    ENDED = "ended"


class Kind(StrEnum):
    """Which processes of a session are jobs, by what its program is; the rest is that program's own business."""

    AGENT = "agent"
    """All that it has started since it was first asked something."""
    SHELL = "shell"
    """All but what is in the foreground."""
    COMMAND = "command"
    """Only what has left its terminal session, or lost its parent."""


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """One process with everything below it."""

    session: str
    id: int
    """Counted within the session, from 1."""
    pid: int
    command: str
    state: JobState
    began: float
    """Unix seconds."""
    ended: float | None = None
    """When its end was noticed."""
    exit: int | None = None
    """Exit code, negative for a signal; None: it runs, or nobody could collect the code."""
    cpu: float = 0.0
    """Seconds of processor time of the process and of everything below it, as far as they were seen."""
    processes: int = 1
    detached: bool = False
    """It would outlive the program: started by nohup, setsid or a double fork."""
    output: str = ""
    """The file that it writes to; empty when that is none."""
    last_line: str = ""
    """The last line in that file that says something."""
