"""How Codex CLI is started and resumed. Command line as of 0.169.0."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

from plangate.plugins.api import API_VERSION, Agent, Launch, Resumption
from plangate.plugins.argv import before_prompt
from plangate_codex.rollouts import find_thread
from plangate_codex.status import STATUS_RULES

__all__ = ["Codex", "Plugin"]

_ALONE = "--no-daemon"
_SUBCOMMANDS = ("resume", "fork")


@lru_cache(maxsize=8)
def _knows_alone(program: str) -> bool:
    """Whether this version has the option; blocks for up to two seconds, once for each program."""
    try:
        done = subprocess.run(
            [program, "--help"], stdin=subprocess.DEVNULL, capture_output=True, timeout=2, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return _ALONE.encode() in done.stdout


class Codex:
    """Codex CLI as a process of its own.

    Without `--no-daemon` its commands may run in a background server that all its windows share,
    outside the session.
    """

    name = "codex"
    title = "Codex"
    program = "codex"
    install_hint = "npm install -g @openai/codex"
    env_allow = ("OPENAI_*", "CODEX_*", "AZURE_OPENAI_*", "OPENROUTER_API_KEY")
    status_rules = STATUS_RULES

    def __init__(self, knows_alone: Callable[[str], bool] = _knows_alone, home: Path | None = None) -> None:
        self._knows_alone = knows_alone
        self._home = home

    def launch(self, program: str, args: Sequence[str], prompt: str, session: str) -> Launch:
        """Start; Codex chooses the id of the conversation itself and writes it into its rollout file."""
        tail = ("--", prompt) if prompt else ()
        return Launch(argv=(program, *self._alone(program, args), *args, *tail), env={})

    def resume(self, program: str, ended: Resumption) -> Launch | None:
        """Go on with the thread that ran in that directory at that time, or let the user pick one.

        Sandbox and approvals come from the command line, so the old options are given again;
        -C keeps Codex from asking which directory is meant.
        """
        thread = ended.conversation or find_thread(self._sessions(), ended.cwd, ended.started, ended.ended)
        args = tuple(arg for arg in before_prompt(ended.argv) if arg != _ALONE)
        if args and args[0] in _SUBCOMMANDS:
            args = ()
        known = (thread,) if thread else ()
        argv = (program, "resume", *self._alone(program, ()), *args, "-C", ended.cwd, *known)
        return Launch(argv=argv, env={}, conversation=thread)

    def version_argv(self, program: str) -> Sequence[str]:
        """Prints "codex-cli 0.169.0"."""
        return (program, "--version")

    def _alone(self, program: str, args: Sequence[str]) -> tuple[str, ...]:
        return (_ALONE,) if _ALONE not in args and self._knows_alone(program) else ()

    def _sessions(self) -> Path:
        home = self._home or Path(os.environ.get("CODEX_HOME") or Path.home() / ".codex")
        return home / "sessions"


class Plugin:
    """Registers Codex."""

    api_version = API_VERSION

    def agents(self) -> Sequence[Agent]:
        """One."""
        return (Codex(),)
