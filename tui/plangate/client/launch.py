"""Starting the daemon when none runs; blocking, and safe when many clients try at once."""

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

from plangate.config import paths
from plangate.errors import TimedOut, Unavailable

__all__ = ["answers", "launch_daemon"]

_READY = b"ready"


def answers(path: Path) -> bool:
    """Whether somebody accepts connections at this socket."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(1.0)
        try:
            probe.connect(str(path))
        except OSError:
            return False
        return True


def launch_daemon(patience: float = 15.0) -> None:
    """Start a daemon unless one answers; returns when it accepts connections.

    Raises:
        Unavailable: It ended instead; the message holds the last line of its log.
        TimedOut: It is not ready after `patience` seconds.
    """
    deadline = time.monotonic() + patience
    with _one_at_a_time(deadline):
        if answers(paths.daemon_socket()):
            return
        reader, writer = os.pipe()
        try:
            try:
                _spawn(writer)
            finally:
                os.close(writer)
            _wait_until_ready(reader, deadline)
        finally:
            os.close(reader)


@contextmanager
def _one_at_a_time(deadline: float) -> Iterator[None]:
    handle = os.open(paths.runtime_dir() / "launch.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise TimedOut("another program has been starting the daemon for too long") from None
                time.sleep(0.02)
        yield
    finally:
        os.close(handle)


def _spawn(writer: int) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PLANGATE_SESSION"}
    with paths.log_file("daemon").open("ab") as log:
        subprocess.run(  # with --detach it forks at once and the first process ends: no zombie of ours later
            [sys.executable, "-m", "plangate.daemon", "--detach", "--ready-fd", str(writer)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
            cwd="/",  # keeps no directory busy, and no module of the present one is imported
            env=environment,
            pass_fds=(writer,),
            start_new_session=True,
            check=False,
        )


def _wait_until_ready(reader: int, deadline: float) -> None:
    readable, _, _ = select.select([reader], [], [], max(0.0, deadline - time.monotonic()))
    if not readable:
        raise TimedOut("the daemon was started and is not ready", f"See {paths.log_file('daemon')}.")
    said = os.read(reader, 4096)
    if not said.startswith(_READY):
        reason = said.decode(errors="replace").strip() or _last_line(paths.log_file("daemon"))
        raise Unavailable(f"the daemon did not start: {reason}", f"See {paths.log_file('daemon')}.")


def _last_line(path: Path) -> str:
    try:
        lines = path.read_text(errors="replace").splitlines()
    except OSError as error:
        return str(error)
    return next((line.strip() for line in reversed(lines) if line.strip()), "its log is empty")
