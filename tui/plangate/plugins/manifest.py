"""Agents that need no code: a TOML file each, in the configuration's directory `agents`.

    title = "Goose"                                  # the file's name is the agent's: goose.toml
    program = "goose"
    install_hint = "brew install block-goose-cli"
    launch = ["{program}", "session", "{args}"]
    prompt = ["--text", "{prompt}"]                  # added when there is a prompt; without it, it is typed
    resume = ["{program}", "session", "--resume"]
    version = ["{program}", "--version"]
    env_allow = ["GOOSE_*"]
    [env]
    GOOSE_QUIET = "1"
    [gate]
    state = ["~/.local/share/goose"]                 # writable in the closed plan gate
    control = ["~/.config/goose/config.yaml"]        # never writable for a session
    guide = ["--instructions", "{guide}"]            # added in a gated session
    env = { GOOSE_HINTS = "{guide}" }                # the same, by variables
    told = true                                      # decisions are typed once it has ended its turn
    [[status]]
    name = "asks"
    pattern = "Allow this tool\\\\?"
    state = "blocked"
    reason = "permission"

Placeholders: `{program}` where it was found, `{args}` the user's arguments (alone in its place),
`{prompt}`, `{session}` our id, `{conversation}` an id that is chosen at launch and known to
`resume`, `{cwd}` where the session ran (in `resume` only).
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from plangate.model.session import Reason, State
from plangate.plugins import rules
from plangate.plugins.api import Agent, Launch, Resumption, StatusRule
from plangate.plugins.held import Held
from plangate.toml.document import Document, Fault
from plangate.toml.schema import option, read, required

__all__ = ["ManifestAgent", "read_manifest", "read_manifests"]

_PLACEHOLDER = re.compile(r"\{([a-z]+)\}")
_LAUNCH = frozenset({"program", "args", "session", "conversation"})
_RESUME = frozenset({"program", "conversation", "cwd"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Status:
    name: str = required("Shown as the evidence")
    pattern: str = required("Regular expression, searched in each row")
    state: State = required("What it tells")
    reason: Reason | None = option(None, "What a blocked session waits for")
    lines: int = option(12, "How many rows from the bottom are looked at", low=1, high=500)
    title: bool = option(False, "Whether the window's title is looked at instead")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gate:
    state: tuple[str, ...] = option((), "Directories that are writable in the closed plan gate")
    control: tuple[str, ...] = option((), "Files and directories that are never writable for a session")
    guide: tuple[str, ...] = option((), "Arguments that give it the gate's instructions as a file")
    env: dict[str, str] | None = option(None, "Variables that do the same")
    told: bool = option(False, "Whether a decision is typed once it has ended its turn")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Manifest:
    program: str = required("What is looked for on PATH")
    title: str = option("", "As people write it")
    install_hint: str = option("", "How to install it")
    launch: tuple[str, ...] = option(("{program}", "{args}"), "The command line")
    prompt: tuple[str, ...] = option((), "Added to the command line when there is a prompt")
    resume: tuple[str, ...] = option((), "The command line that goes on with a conversation")
    version: tuple[str, ...] = option((), "The command line that prints the version")
    env_allow: tuple[str, ...] = option((), "Environment variables it needs")
    env: dict[str, str] | None = option(None, "Added to the session's environment")
    gate: _Gate = option(_Gate(), "How it takes part in the plan gate")
    status: tuple[_Status, ...] = option((), "Signs on its screen")


class ManifestAgent(Held):
    """An agent as its manifest describes it."""

    def __init__(self, name: str, manifest: _Manifest, new_id: Callable[[], str]) -> None:
        self.name = name
        self.title = manifest.title or name
        self.program = manifest.program
        self.install_hint = manifest.install_hint
        self.env_allow: Sequence[str] = manifest.env_allow
        self.status_rules: Sequence[StatusRule] = tuple(_rule(status) for status in manifest.status)
        self.state: Sequence[str] = manifest.gate.state
        self.control: Sequence[str] = manifest.gate.control
        self.guided: Sequence[str] = manifest.gate.guide
        self.guided_env: Mapping[str, str] = manifest.gate.env or {}
        self.told = manifest.gate.told
        self._manifest = manifest
        self._new_id = new_id

    def launch(self, program: str, args: Sequence[str], prompt: str, session: str) -> Launch:
        """Fill in the launch template."""
        manifest = self._manifest
        template = manifest.launch + (manifest.prompt if prompt else ())
        conversation = self._new_id() if any("{conversation}" in part for part in template) else ""
        words = {"program": program, "session": session, "conversation": conversation, "prompt": prompt}
        return Launch(
            argv=_filled(template, words, args),
            env=manifest.env or {},
            conversation=conversation,
            typed="" if manifest.prompt else prompt,
        )

    def resume(self, program: str, ended: Resumption) -> Launch | None:
        """Fill in the resume template, if the manifest has one and what it needs is known."""
        template = self._manifest.resume
        needs_id = any("{conversation}" in part for part in template)
        if not template or (needs_id and not ended.conversation):
            return None
        words = {"program": program, "conversation": ended.conversation, "cwd": ended.cwd}
        return Launch(
            argv=_filled(template, words, ()), env=self._manifest.env or {}, conversation=ended.conversation
        )

    def version_argv(self, program: str) -> Sequence[str]:
        """Fill in the version template."""
        return _filled(self._manifest.version, {"program": program}, ())


def read_manifests(directory: Path) -> tuple[list[Agent], list[Fault]]:
    """All agents described in a directory that need not exist; a faulty file gives faults and no agent."""
    agents: list[Agent] = []
    faults: list[Fault] = []
    for path in sorted(directory.glob("*.toml")):
        agent, found = read_manifest(path)
        faults += found
        if agent is not None:
            agents.append(agent)
    return agents, faults


def read_manifest(
    path: Path, new_id: Callable[[], str] = lambda: str(uuid.uuid4())
) -> tuple[Agent | None, list[Fault]]:
    """One agent; None when its manifest has any fault, for a half-understood command must not run."""
    document = Document.read(path)
    manifest = None if document.faults else read(_Manifest, document)
    if manifest is None or document.faults:
        return None, document.faults
    _check_templates(document, manifest)
    for number, status in enumerate(manifest.status):
        for wrong in rules.faults([_rule(status)]):
            document.fault(("status", number, "pattern"), wrong)
    agent = None if document.faults else ManifestAgent(path.stem, manifest, new_id)
    return agent, document.faults


def _check_templates(document: Document, manifest: _Manifest) -> None:
    allowed = {
        "launch": (manifest.launch, _LAUNCH),
        "prompt": (manifest.prompt, _LAUNCH - {"args"} | {"prompt"}),
        "resume": (manifest.resume, _RESUME),
        "version": (manifest.version, frozenset({"program"})),
    }
    for key, (template, known) in allowed.items():
        for part in template:
            for word in _PLACEHOLDER.findall(part):
                if word not in known:
                    document.fault((key,), f"{key}: {{{word}}} has no meaning here")
                elif word == "args" and part != "{args}":
                    document.fault((key,), f'{key}: "{{args}}" must stand alone')
    if not manifest.launch:
        document.fault(("launch",), "launch is empty")


def _filled(template: Sequence[str], words: Mapping[str, str], args: Sequence[str]) -> tuple[str, ...]:
    result: list[str] = []
    for part in template:
        if part == "{args}":
            result += args
        else:
            result.append(_PLACEHOLDER.sub(lambda match: words.get(match[1], match[0]), part))
    return tuple(result)


def _rule(status: _Status) -> StatusRule:
    return StatusRule(
        name=status.name,
        pattern=status.pattern,
        state=status.state,
        reason=status.reason,
        lines=status.lines,
        title=status.title,
    )
