"""A Plangate, a home and a repository of their own, for running an agent in; gone afterwards."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from plangate.errors import PlangateError

__all__ = ["FILES", "Scratch"]

FILES = {
    "README.md": "# scratch\n",
    "app.py": 'def greet(name):\n    return "hello " + name\n',
    "sed.txt": "one\ntwo\n",
}
"""The repository that an agent finds."""


class Scratch:
    """A context manager."""

    def __init__(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))  # short, because of sockets' paths
        self.home = self.root / "home"
        self.work = self.root / "work"
        own = {"XDG_RUNTIME_DIR": "r", "XDG_STATE_HOME": "s", "XDG_CONFIG_HOME": "c"}
        self._env = {**os.environ, **{name: str(self.root / folder) for name, folder in own.items()}}
        for folder in ("home", "work", *own.values()):
            (self.root / folder).mkdir(mode=0o700)
        for name, text in FILES.items():
            (self.work / name).write_text(text)
        self._commit()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.plangate("daemon", "stop", "--sessions", check=False)
        shutil.rmtree(self.root, ignore_errors=True)

    def plangate(self, *words: str, check: bool = True, timeout: float = 120.0) -> str:
        """What a command of ours prints.

        Raises:
            PlangateError: It fails; says what it said.
        """
        done = subprocess.run(
            [sys.executable, "-m", "plangate", *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            env=self._env,
            timeout=timeout,
        )
        if check and done.returncode:
            raise PlangateError(f"plangate {words[0]} failed: {done.stderr.strip()}")
        return done.stdout

    def start(self, agent: str, args: tuple[str, ...], env: Mapping[str, str], *, gated: bool) -> str:
        """Start the agent in the repository; the id of its session."""
        variables = {
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.home / ".config"),
            "XDG_STATE_HOME": str(self.home / ".local/state"),
            **env,
        }
        if not gated:  # Codex makes its own sandbox in no home that is temporary itself
            temporary = self.home / "tmp"
            temporary.mkdir(exist_ok=True)
            variables["TMPDIR"] = str(temporary)
        words = [word for name, value in variables.items() for word in ("-e", f"{name}={value}")]
        gate = "--gate" if gated else "--no-gate"
        return self.plangate(
            "run", "-C", str(self.work), "-s", "110x40", gate, *words, agent, "--", *args
        ).strip()

    def show(self, session: str) -> dict[str, Any]:
        """The session's record."""
        found: dict[str, Any] = json.loads(self.plangate("show", session, "--json"))["session"]
        return found

    def strength(self, session: str) -> str:
        """How strongly its gate holds."""
        found = json.loads(self.plangate("gate", "show", session, "--json"))
        gate = found.get("gate", found)
        return str(gate.get("strength", "")) if isinstance(gate, dict) else ""

    def changed(self) -> set[str]:
        """Files of the repository that are not as they were, but for git's own."""
        now = {
            str(path.relative_to(self.work)): path.read_text(errors="replace")
            for path in self.work.rglob("*")
            if path.is_file() and ".git" not in path.relative_to(self.work).parts[:1]
        }
        return {name for name in now.keys() | FILES.keys() if now.get(name) != FILES.get(name)}

    def _commit(self) -> None:
        """Put the repository under version control, where git is installed."""
        who = (
            "-c",
            "user.name=Plangate",
            "-c",
            "user.email=plangate@localhost",
            "-c",
            "commit.gpgsign=false",
        )
        if shutil.which("git"):
            for words in (("init", "-q", "-b", "main"), ("add", "-A"), (*who, "commit", "-q", "-m", "start")):
                subprocess.run(["git", "-C", str(self.work), *words], check=False, capture_output=True)
