"""The agents that sessions can be started with, as plugins and manifests describe them."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from plangate.config import paths
from plangate.daemon.records import Record
from plangate.errors import NotFound, Refused
from plangate.model.status import AgentInfo
from plangate.plugins.api import Agent, Launch, Resumption, StatusRule
from plangate.plugins.find import describe, find_program, program_of
from plangate.plugins.loader import Registry, registry

__all__ = ["Agents"]

_log = logging.getLogger(__name__)

_INFO_FOR = 60.0
"""Seconds for which versions, each asked of a program, are remembered."""


class Agents:
    """Plugins and manifests, read at start and on reload."""

    def __init__(self) -> None:
        self._registry = Registry({}, ())
        self._infos: list[AgentInfo] = []
        self._infos_at = float("-inf")

    def load(self, disabled: tuple[str, ...]) -> list[str]:
        """Read them anew; one sentence for each that was refused."""
        self._registry = registry(paths.agents_dir(), disabled=disabled)
        self._infos_at = float("-inf")
        faults = [
            f"{fault.name}: {fault.reason}" for fault in self._registry.refused if fault.name not in disabled
        ]
        for fault in faults:
            _log.warning("refused plugin %s", fault)
        return faults

    def find(self, name: str) -> Agent | None:
        """An agent by its name."""
        return self._registry.agents.get(name)

    def names(self) -> Collection[str]:
        """Those of all agents, installed here or not."""
        return self._registry.agents

    def rules(self, name: str) -> Sequence[StatusRule]:
        """How to tell an agent's state from its screen; nothing for agents that are not here."""
        agent = self.find(name)
        return agent.status_rules if agent is not None else ()

    def program(self, name: str, environment: Mapping[str, str]) -> tuple[Agent, str]:
        """An agent and where its program is for somebody with this environment.

        Raises:
            NotFound: There is no such agent, or its program is not installed.
        """
        agent = self.find(name)
        if agent is None:
            known = ", ".join(sorted(self._registry.agents))
            raise NotFound(f'there is no agent "{name}"', f"There are: {known}.")
        wanted = program_of(agent, environment)
        program = find_program(agent, environment.get("PATH"), program=wanted)
        if not program:
            raise NotFound(f"{agent.title} is not installed: no {wanted} on PATH", agent.install_hint)
        return agent, program

    async def infos(self) -> list[AgentInfo]:
        """All agents, installed ones first; asks their programs for versions, off the loop."""
        if time.monotonic() - self._infos_at > _INFO_FOR:
            agents = list(self._registry.agents.values())
            found = await asyncio.gather(
                *(asyncio.to_thread(describe, agent, version=True) for agent in agents)
            )
            self._infos = sorted(found, key=lambda info: not info.path)
            self._infos_at = time.monotonic()
        return self._infos

    def can_resume(self, record: Record) -> bool:
        """Whether a session that has ended can be gone on with."""
        return record.exit is not None and self._resumption(record) is not None

    def resume(
        self, record: Record, environment: Mapping[str, str], prompt: str = ""
    ) -> tuple[Agent, Launch]:
        """How to go on with a session.

        Args:
            prompt: What its conversation goes on with, for an agent that takes it.

        Raises:
            Refused: It cannot be gone on with.
            NotFound: Its agent is no longer here.
        """
        agent, program = self.program(record.new.agent, environment)
        launch = agent.resume(program, replace(_ended(record), prompt=prompt))
        if launch is None:
            raise Refused(
                f"{agent.title} cannot go on with session {record.name}", "Restart it: the task begins anew."
            )
        return agent, launch

    def _resumption(self, record: Record) -> Launch | None:
        agent = self.find(record.new.agent)
        if agent is None:
            return None
        try:
            return agent.resume(record.argv[0] if record.argv else agent.program, _ended(record))
        except Exception:  # noqa: BLE001  # a stranger's code may raise anything
            _log.warning("agent %s failed over resuming %s", agent.name, record.id, exc_info=True)
            return None


def _ended(record: Record) -> Resumption:
    return Resumption(
        conversation=record.conversation,
        cwd=record.cwd,
        argv=record.argv,
        started=record.created,
        ended=record.ended or 0.0,
        places=record.places,
    )
