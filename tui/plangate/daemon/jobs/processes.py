"""Reading /proc: who runs, below whom, since when; what a process was called and where it writes."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from stat import S_ISREG

__all__ = ["MARKER", "TICKS", "Process", "command_of", "everyone", "marker_of", "open_output", "tail_of"]

TICKS = os.sysconf("SC_CLK_TCK")
MARKER = b"PLANGATE_SESSION="
"""Names the session in the environment of every process that was started in one."""
_TAIL = 4096
_LONGEST_ENVIRON = 256 * 1024


@dataclass(frozen=True, slots=True)
class Process:
    """Fields of /proc/PID/stat (proc(5))."""

    pid: int
    parent: int
    group: int
    session: int
    """Process id of the leader of its session (setsid(2))."""
    foreground: int
    """Process group in the foreground of its terminal; -1 without one."""
    state: str
    ticks: int
    """Processor time of it and of its children that were waited for."""
    started: int
    """Clock ticks after boot; with the pid it names one process for ever."""
    name: str


def everyone(skip: frozenset[int] = frozenset()) -> dict[int, Process]:
    """All processes but those in `skip`; zombies do not count."""
    found = {}
    for name in os.listdir("/proc"):  # noqa: PTH208 - hundreds of names, no paths are needed
        if name.isdigit() and int(name) not in skip:
            process = _process(name)
            if process is not None and process.state not in "ZX":
                found[process.pid] = process
    return found


def _process(name: str) -> Process | None:
    with suppress(OSError, ValueError, IndexError):
        file = os.open(f"/proc/{name}/stat", os.O_RDONLY | os.O_CLOEXEC)
        try:
            head, _, rest = os.read(file, 1024).rpartition(b") ")
        finally:
            os.close(file)
        fields = rest.split()
        return Process(
            pid=int(name),
            parent=int(fields[1]),
            group=int(fields[2]),
            session=int(fields[3]),
            foreground=int(fields[5]),
            state=chr(fields[0][0]),
            ticks=sum(map(int, fields[11:15])),
            started=int(fields[19]),
            name=head.partition(b"(")[2].decode(errors="replace"),
        )
    return None


def marker_of(pid: int) -> str:
    """The session that a process says it belongs to; empty when it names none or may not be asked."""
    with suppress(OSError):
        file = os.open(f"/proc/{pid}/environ", os.O_RDONLY | os.O_CLOEXEC)
        try:
            data = os.read(file, _LONGEST_ENVIRON)
        finally:
            os.close(file)
        for word in data.split(b"\0"):
            if word.startswith(MARKER):
                return word[len(MARKER) :].decode(errors="replace")
    return ""


def command_of(pid: int) -> tuple[str, ...]:
    """How it was called; empty when there is no such process."""
    with suppress(OSError), open(f"/proc/{pid}/cmdline", "rb") as file:  # noqa: PTH123 - hot
        return tuple(word.decode(errors="replace") for word in file.read(65536).split(b"\0")[:-1])
    return ()


def open_output(pid: int) -> tuple[int, str] | None:
    """The plain file that a process writes its output to, opened for reading, and its path as that process sees it."""
    for number in (1, 2):
        place = f"/proc/{pid}/fd/{number}"
        with suppress(OSError):
            if not S_ISREG(os.stat(place).st_mode):  # noqa: PTH116 - hot; opening a pipe or device may do something
                continue
            return os.open(place, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK), os.readlink(place)  # noqa: PTH115
    return None


def tail_of(file: int) -> bytes:
    """The last bytes of an open file."""
    with suppress(OSError):
        size = os.fstat(file).st_size
        return os.pread(file, _TAIL, max(0, size - _TAIL))
    return b""
