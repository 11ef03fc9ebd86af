"""How long the dashboard takes from its start to the first complete paint, beside a bare Textual app.

    python tests/bench/dashboard_start.py [--sessions 30] [--rounds 7]

A daemon of its own with that many sessions runs meanwhile, in directories of its own. Both programs
run on a pseudo-terminal of 120x40; time ends when the last of what they show has been written.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import select
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from shutil import rmtree

__all__ = ["HELLO", "PLANGATE", "paint_time"]

HELLO = """
from textual.app import App
from textual.widgets import Static
class Hello(App):
    def compose(self):
        yield Static("hello, world")
Hello().run()
"""
PLANGATE = [sys.executable, "-m", "plangate"]


def paint_time(argv: Sequence[str], marker: bytes, env: Mapping[str, str], patience: float = 20.0) -> float:
    """Seconds from starting the program until it has written `marker`; it is ended afterwards."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    began = time.perf_counter()
    process = subprocess.Popen(argv, stdin=slave, stdout=slave, stderr=slave, env=env, start_new_session=True)
    os.close(slave)
    seen = b""
    try:
        while marker not in seen:
            if not select.select([master], [], [], began + patience - time.perf_counter())[0]:
                raise TimeoutError(f"{marker!r} was not written; last: {seen[-300:]!r}")
            seen += os.read(master, 1 << 16)
        return time.perf_counter() - began
    finally:
        process.kill()
        process.wait()
        os.close(master)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=7)
    args = parser.parse_args()
    root = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    env = {
        **os.environ,
        "PYTHONPYCACHEPREFIX": str(root / "cache"),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "HOME": str(root),
    }
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # neither program compiles anything, as when it is installed
    for name in ("RUNTIME_DIR", "STATE_HOME", "CONFIG_HOME"):
        path = root / name.lower()
        path.mkdir(mode=0o700)
        env[f"XDG_{name}"] = str(path)
    try:
        for number in range(args.sessions):
            start = [*PLANGATE, "run", "-n", f"s{number:02}-end", "--", "cat"]
            subprocess.run(start, env=env, check=True, stdout=subprocess.DEVNULL, cwd=root)
        last = f"s{args.sessions - 1:02}-end".encode()
        hello, dashboard = [], []
        for _ in range(args.rounds + 1):
            hello.append(paint_time([sys.executable, "-c", HELLO], b"hello, world", env))
            dashboard.append(paint_time(PLANGATE, last, env))
        bare, ours = statistics.median(hello[1:]), statistics.median(dashboard[1:])  # the first compiled
        line = f"bare Textual {bare * 1000:.0f} ms, dashboard {ours * 1000:.0f} ms, ratio {ours / bare:.2f}"
        sys.stdout.write(f"{line} (median of {args.rounds}, {args.sessions} sessions)\n")
    finally:
        stop = [*PLANGATE, "daemon", "stop", "--sessions"]
        subprocess.run(stop, env=env, check=False, stdout=subprocess.DEVNULL)
        rmtree(root, ignore_errors=True)


if __name__ == "__main__":
    main()
