"""The machine: Python, limits, what ends processes at logout, git."""

from __future__ import annotations

import os
import platform
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

from plangate.cli.doctor.finding import Finding, Level

__all__ = ["check_machine"]

_OLDEST = (3, 11)
_NEAR = 0.8
"""Share of a limit from which new sessions are refused."""
_PER_SESSION = 4
"""File descriptors that the daemon and the keeper hold for one session, at most."""
_COMFORTABLE = 30
_LOGIND = ("/etc/systemd/logind.conf", "/usr/lib/systemd/logind.conf")


def check_machine() -> Iterator[Finding]:
    """Look at the machine."""
    yield _python()
    yield Finding("machine", "plangate", Level.OK, f"{version('plangate')} in {Path(__file__).parents[2]}")
    yield _system()
    yield _terminals(Path("/proc/sys/kernel/pty"))
    yield _descriptors()
    yield _logout()
    yield Finding("machine", "watches", Level.OK, "inotify is not used; fs.inotify limits do not matter")
    yield _git()


def _python() -> Finding:
    text = f"{platform.python_version()} at {sys.executable}"
    if sys.version_info[:2] < _OLDEST:
        return Finding("machine", "python", Level.FAIL, text, "Plangate needs Python 3.11 or newer.")
    return Finding("machine", "python", Level.OK, text)


def _system() -> Finding:
    text = f"{platform.system()} {platform.release()} on {os.cpu_count()} processors"
    if sys.platform != "linux":
        return Finding("machine", "system", Level.WARN, text, "Plangate is tested on Linux only.")
    return Finding("machine", "system", Level.OK, text)


def _terminals(folder: Path) -> Finding:
    try:
        used = int((folder / "nr").read_text())
        most = int((folder / "max").read_text())
    except (OSError, ValueError):
        return Finding(
            "machine", "ptys", Level.NOTE, "how many pseudo-terminals there may be is not known here"
        )
    values = {"used": used, "most": most}
    text = f"{used} of {most} pseudo-terminals are in use"
    if used > most * _NEAR:
        return Finding("machine", "ptys", Level.WARN, text, "sysctl kernel.pty.max=8192 allows more.", values)
    return Finding("machine", "ptys", Level.OK, text, values=values)


def _descriptors() -> Finding:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = hard if hard != resource.RLIM_INFINITY else 1 << 20
    text = f"{soft} file descriptors, at most {most}; enough for some {most // _PER_SESSION} sessions"
    values = {"soft": soft, "hard": most}
    if most < _COMFORTABLE * _PER_SESSION:
        return Finding(
            "machine", "descriptors", Level.WARN, text, "Raise the hard limit (ulimit -Hn).", values
        )
    return Finding("machine", "descriptors", Level.OK, text, values=values)


def _logout() -> Finding:
    """Whether systemd ends what a user has started when the last login ends."""
    if not Path("/run/systemd/system").is_dir():
        return Finding("machine", "logout", Level.OK, "no systemd here: nothing ends sessions at logout")
    kills = any(
        re.search(r"^\s*KillUserProcesses\s*=\s*(yes|true|1|on)", _read(path), re.M | re.I)
        for path in (*map(Path, _LOGIND), *Path("/etc/systemd/logind.conf.d").glob("*.conf"))
    )
    lingers = _say(["loginctl", "show-user", str(os.getuid()), "-p", "Linger", "--value"]) == "yes"
    values = {"kill_user_processes": kills, "linger": lingers}
    if lingers:
        return Finding(
            "machine", "logout", Level.OK, "you linger: sessions outlive your last logout", values=values
        )
    enable = "loginctl enable-linger lets your sessions outlive your last logout."
    if kills:
        return Finding(
            "machine", "logout", Level.WARN, "KillUserProcesses=yes ends sessions at logout", enable, values
        )
    return Finding(
        "machine", "logout", Level.NOTE, "you do not linger, and KillUserProcesses is off", enable, values
    )


def _git() -> Finding:
    if shutil.which("git") is None:
        return Finding(
            "machine", "git", Level.WARN, "git is not installed", "Worktrees and branches need it."
        )
    said = _say(["git", "--version"])
    found = re.search(r"(\d+)\.(\d+)", said)
    if found and (int(found[1]), int(found[2])) < (2, 31):
        return Finding("machine", "git", Level.WARN, said, "Worktrees need git 2.31 or newer.")
    return Finding("machine", "git", Level.OK, said)


def _say(argv: Sequence[str]) -> str:
    """The first line that a program prints; empty when it fails or takes too long."""
    try:
        done = subprocess.run(
            argv, capture_output=True, text=True, timeout=2, check=False, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip().splitlines()[0] if done.returncode == 0 and done.stdout.strip() else ""


def _read(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""
