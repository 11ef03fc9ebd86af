"""What a session's sandbox should look like: from its workspace, the policy and the agent's plugin. Blocks."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from plangate.config import paths
from plangate.gate.policy import Policy
from plangate.model.gate import Strength
from plangate.model.sandbox import SandboxSpec
from plangate.plugins.gate import GatedAgent
from plangate.sandbox.layout import TMP
from plangate.sandbox.repository import look_at_repository

__all__ = ["specification", "writable_folders"]

_MOST = 500
"""Read-only paths found by one pattern; a pattern that fits more is meant as protection by watching."""


def specification(
    session: str,
    root: Path,
    policy: Policy,
    agent: GatedAgent | None,
    environment: Mapping[str, str],
    strength: Strength,
) -> SandboxSpec:
    """The sandbox of a session. Directories that it needs are made, control files that are missing, too."""
    home = Path(environment.get("HOME", "/"))
    repository = look_at_repository(str(root))
    tmp = paths.session_tmp(session)
    tmp.mkdir(mode=0o700, exist_ok=True)
    writable = [*_scratch(root, policy), *_outside(policy, home), paths.plan_dir(session)]
    locked = [*map(Path, repository.read_only), *_never(root, policy), *_ourselves()]
    if agent is not None:
        writable += _states(agent, home, environment)
        locked += _controls(agent, home, environment, root)
    return SandboxSpec(
        workspace=str(root),
        private_tmp=str(tmp.resolve()),
        companions=repository.companions,
        writable=_plain(path.resolve() for path in writable),
        read_only=_plain(locked),
        hidden=_plain((paths.runtime_dir(), paths.state_dir(), paths.config_dir())),
        doors=(str(paths.agent_door().resolve()),),
        visible=_plain(_installed_in_tmp(environment)),
        closed=True,
        strength=strength,
    )


def writable_folders(spec: SandboxSpec) -> tuple[str, ...]:
    """The folders outside of the workspace that a session may write."""
    inside = spec.workspace.rstrip("/") + "/"
    own = (path for path in spec.writable if path != spec.workspace and not path.startswith(inside))
    return (*own, "/tmp", "/var/tmp")


def _scratch(root: Path, policy: Policy) -> Iterator[Path]:
    for folder in policy.folders.scratch:
        path = root / folder.strip("/").removesuffix("/**")
        if path.resolve().is_relative_to(root) and path.resolve() != root:
            path.mkdir(mode=0o755, parents=True, exist_ok=True)
            yield path


def _outside(policy: Policy, home: Path) -> Iterator[Path]:
    for folder in policy.folders.writable:
        yield home / folder[2:] if folder.startswith("~/") else Path(folder)


def _states(agent: GatedAgent, home: Path, environment: Mapping[str, str]) -> Iterator[Path]:
    for state in agent.state_paths(home, environment):
        if not state.path.exists():
            if not state.create and not state.directory:
                continue
            state.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            state.path.mkdir(mode=0o700, exist_ok=True) if state.directory else state.path.touch(0o600)
        yield state.path


def _controls(agent: GatedAgent, home: Path, environment: Mapping[str, str], root: Path) -> Iterator[Path]:
    for control in agent.control_paths(home, environment, root):
        if control.content is not None and not control.path.exists():
            control.path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
            control.path.mkdir() if control.directory else control.path.write_text(control.content, "utf-8")
        yield control.path


def _never(root: Path, policy: Policy) -> Iterator[Path]:
    """Every path that the policy's patterns for what is never writable fit at present."""
    for pattern in policy.read_only:
        plain = pattern.strip("/").removesuffix("/**")
        if not any(char in plain for char in "*?[{!"):
            yield root / plain
            continue
        yield from itertools.islice(root.glob(plain), _MOST)


def _ourselves() -> Iterator[Path]:
    """Our installation; of a source tree that is worked on only what agents run themselves."""
    yield Path(sys.prefix)
    yield Path(__file__).resolve().parents[2] / "client" / "hook.py"


def _installed_in_tmp(environment: Mapping[str, str]) -> Iterator[Path]:
    """What of the directories whose place the private one takes holds programs: it stays to be read.

    Somebody tries a clone there, or has tools there on the search path. Whole trees, because programs
    have libraries beside them.
    """
    named = [sys.prefix, sys.base_prefix, *sys.path, *environment.get("PATH", "").split(":")]
    for path in {Path(name).resolve() for name in named if name.startswith("/")}:
        for place in map(Path, TMP):
            if path.is_relative_to(place) and path != place:
                yield place / path.relative_to(place).parts[0]


def _plain(found: Iterable[Path]) -> tuple[str, ...]:
    return tuple(sorted({str(path) for path in found}))
