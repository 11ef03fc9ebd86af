"""Looks for agents on this machine."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Mapping

from plangate.model.status import AgentInfo
from plangate.plugins.api import Agent, ChosenByUser, Resumption

__all__ = ["describe", "find_program", "find_version", "program_of"]

_VERSION = re.compile(r"\d+\.\d[\w.+-]*")


def describe(agent: Agent, *, path: str | None = None, version: bool = False) -> AgentInfo:
    """What is known about an agent here.

    Args:
        agent: Which one.
        path: Where to look for its program, as in PATH; None: this process's own PATH.
        version: Run the program to ask for its version; blocks for up to two seconds.
    """
    program = find_program(agent, path)
    known = Resumption(conversation="0", cwd="/", argv=(program,))
    return AgentInfo(
        name=agent.name,
        title=agent.title,
        path=program,
        version=find_version(agent, program) if version and program else "",
        hint="" if program else agent.install_hint,
        resumable=agent.resume(program or agent.program, known) is not None,
    )


def program_of(agent: Agent, environment: Mapping[str, str]) -> str:
    """What is looked for when somebody with this environment starts an agent."""
    return agent.program_for(environment) if isinstance(agent, ChosenByUser) else agent.program


def find_program(agent: Agent, path: str | None = None, *, program: str = "") -> str:
    """Absolute path of an agent's program; empty when it is not installed.

    Args:
        path: Where to look, as in PATH; None: this process's own PATH.
        program: What to look for instead of what the agent says.
    """
    found = shutil.which(program or agent.program, path=path)
    return os.path.abspath(found) if found else ""  # noqa: PTH100  # resolve() would follow links of version managers


def find_version(agent: Agent, program: str, *, timeout: float = 2.0) -> str:
    """What a program says its version is; empty when it does not say so in `timeout` seconds."""
    argv = list(agent.version_argv(program))
    if not argv:
        return ""
    try:
        process = subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # so that helpers it starts end with it
        )
    except OSError:
        return ""
    with process:
        try:
            output, _ = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            output = b""
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    found = _VERSION.search(output.decode(errors="replace"))
    return found[0] if found else ""
