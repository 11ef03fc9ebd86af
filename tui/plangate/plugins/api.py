"""What a plugin offers. Registered by entry points; built-in agents use the same door as a stranger's.

An agent that needs no code is a TOML manifest instead: the same fields, read by the generic plugin.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from plangate.model.session import Reason, State

__all__ = ["API_VERSION", "Agent", "AgentPlugin", "Launch", "Resumption", "StatusRule"]

API_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """How to start an agent."""

    argv: tuple[str, ...]
    env: Mapping[str, str]
    """Added to the session's environment."""
    conversation: str = ""
    """The agent's own id of the conversation, when it was chosen at launch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusRule:
    """A sign on the screen that tells an agent's state; the first rule that fits holds."""

    name: str
    """Shown as the evidence."""
    pattern: str
    """Regular expression, searched in each of the bottom `lines` rows."""
    state: State
    reason: Reason | None = None
    lines: int = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumption:
    """What resuming needs to know of the session that ended."""

    conversation: str
    cwd: str
    argv: tuple[str, ...]


@runtime_checkable
class Agent(Protocol):
    """One kind of agent."""

    name: str
    """Stable, lower case, what users write: "claude"."""
    title: str
    """"Claude Code"."""
    program: str
    """What is looked for on PATH."""
    install_hint: str
    env_allow: Sequence[str]
    """Names of environment variables it needs; "PREFIX_*" stands for all that begin so."""
    status_rules: Sequence[StatusRule]

    def launch(self, program: str, args: Sequence[str], prompt: str, session: str) -> Launch:
        """How to start it: `program` is where it was found, `session` our id."""

    def resume(self, program: str, ended: Resumption) -> Launch | None:
        """How to go on with a conversation; None when it cannot."""

    def version_argv(self, program: str) -> Sequence[str]:
        """The command whose first output line names its version."""


@runtime_checkable
class AgentPlugin(Protocol):
    """What an entry point of the group `plangate.agents` names: a class made without arguments."""

    api_version: int

    def agents(self) -> Sequence[Agent]:
        """The agents it adds."""
