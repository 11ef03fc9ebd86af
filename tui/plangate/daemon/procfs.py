"""What the kernel says about processes and about this boot."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISFIFO, S_ISSOCK

__all__ = ["ProcessStat", "boot_id", "command_line", "foreground_program", "is_alive", "serves", "stat"]


@dataclass(frozen=True, slots=True)
class ProcessStat:
    """Fields of /proc/PID/stat (proc(5))."""

    name: str
    state: str
    group: int
    foreground: int
    """Process group in the foreground of its terminal; -1 without one."""
    started: int
    """Clock ticks after boot; with the pid it names one process for ever."""


def stat(pid: int) -> ProcessStat | None:
    """A process, or None when there is none."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return None
    name, _, rest = text.partition("(")[2].rpartition(")")
    fields = rest.split()
    with suppress(ValueError, IndexError):
        return ProcessStat(name, fields[0], int(fields[2]), int(fields[5]), int(fields[19]))
    return None


def command_line(pid: int) -> tuple[str, ...]:
    """How a process was called; empty when there is none, or when it does not say."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[:-1]
    except OSError:
        return ()
    return tuple(word.decode(errors="surrogateescape") for word in words)


def is_alive(pid: int, started: float) -> bool:
    """Whether this very process lives; zombies do not. `started` 0 is not compared."""
    found = stat(pid) if pid > 0 else None
    if found is None or found.state in "ZX":
        return False
    return not started or abs(found.started - started) < 1


def serves(pid: int) -> bool:
    """Whether a process reads from and writes to pipes or sockets alone.

    So does a server that whoever started it talks to, such as an MCP server; a command that an agent
    runs gets nothing to read, a file or a terminal.
    """
    try:
        modes = [os.stat(f"/proc/{pid}/fd/{number}").st_mode for number in (0, 1)]  # noqa: PTH116 - hot
    except OSError:
        return False
    return all(S_ISFIFO(mode) or S_ISSOCK(mode) for mode in modes)


def foreground_program(pid: int) -> str | None:
    """The program that has the terminal of a shell: "" for the shell itself, None when unknown."""
    shell = stat(pid)
    if shell is None or shell.foreground <= 0:
        return None
    if shell.foreground == shell.group:
        return ""
    leader = stat(shell.foreground)
    return leader.name if leader is not None else None


def boot_id() -> str:
    """Differs from boot to boot."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""
