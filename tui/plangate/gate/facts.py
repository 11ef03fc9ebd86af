"""What a decision about one tool call is made from: typed facts that can be kept and judged again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any

import msgspec

from plangate.gate.budget import Usage, over
from plangate.gate.plan.record import PlanId
from plangate.gate.policy import Mode, Policy
from plangate.gate.scope import in_scope, normalise, protecting
from plangate.model.attempts import Side
from plangate.model.gate import GateState, GateView, Strength

__all__ = [
    "Facts",
    "Label",
    "PathFact",
    "Size",
    "ToolCall",
    "ToolKind",
    "Zone",
    "facts_from_json",
    "facts_to_json",
    "gather",
    "kind_of",
]


class ToolKind(StrEnum):
    """What a tool can do; a superset of what plugins tell (`plangate.plugins.gate.ToolKind`)."""

    READ = "read"
    EDIT = "edit"
    WRITE = "write"
    SHELL = "shell"
    WEB = "web"
    MCP = "mcp"
    AGENT = "agent"
    """It starts an agent whose own tools are asked about as well."""
    TALK = "talk"
    """It asks or tells the person, or keeps the agent's own lists."""
    PLAN = "plan"
    """It presents a plan."""
    UNKNOWN = "unknown"


class Label(StrEnum):
    """What the classifier says of a shell command."""

    READ_ONLY = "read-only"
    MUTATING = "mutating"
    UNKNOWN = "unknown"


class Zone(StrEnum):
    """Where a path lies."""

    WORKSPACE = "workspace"
    SCRATCH = "scratch"
    """A folder of the workspace that may be written while closed."""
    WRITABLE = "writable"
    """A folder outside of it that the policy or the agent's plugin lets be written."""
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True, kw_only=True)
class PathFact:
    """One file that a tool is about to write."""

    path: str
    """Relative to the workspace where it lies in it, else absolute; links resolved."""
    zone: Zone = Zone.WORKSPACE
    in_scope: bool = False
    """Of the plan that is executed."""
    protected: str = ""
    """The pattern that asks for a plan; empty: none."""
    read_only: str = ""
    """The pattern that forbids it always; empty: none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """What a call will change, as far as it can be told before."""

    added: int = 0
    deleted: int = 0
    new_files: int = 0
    deletions: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCall:
    """A tool and what it is about to be used on, as a plugin tells it."""

    tool: str
    """As the agent calls it."""
    kind: ToolKind | None = None
    """None: told by the name."""
    paths: tuple[str, ...] = ()
    """Relative to the workspace or absolute, links resolved."""
    command: str = ""
    size: Size | None = None
    """None: not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything a decision depends on; nothing else does."""

    tool: str
    kind: ToolKind
    gate: GateState = GateState.CLOSED
    strength: Strength = Strength.ADVISORY
    """What holds now."""
    mode: Mode = Mode.ENFORCE
    paths: tuple[PathFact, ...] = ()
    command: str = ""
    label: Label = Label.UNKNOWN
    label_reason: str = ""
    denied: str = ""
    """The pattern by which the policy forbids the command always."""
    allowed: bool = False
    """Whether the policy names the command or the tool as one that changes nothing."""
    size: Size | None = None
    over_budget: tuple[str, ...] = ()
    """In words what the call would be over, while a budget is open."""
    plan: str = ""
    """Id of the plan that is executed, or waits."""
    phase: str = ""
    holders: int = 0
    """Processes that keep the gate from closing."""
    broken: str = ""
    """What is wrong with the policy file."""
    drawn: bool = False
    """A coin has decided that this task is done with a plan."""


_TOOLS: dict[str, ToolKind] = {
    **dict.fromkeys(
        ("Read", "Grep", "Glob", "LS", "NotebookRead", "BashOutput", "TaskOutput", "ToolSearch", "LSP"),
        ToolKind.READ,
    ),
    **dict.fromkeys(("read", "grep", "glob", "list", "view_image", "read_file", "list_dir"), ToolKind.READ),
    **dict.fromkeys(("Edit", "MultiEdit", "NotebookEdit", "edit", "apply_patch", "replace"), ToolKind.EDIT),
    **dict.fromkeys(("Write", "write", "write_file"), ToolKind.WRITE),
    **dict.fromkeys(
        ("Bash", "bash", "shell", "exec_command", "local_shell", "run_shell_command"), ToolKind.SHELL
    ),
    **dict.fromkeys(("WebFetch", "WebSearch", "webfetch", "websearch", "web_search"), ToolKind.WEB),
    **dict.fromkeys(("Task", "Agent", "task", "spawn_agent"), ToolKind.AGENT),
    **dict.fromkeys(
        ("AskUserQuestion", "TodoWrite", "todowrite", "EnterPlanMode", "update_plan", "request_user_input"),
        ToolKind.TALK,
    ),
    **dict.fromkeys(("ExitPlanMode", "exit_plan_mode"), ToolKind.PLAN),
}


def kind_of(tool: str) -> ToolKind:
    """What a tool can do, from an allow-list of names; every other name is unknown."""
    return ToolKind.MCP if tool.startswith("mcp__") else _TOOLS.get(tool, ToolKind.UNKNOWN)


def gather(
    call: ToolCall,
    policy: Policy,
    gate: GateView,
    *,
    label: tuple[Label, str] = (Label.UNKNOWN, ""),
    used: Usage | None = None,
    writable: tuple[str, ...] = (),
    covers: Callable[[str], bool] | None = None,
) -> Facts:
    """Look up everything that the policy and the gate say about a call.

    Args:
        call: What the agent is about to do.
        policy: The repository's.
        gate: The session's.
        label: What the classifier says of the command, and why.
        used: What the open budget has used so far.
        writable: Absolute folders outside the workspace that the session may write.
        covers: Whether the executing plan covers a path; by default by the gate's scope alone.
    """
    inside = covers or (lambda path: in_scope(path, gate.scope))
    command = " ".join(call.command.split())
    tools = policy.commands.allow_tools
    return Facts(
        tool=call.tool,
        kind=call.kind or kind_of(call.tool),
        gate=gate.state,
        strength=gate.strength,
        mode=Mode.OBSERVE if gate.state is GateState.OBSERVE else policy.gate.mode,
        paths=tuple(_path(path, policy, writable, inside) for path in call.paths),
        command=call.command,
        label=Label(label[0]),
        label_reason=label[1],
        denied=_matching(command, policy.commands.deny_even_open),
        allowed=(bool(command) and command in policy.commands.allow_closed)
        or bool(_matching(call.tool, tools)),
        size=call.size,
        over_budget=_over(call, policy, used) if gate.state is GateState.BUDGET else (),
        plan=PlanId(gate.plan),
        phase=gate.phase,
        holders=len(gate.holders),
        broken=policy.broken,
        drawn=gate.coin == Side.PLAN,
    )


def facts_to_json(facts: Facts) -> dict[str, Any]:
    """The facts as JSON values, for the ledger."""
    made = msgspec.to_builtins(facts)
    assert isinstance(made, dict)
    return made


def facts_from_json(values: Any) -> Facts:
    """Facts from JSON values; unknown fields are ignored.

    Raises:
        ValueError: They are no facts.
    """
    try:
        return msgspec.convert(values, Facts)
    except msgspec.ValidationError as error:
        raise ValueError(f"no facts of a decision: {error}") from error


def _path(path: str, policy: Policy, writable: tuple[str, ...], inside: Callable[[str], bool]) -> PathFact:
    plain = normalise(path)
    if plain is None:
        in_folder = any(path == folder or path.startswith(folder.rstrip("/") + "/") for folder in writable)
        safe = in_folder and ".." not in path.split("/")
        return PathFact(path=path, zone=Zone.WRITABLE if safe else Zone.OUTSIDE)
    read_only = protecting(plain, policy.read_only)
    scratch = not read_only and in_scope(plain, policy.folders.scratch)
    return PathFact(
        path=plain,
        zone=Zone.SCRATCH if scratch else Zone.WORKSPACE,
        in_scope=inside(plain),
        protected=protecting(plain, policy.need_plan),
        read_only=read_only,
    )


def _over(call: ToolCall, policy: Policy, used: Usage | None) -> tuple[str, ...]:
    before, size = used or Usage(), call.size or Size()
    after = Usage(
        files=max(before.files, len(call.paths)),
        added=before.added + size.added,
        deleted=before.deleted + size.deleted,
        new_files=before.new_files + size.new_files,
        deletions=before.deletions + size.deletions,
        binary=before.binary,
    )
    return over(after, policy.budget)


def _matching(text: str, patterns: tuple[str, ...]) -> str:
    return next((pattern for pattern in patterns if text and fnmatchcase(text, pattern)), "")
