"""What a plugin offers. Registered by entry points; built-in agents use the same door as a stranger's.

An agent that needs no code is a TOML manifest instead: see `plangate.plugins.manifest`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from plangate.model.session import Reason, State

__all__ = ["API_VERSION", "Agent", "AgentPlugin", "ChosenByUser", "Launch", "Resumption", "StatusRule"]

API_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """How to start an agent."""

    argv: tuple[str, ...]
    env: Mapping[str, str]
    """Added to the session's environment."""
    conversation: str = ""
    """The agent's own id of the conversation, when it was chosen at launch."""
    typed: str = ""
    """What is to be typed and sent once the agent waits: a prompt it takes in no other way."""
    keys: tuple[str, ...] = ()
    """Names of keys that are pressed before that: "escape", "shift+tab"."""
    shown: str = ""
    """Regular expression: nothing is pressed or typed before one of the bottom rows shows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusRule:
    """A sign on the screen that tells an agent's state; the first rule that fits holds.

    `plangate.plugins.rules.recognise` says exactly how rules are applied.
    """

    name: str
    """Shown as the evidence."""
    pattern: str
    """Regular expression, searched in each of the bottom `lines` rows; for a title rule in the title."""
    state: State
    """IDLE for an agent that waits for a prompt; whether that is done or idle depends on who has looked."""
    reason: Reason | None = None
    lines: int = 12
    title: bool = False
    """Whether the window's title is looked at instead of the rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumption:
    """What resuming needs to know of the session that ended."""

    conversation: str
    """Empty when it is not known."""
    cwd: str
    argv: tuple[str, ...]
    """The whole command line it was started with, the program first."""
    started: float = 0.0
    """Unix seconds; 0 when not known."""
    ended: float = 0.0
    places: Mapping[str, str] = field(default_factory=dict)
    """Its HOME, XDG_*_HOME and what else of the variables it was allowed ends in _HOME or _DIR; empty when not known."""
    prompt: str = ""
    """What the conversation goes on with, for agents that hold themselves (`plangate.plugins.gate.Prepared`)."""


@runtime_checkable
class Agent(Protocol):
    """One kind of agent. The properties may as well be plain attributes."""

    @property
    def name(self) -> str:
        """Stable, lower case, what users write: "claude"."""

    @property
    def title(self) -> str:
        """As people write it: "Claude Code"."""

    @property
    def program(self) -> str:
        """What is looked for on PATH, or an absolute path."""

    @property
    def install_hint(self) -> str:
        """What to do when the program is not there."""

    @property
    def env_allow(self) -> Sequence[str]:
        """Names of environment variables it needs; "PREFIX_*" stands for all that begin so."""

    @property
    def status_rules(self) -> Sequence[StatusRule]:
        """In order of precedence; empty when its screen tells nothing."""

    def launch(self, program: str, args: Sequence[str], prompt: str, session: str) -> Launch:
        """How to start it: `program` is where it was found, `session` our id."""

    def resume(self, program: str, ended: Resumption) -> Launch | None:
        """How to go on with a conversation; None when it cannot."""

    def version_argv(self, program: str) -> Sequence[str]:
        """The command whose output names its version; empty when there is none."""


@runtime_checkable
class ChosenByUser(Protocol):
    """What an agent offers besides whose program each user chooses for all programs, such as the shell."""

    def program_for(self, environment: Mapping[str, str]) -> str:
        """Like `Agent.program`, for somebody with this environment: the daemon's own may be another's."""


@runtime_checkable
class AgentPlugin(Protocol):
    """What an entry point of the group `plangate.agents` names: a class made without arguments."""

    api_version: int

    def agents(self) -> Sequence[Agent]:
        """The agents it adds."""
