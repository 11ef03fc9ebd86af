"""The start of a session behind a gate: whose policy, which strength, and what its program gets to see."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from plangate.config import paths
from plangate.config.policy import find_root
from plangate.daemon.gate import planfolder
from plangate.daemon.gate.confine import specification
from plangate.daemon.gate.policies import PolicySource
from plangate.daemon.gate.strengths import Strengths
from plangate.daemon.gate.tokens import mint
from plangate.daemon.records import GateRecord, Record
from plangate.errors import PlangateError, Refused
from plangate.gate.policy import Mode, Policy
from plangate.model.gate import Strength
from plangate.plugins.api import Agent, Launch
from plangate.plugins.find import find_version
from plangate.plugins.gate import GatedAgent, HookCommand, Prepared, Setting, Writable
from plangate.plugins.held import GUIDE
from plangate.proof.hooks import environment as git_hooks
from plangate.proof.ignoring import write_ignores

__all__ = ["Guarded", "Preparing", "with_ours"]

_FREE = ("shell", "command")
"""What a person opens for themself, and is not gated unless they ask."""
_VERSION_PATIENCE = 10.0
_LEADS_OUT = ("SSH_AUTH_SOCK", "SSH_AGENT_PID", "GPG_AGENT_INFO")
"""With an agent's key a program could sign an approval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarded:
    """How a session starts."""

    launch: Launch
    environment: dict[str, str]
    """The complete one."""
    gate: GateRecord | None
    """None: it is not gated."""
    words: tuple[str, ...] = ()
    """What a person should know."""


class Preparing:
    """Makes starts safe, or refuses them.

    Args:
        secret: The installation's.
        allowed: Variables that the settings let through by name.
    """

    def __init__(self, strengths: Strengths, secret: bytes, allowed: Callable[[], tuple[str, ...]]) -> None:
        self._strengths = strengths
        self._secret = secret
        self._allowed = allowed
        self._versions: dict[tuple[str, int, int], str] = {}

    async def prepare(
        self,
        record: Record,
        agent: Agent,
        launch: Launch,
        environment: Mapping[str, str],
        writable: Writable | None = None,
    ) -> Guarded:
        """How a session is to be started.

        Args:
            writable: What its gate will let through at once; by default nothing, unless the policy only observes.

        Raises:
            Refused: The policy asks for more than this machine or this start gives.
            PlangateError: The arguments would switch the gate's messages off.
        """
        root = await asyncio.to_thread(lambda: find_root(Path(record.cwd).resolve()))
        policy = await asyncio.to_thread(PolicySource(root).current)
        if not _gated(record):
            _may_be_free(record, policy)
            return Guarded(launch=launch, environment=dict(environment), gate=None)
        best = await self._strengths.best()
        found = best.strength
        kernel = found.at_least(Strength.SYSCALL)
        observes = policy.gate.mode is Mode.OBSERVE and not policy.broken
        begins = writable or Writable(workspace=str(root), open=(str(root),) if observes else ())
        ready = await self._hooked(
            record, agent, launch, environment, observe=observes, kernel=kernel, writable=begins
        )
        strength = found if kernel else Strength.HOOKS if ready.hooks else Strength.WATCH
        _strong_enough(strength, policy, agent.title)
        with_hooks = policy.proof.records and not policy.broken
        complete = self._environment(record.id, environment, ready, with_hooks=with_hooks)
        await asyncio.to_thread(planfolder.make, record.id)
        gated = GateRecord(strength=strength, hooks=ready.hooks, tells=ready.tells, workspace=str(root))
        if ready.holds_itself:
            gated.holds_itself, gated.begun_with = True, begins.open
        if kernel:
            plugin = agent if isinstance(agent, GatedAgent) else None
            spec = await asyncio.to_thread(specification, record.id, root, policy, plugin, complete, found)
            gated.sandbox = replace(spec, door=best.door)
        held = gated.sandbox.read_only if gated.sandbox is not None else ()
        await asyncio.to_thread(write_ignores, paths.session_ignores(record.id), root, environment, held)
        return Guarded(launch=ready.launch, environment=complete, gate=gated, words=ready.words)

    async def _hooked(
        self,
        record: Record,
        agent: Agent,
        launch: Launch,
        environment: Mapping[str, str],
        *,
        observe: bool,
        kernel: bool,
        writable: Writable,
    ) -> Prepared:
        if not isinstance(agent, GatedAgent):
            return Prepared(launch=launch, hooks=False)
        setting = Setting(
            hook=HookCommand.installed(observe=observe),
            home=Path(environment.get("HOME", "/")),
            cwd=record.cwd,
            env=environment,
            version=await self._version(agent, launch.argv[0]),
            kernel=kernel,
            cache=paths.agent_cache(),
            shown=paths.agent_door(),
            writable=writable,
        )
        try:
            return await asyncio.to_thread(agent.prepare, launch, setting)
        except PlangateError:
            raise
        except Exception as error:  # a stranger's code may raise anything
            raise PlangateError(
                f"the plugin for {agent.title} failed: {type(error).__name__}: {error}",
                "See the daemon's log.",
            ) from error

    async def _version(self, agent: Agent, program: str) -> str:
        """What the program says; asked again when its file is another one."""
        try:
            info = await asyncio.to_thread(os.stat, program)
        except OSError:
            return ""
        key = (program, info.st_mtime_ns, info.st_size)
        if key not in self._versions:
            self._versions[key] = await asyncio.to_thread(
                find_version, agent, program, timeout=_VERSION_PATIENCE
            )
        return self._versions[key]

    def _environment(
        self, session: str, environment: Mapping[str, str], ready: Prepared, *, with_hooks: bool
    ) -> dict[str, str]:
        stripped = {name for name in _LEADS_OUT if name not in self._allowed()} | set(ready.scrub)
        kept = {
            name: value for name, value in {**environment, **ready.launch.env}.items() if name not in stripped
        }
        hooks = git_hooks(kept, paths.session_ignores(session), hooks=with_hooks)
        folder = paths.plan_dir(session)
        return (
            kept
            | hooks
            | {
                "PATH": with_ours(kept.get("PATH", os.defpath), sys.executable),
                "PLANGATE_AGENT_SOCKET": str(paths.agent_socket()),
                "PLANGATE_AGENT_TOKEN": mint(self._secret, session),
                "PLANGATE_PLAN_DIR": str(folder),
                "PLANGATE_PLAN_ANSWER": str(folder / planfolder.ANSWER),
                "PLANGATE_GUIDE": str(GUIDE),
            }
        )


def _gated(record: Record) -> bool:
    asked = record.new.gate
    return record.new.agent not in _FREE if asked is None else asked


def _may_be_free(record: Record, policy: Policy) -> None:
    least = policy.gate.min_strength
    if record.new.agent not in _FREE and least is not Strength.ADVISORY:
        raise Refused(
            f"the repository's policy asks for a gate of strength {least}",
            "Start it without --no-gate." if not policy.broken else f"The policy is faulty: {policy.broken}",
        )


def _strong_enough(strength: Strength, policy: Policy, title: str) -> None:
    least = policy.gate.min_strength
    if not strength.at_least(least) and not policy.broken:
        raise Refused(
            f"the repository's policy asks for strength {least}, and here {title} can be held at {strength}",
            "plangate doctor says what would raise it.",
        )


def with_ours(path: str, python: str) -> str:
    """A PATH on which agents find the command `plangate`; ours comes last, if there is none.

    Args:
        path: The agent's.
        python: Our interpreter, beside which commands are installed.
    """
    if shutil.which("plangate", path=path):
        return path
    beside = Path(python).parent
    return os.pathsep.join((path, str(beside))) if shutil.which("plangate", path=str(beside)) else path
