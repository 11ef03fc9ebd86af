"""tmux as a subject: a server of its own, with a configuration of one line."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
from pathlib import Path

from plangate.cli.bench.subject import HISTORY, PAUSE, PROGRAM, pss
from plangate.errors import TimedOut

__all__ = ["Tmux"]

_PATIENCE = 60.0


class Tmux:
    """Everything through the command `tmux`.

    Args:
        program: Where it is.
        folder: For its socket.
    """

    def __init__(self, program: str, folder: Path) -> None:
        settings = folder / "tmux.conf"
        settings.write_text(f"set -g history-limit {HISTORY}\n")
        self._argv = [program, "-S", str(folder / "tmux.sock"), "-f", str(settings)]
        self._env = {name: value for name, value in os.environ.items() if name != "TMUX"} | {
            "TERM": "xterm-256color"
        }
        self._count = 0
        self._run("new-session", "-d", "-s", "first", "-x", "80", "-y", "24", PROGRAM)
        self._base = self._server_memory()

    def spawn(self) -> float:
        """Start a session with a full history."""
        self._count += 1
        began = time.perf_counter()
        self._run("new-session", "-d", "-s", f"s{self._count}", "-x", "80", "-y", "24", PROGRAM)
        return time.perf_counter() - began

    def keystrokes(self, count: int) -> list[float]:
        """Type into the first session, attached in a terminal of 80 by 24."""
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("4H", 24, 80, 0, 0))
        client = subprocess.Popen(
            [*self._argv, "attach", "-t", "first"], stdin=slave, stdout=slave, stderr=slave, env=self._env
        )
        os.close(slave)
        try:
            while select.select([master], [], [], 0.5)[0]:
                os.read(master, 1 << 16)
            return [self._stroke(master) for _ in range(count + 5)][5:]
        finally:
            client.terminate()
            client.wait()
            os.close(master)

    def flood(self, lines: int) -> float:
        """From the request until the session's shell has seen the end."""
        tmux = " ".join(self._argv)
        began = time.perf_counter()
        self._run(
            "new-session",
            "-d",
            "-s",
            "flood",
            "-x",
            "80",
            "-y",
            "24",
            f"seq {lines}; {tmux} wait-for -S flood",
        )
        self._run("wait-for", "flood")
        return time.perf_counter() - began

    def memory(self) -> float:
        """What the server has grown by."""
        return (self._server_memory() - self._base) / max(1, self._count)

    def close(self) -> None:
        """End the server."""
        subprocess.run([*self._argv, "kill-server"], check=False, capture_output=True, env=self._env)

    def _stroke(self, master: int) -> float:
        time.sleep(PAUSE)
        began = time.perf_counter()
        os.write(master, b"x")
        if not select.select([master], [], [], _PATIENCE)[0]:
            raise TimedOut("tmux has not answered a keystroke")
        took = time.perf_counter() - began
        os.read(master, 1 << 16)
        return took

    def _server_memory(self) -> int:
        return pss(int(self._run("display-message", "-p", "#{pid}")))

    def _run(self, *words: str) -> str:
        done = subprocess.run(
            [*self._argv, *words],
            check=True,
            capture_output=True,
            text=True,
            env=self._env,
            stdin=subprocess.DEVNULL,
            timeout=_PATIENCE,
        )
        return done.stdout.strip()
