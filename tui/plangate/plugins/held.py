"""Agents without hooks in the plan gate: the kernel holds them, and their plans come by command.

`Held` is a base class; a subclass says which paths its agent writes and which it must never write.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import plangate
from plangate.plugins.api import Launch
from plangate.plugins.gate import (
    Answer,
    ControlPath,
    HookCall,
    HookReply,
    Prepared,
    Setting,
    StatePath,
    Typing,
)

__all__ = ["GUIDE", "Held", "placed"]

GUIDE = Path(plangate.__file__).parent / "plugins" / "guide.md"
"""A text that tells an agent how to live with the gate; for agents that take a file of instructions."""

_XDG = {
    ".config": "XDG_CONFIG_HOME",
    ".local/share": "XDG_DATA_HOME",
    ".local/state": "XDG_STATE_HOME",
    ".cache": "XDG_CACHE_HOME",
}


class Held:
    """Takes part in the gate without a word of its own."""

    minimum_version = ""
    state: Sequence[str] = ()
    """Directories it keeps its state in: "~/.local/share/tool"; writable in the closed gate."""
    control: Sequence[str] = ()
    """Files and directories that say what it may do, in the home ("~/...") or relative to the workspace."""
    told = False
    """Whether a person's decision about its plan is typed once it has ended its turn; else it reads the answer."""
    guided: Sequence[str] = ()
    """Arguments that give it a file of instructions; "{guide}" stands for the file."""
    guided_env: Mapping[str, str] = MappingProxyType({})
    """Variables that do the same."""

    def prepare(self, launch: Launch, setting: Setting) -> Prepared:
        """Nothing but the instructions."""
        if setting.hook.observe:
            return Prepared(launch=launch, hooks=False)
        program, *args = launch.argv
        more = [_filled(word) for word in self.guided]
        env = {name: _filled(value) for name, value in self.guided_env.items()}
        known = args[: len(more)] == more  # of a session that is resumed
        argv = (program, *(() if known else more), *args)
        return Prepared(launch=replace(launch, argv=argv, env={**launch.env, **env}), hooks=False)

    def interpret(self, payload: Mapping[str, object]) -> HookCall:
        """It has no hooks.

        Raises:
            ValueError: Always.
        """
        raise ValueError("this agent has no hooks")

    def answer(self, call: HookCall, answer: Answer) -> HookReply:
        """It has no hooks."""
        return HookReply(exit=2)

    def plan_at_end(self, call: HookCall) -> str:
        """Its plans come by `plangate plan submit`."""
        return ""

    def go_on(self, call: HookCall, answer: Answer) -> Typing:
        """The command that submits waits for the answer; a plan that came as a file has nobody who does."""
        return Typing(text=answer.words) if self.told else Typing()

    def state_paths(self, home: Path, env: Mapping[str, str]) -> Sequence[StatePath]:
        """`state`, where this user keeps it."""
        return tuple(StatePath(placed(path, home, env, home), create=True) for path in self.state)

    def control_paths(self, home: Path, env: Mapping[str, str], cwd: Path) -> Sequence[ControlPath]:
        """`control`, where this user keeps it."""
        return tuple(ControlPath(placed(path, home, env, cwd)) for path in self.control)


def _filled(word: str) -> str:
    return word.replace("{guide}", str(GUIDE))


def placed(path: str, home: Path, env: Mapping[str, str], base: Path) -> Path:
    """A path as it is written in a manifest: "~/" is the home, XDG variables count, else it is below `base`."""
    if path.startswith("~/"):
        inner = path[2:]
        for prefix, variable in _XDG.items():
            if env.get(variable) and (inner == prefix or inner.startswith(f"{prefix}/")):
                return Path(os.path.normpath(f"{env[variable]}/{inner[len(prefix) :]}"))
        return home / inner
    return base / path
