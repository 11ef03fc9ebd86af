"""Starting daemon and keeper: detached, once however many want it, with a pipe that tells when it is ready; blocks."""

from __future__ import annotations

import fcntl
import os
import select
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from plangate.errors import TimedOut, Unavailable

__all__ = ["answers", "launch"]

_READY = b"ready"
_POLL = 0.02


def answers(path: Path) -> bool:
    """Whether somebody accepts connections at this socket."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(1.0)
        try:
            probe.connect(str(path))
        except OSError:
            return False
        return True


def launch(
    module: str, name: str, *, at: Path, log: Path, patience: float = 15.0, replace: bool = False
) -> bool:
    """Start `python -m module` unless somebody answers at its socket; returns when somebody does.

    Whoever answers may be a process that is just dying: connecting can fail all the same.

    Args:
        module: Takes `--detach`, upon which it forks and its first process ends, and `--ready-fd N`,
            to which it writes "ready" or why it cannot be.
        name: What a person calls it.
        at: Its socket.
        log: Where its errors go.
        patience: Seconds.
        replace: Start it even though somebody answers; it takes the socket over.

    Returns:
        Whether it was started.

    Raises:
        Unavailable: It ended instead; the message says why.
        TimedOut: It is not ready in time.
    """
    deadline = time.monotonic() + patience
    with _one_at_a_time(at.with_suffix(".launch"), deadline, name):
        if not replace and answers(at):
            return False
        reader, writer = os.pipe()
        try:
            try:
                _spawn(module, writer, log)
            finally:
                os.close(writer)
            try:
                _wait_until_ready(reader, deadline, name, log)
            except Unavailable:
                if replace or not answers(at):
                    raise
                return False  # one that was on its way here was quicker
            return True
        finally:
            os.close(reader)


@contextmanager
def _one_at_a_time(path: Path, deadline: float, name: str) -> Iterator[None]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise TimedOut(f"another program has been starting the {name} for too long") from None
                time.sleep(_POLL)
        yield
    finally:
        os.close(handle)


def _spawn(module: str, writer: int, log: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PLANGATE_SESSION"}
    with open(log, "ab", opener=_private) as output:  # Path.open takes no opener
        subprocess.run(
            [sys.executable, "-m", module, "--detach", "--ready-fd", str(writer)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=output,
            cwd="/",  # keeps no directory busy, and no module of the present one is imported
            env=environment,
            pass_fds=(writer,),
            start_new_session=True,
            check=False,
        )


def _private(path: str, flags: int) -> int:
    """Opens a file that only its owner can read, whatever the umask of the program that asked."""
    return os.open(path, flags, 0o600)


def _wait_until_ready(reader: int, deadline: float, name: str, log: Path) -> None:
    readable, _, _ = select.select([reader], [], [], max(0.0, deadline - time.monotonic()))
    if not readable:
        raise TimedOut(f"the {name} was started and is not ready", f"See {log}.")
    said = os.read(reader, 4096)
    if not said.startswith(_READY):
        reason = said.decode(errors="replace").strip() or _last_line(log)
        raise Unavailable(f"the {name} did not start: {reason}", f"See {log}.")


def _last_line(path: Path) -> str:
    try:
        lines = path.read_text(errors="replace").splitlines()
    except OSError as error:
        return str(error)
    return next((line.strip() for line in reversed(lines) if line.strip()), "its log is empty")
