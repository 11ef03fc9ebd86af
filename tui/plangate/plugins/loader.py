"""Finds and loads agent plugins; one that fails is refused with its reason, the others are not touched."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from plangate.plugins import rules
from plangate.plugins.api import API_VERSION, Agent, AgentPlugin
from plangate.plugins.manifest import read_manifests

__all__ = ["GROUP", "Loaded", "Refused", "Registry", "load_all", "load_one", "names", "registry"]

GROUP = "plangate.agents"

_OURS = "plangate"
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A plugin that works."""

    name: str
    agents: tuple[Agent, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A plugin, agent or manifest that is not used, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Registry:
    """The agents that sessions can be started with."""

    agents: Mapping[str, Agent]
    refused: tuple[Refused, ...]


def names() -> list[str]:
    """Names of all installed plugins, without importing any."""
    return [point.name for point in _installed()]


def load_one(point: EntryPoint) -> Loaded | Refused:
    """Import one plugin and ask it for its agents."""
    try:
        plugin = point.load()()
        if not isinstance(plugin, AgentPlugin):
            return Refused(point.name, "is not an AgentPlugin: it lacks api_version or agents()")
        if plugin.api_version != API_VERSION:
            return Refused(point.name, f"speaks plugin API {plugin.api_version}, this is {API_VERSION}")
        agents = tuple(plugin.agents())
        wrong = [fault for agent in agents for fault in _faults(agent)]
    except (Exception, SystemExit) as error:  # noqa: BLE001  # a stranger's code may raise anything
        return Refused(point.name, f"{type(error).__name__}: {error}")
    return Refused(point.name, "; ".join(wrong)) if wrong else Loaded(point.name, agents)


def load_all(
    points: Iterable[EntryPoint] | None = None, *, disabled: Collection[str] = ()
) -> list[Loaded | Refused]:
    """Load every plugin that is not disabled; by default all installed ones, Plangate's own first."""
    return [
        Refused(point.name, "disabled in the settings") if point.name in disabled else load_one(point)
        for point in (_installed() if points is None else points)
    ]


def registry(
    manifests: Path, *, disabled: Collection[str] = (), points: Iterable[EntryPoint] | None = None
) -> Registry:
    """All agents of plugins and manifests.

    An agent whose name is taken is refused: whoever came first keeps it, and Plangate's own come
    first, so that no other package can pose as "claude" unless that plugin is disabled.
    """
    agents: dict[str, Agent] = {}
    refused: list[Refused] = []
    for found in load_all(points, disabled=disabled):
        if isinstance(found, Refused):
            refused.append(found)
        else:
            refused += _add(agents, found.name, found.agents)
    described, faults = read_manifests(manifests)
    refused += [Refused(Path(fault.file).name, str(fault)) for fault in faults]
    for agent in described:
        refused += _add(agents, f"{agent.name}.toml", (agent,))
    return Registry(agents, tuple(refused))


def _add(agents: dict[str, Agent], source: str, more: Iterable[Agent]) -> list[Refused]:
    refused: list[Refused] = []
    for agent in more:
        if wrong := _faults(agent):
            refused.append(Refused(source, "; ".join(wrong)))
        elif agents.setdefault(agent.name, agent) is not agent:
            refused.append(Refused(source, f'there is an agent "{agent.name}" already'))
    return refused


def _installed() -> list[EntryPoint]:
    return sorted(entry_points(group=GROUP), key=lambda point: (not _is_ours(point), point.name))


def _is_ours(point: EntryPoint) -> bool:
    return point.dist is not None and point.dist.name == _OURS


def _faults(agent: object) -> list[str]:
    """What keeps an agent from being used."""
    if not isinstance(agent, Agent):
        return [f"{type(agent).__name__} is not an Agent"]
    if not _NAME.fullmatch(agent.name):
        return [f'"{agent.name}" is no name for an agent: lower-case letters, digits, "-" and "_"']
    return [f"{agent.name}: {fault}" for fault in rules.faults(agent.status_rules)]
