"""tmux, to compare with: a server of its own, clients attached in PTYs. `make bench` uses the same."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from plangate.errors import TimedOut

__all__ = ["Client", "Tmux"]


class Tmux:
    """A tmux server on a socket in its own folder; a context manager that ends it."""

    def __init__(self, folder: Path, history: int = 5000) -> None:
        config = folder / "tmux.conf"
        config.write_text(f"set -g history-limit {history}\nset -g status off\nset -g escape-time 0\n")
        self.command = ["tmux", "-S", str(folder / "tmux"), "-f", str(config)]
        self._environment = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        self._environment.pop("TMUX", None)
        self._count = 0

    def __enter__(self) -> Tmux:
        self.new("sleep 100000")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.run("kill-server")

    def run(self, *words: str) -> str:
        """Run a tmux command and give what it prints."""
        done = subprocess.run(
            [*self.command, *words], env=self._environment, capture_output=True, text=True, check=False
        )
        return done.stdout

    def new(self, command: str, cols: int = 120, rows: int = 40) -> str:
        """Start a session; gives its name."""
        self._count += 1
        name = f"s{self._count}"
        self.run("new-session", "-d", "-s", name, "-x", str(cols), "-y", str(rows), f"exec {command}")
        return name

    @property
    def pid(self) -> int:
        """The server's process."""
        return int(self.run("display-message", "-p", "#{pid}"))

    def programs(self, command: str) -> list[int]:
        """The processes that run in panes and whose command line begins so."""
        pids = [int(pid) for pid in self.run("list-panes", "-a", "-F", "#{pane_pid}").split()]
        return [pid for pid in pids if Path(f"/proc/{pid}/cmdline").read_text().startswith(command)]

    def attach(self, name: str, cols: int = 120, rows: int = 40) -> Client:
        """A client on a session, in a PTY."""
        return Client([*self.command, "attach", "-t", name], self._environment, cols, rows)


class Client:
    """A program attached in a PTY whose output is read here."""

    def __init__(self, argv: Sequence[str], environment: dict[str, str], cols: int, rows: int) -> None:
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            try:
                os.execvpe(argv[0], list(argv), environment)
            finally:
                os._exit(127)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
        self.received = 0
        self.arrived = 0.0
        """When what was waited for last could be read, on the monotonic clock."""

    def write(self, data: bytes) -> float:
        """Type; the moment the bytes went to the client."""
        sent = time.monotonic()
        os.write(self.master, data)
        return sent

    def shows(self, wanted: bytes) -> float:
        """Wait for what was typed; the moment it could be read, on the monotonic clock.

        Raises:
            TimedOut: It did not come.
        """
        if not self.wait(wanted):
            raise TimedOut("tmux has not answered a keystroke")
        return self.arrived

    def wait(self, wanted: bytes, patience: float = 10.0, pace: float = 0.0) -> bool:
        """Read until the bytes are seen; with `pace` at most one read per that many seconds."""
        deadline, seen = time.monotonic() + patience, b""
        while (left := deadline - time.monotonic()) > 0:
            if not select.select([self.master], [], [], left)[0]:
                return False
            self.arrived = time.monotonic()
            data = os.read(self.master, 65536)
            self.received += len(data)
            seen = seen[-len(wanted) :] + data
            if wanted in seen:
                return True
            if pace:
                time.sleep(pace)
        return False

    def drain(self, quiet: float = 0.2) -> None:
        """Read until nothing has come for a while."""
        while select.select([self.master], [], [], quiet)[0]:
            self.received += len(os.read(self.master, 65536))

    def close(self) -> None:
        """Hang up and collect the process."""
        os.close(self.master)
        os.waitpid(self.pid, 0)
