"""What an agent tells the plan gate, and how it is answered. Optional for an agent: see `GatedAgent`.

An agent that runs hooks has one program of ours called before each of its tools. The program passes
the agent's own payload on and prints the agent's own kind of answer; between the two stands the
gate, which knows no agent by name: a plugin turns the payload into a `HookCall`, and the gate's
`Answer` into a `HookReply`.

Hooks explain and carry plans; they are never what keeps a file from being changed. An agent whose
plugin is no `GatedAgent` is held by the kernel all the same.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol, runtime_checkable

import plangate
from plangate.plugins.api import Launch

__all__ = [
    "Answer",
    "ControlPath",
    "GatedAgent",
    "HookCall",
    "HookCommand",
    "HookKind",
    "HookReply",
    "ListItem",
    "Prepared",
    "Setting",
    "StatePath",
    "ToolKind",
    "ToolUse",
    "Typing",
    "Verdict",
    "Writable",
]


class HookKind(StrEnum):
    """What an agent's message means to the gate."""

    TOOL = "tool"
    """It is about to use a tool."""
    TOOL_ENDED = "tool-ended"
    """It has used one; only told."""
    PERMISSION = "permission"
    """It would ask the person, by its own rules, whether it may use a tool."""
    PLAN = "plan"
    """It presents a plan; it is to be held until a person has decided."""
    PLAN_DIALOG = "plan-dialog"
    """It asks once more about the plan presented just before; answered as that was, without waiting."""
    PROMPT = "prompt"
    """A person, or a program for them, has sent it a prompt."""
    WOKEN = "woken"
    """It goes on with what it was at because a job of its own has something to tell; nobody has asked it anything."""
    SESSION_START = "session-start"
    SESSION_END = "session-end"
    TURN_END = "turn-end"
    """It has ended its turn. `GatedAgent.plan_at_end` may find a plan then."""
    NOTIFICATION = "notification"
    OTHER = "other"
    """Nothing the gate has a use for; answered with `Verdict.PASS`."""


class ToolKind(StrEnum):
    """What a tool can do, told by its name alone; what a command does, the gate finds out itself."""

    READ = "read"
    """It only looks: files, the web, its own lists."""
    WRITE = "write"
    """It changes the files in `ToolUse.paths` and nothing else."""
    SHELL = "shell"
    """It runs `ToolUse.command`."""
    AGENT = "agent"
    """It starts an agent whose own tools are reported as well."""
    TALK = "talk"
    """It asks or tells the person, or changes the agent's own mode."""
    UNKNOWN = "unknown"
    """Everything else, tools of MCP servers among it."""


class Verdict(StrEnum):
    """What the gate says to a call."""

    PASS = "pass"
    """The gate has nothing against it; the agent's own rules decide."""
    ALLOW = "allow"
    """A person has said yes: a plan is approved, a permission given. The agent need not ask again."""
    DENY = "deny"
    """No; `Answer.words` reach the model. For a plan: changes are wanted, or it is rejected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolUse:
    """A tool and what it is about to be used on."""

    name: str
    """As the agent calls it: "Bash", "apply_patch", "mcp__github__create_issue"."""
    kind: ToolKind
    paths: tuple[str, ...] = ()
    """Files it writes or, for a reading tool, reads; as the agent gave them, perhaps relative to `HookCall.cwd`."""
    command: str = ""
    """Shell text."""
    added: int | None = None
    """Lines that a writing tool adds; None when that cannot be told before."""
    deleted: int | None = None
    creates: tuple[str, ...] = ()
    """Those of `paths` that the tool says are new."""
    removes: tuple[str, ...] = ()
    """Those of `paths` that the tool deletes."""


@dataclass(frozen=True, slots=True)
class ListItem:
    """An entry of the agent's own list of what is to be done."""

    id: str
    """Empty for a new entry whose id is not known yet."""
    done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HookCall:
    """One message of an agent."""

    kind: HookKind
    event: str = ""
    """The agent's own name for it."""
    conversation: str = ""
    """The agent's own id of the conversation; changes within a session when the agent begins a new one."""
    cwd: str = ""
    call: str = ""
    """The agent's id of this use of a tool; empty when it gives none."""
    tool: ToolUse | None = None
    plan: str = ""
    """Markdown; for PLAN and PLAN_DIALOG."""
    words: str = ""
    """One line for people: the command, the file, the prompt's first line, the notification."""
    text: str = ""
    """All of a prompt, or of the last message of a turn."""
    mode: str = ""
    """The agent's own mode, in its words: "plan", "acceptEdits"."""
    source: str = ""
    """Why a session started or ended, in the agent's words: "startup", "resume", "clear"."""
    subagent: str = ""
    """Id of the agent within the agent that calls; empty for the main one."""
    log: str = ""
    """The agent's log of this conversation."""
    items: tuple[ListItem, ...] = ()
    """What a tool does to the agent's own list of what is to be done."""
    items_whole: bool = False
    """Whether `items` is the whole list, instead of what changes in it."""
    jobs: tuple[str, ...] | None = None
    """For TURN_END: what it has left running, a word or two each; None when it does not say."""
    failed: bool | None = None
    """For TOOL_ENDED: the tool did not do what it was asked to; of a command: it did not exit with 0. None: not told."""
    payload: Mapping[str, object] = field(default_factory=dict)
    """As it came; for the plugin's own use when it answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the gate, or a person through it, has decided."""

    verdict: Verdict
    words: str = ""
    """Why, for the model: the refusal with the way on, or the person's comments on a plan."""
    context: str = ""
    """Something the model should know besides, whatever the verdict."""


@dataclass(frozen=True, slots=True)
class HookReply:
    """What the hook program prints and ends with."""

    stdout: str = ""
    stderr: str = ""
    exit: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HookCommand:
    """How an agent is told to run our hook program."""

    argv: tuple[str, ...]
    """Interpreter, its options and the program: `PYTHON -I -S …/plangate/client/hook.py`."""
    observe: bool = False
    """Nothing is refused: a hook that fails lets the agent go on."""
    within: int = 86_400
    """Seconds a person may take to answer; to be given to the agent as the hook's time-out."""

    @classmethod
    def installed(cls, *, observe: bool = False, within: int = 86_400) -> HookCommand:
        """The program of this installation, on the interpreter itself: a virtual environment starts slower."""
        program = Path(plangate.__file__).with_name("client") / "hook.py"
        python = Path(sys.executable).resolve()
        return cls(argv=(str(python), "-I", "-S", str(program)), observe=observe, within=within)

    def gate(self, agent: str) -> str:
        """A shell command for events that may be refused: whatever goes wrong, it says no (exit 2)."""
        options = ("--observe",) if self.observe else ()
        last = "true" if self.observe else "exit 2"
        return f"{self._line(agent, *options)} || {last}"

    def tell(self, agent: str) -> str:
        """A shell command for events that only tell: whatever goes wrong, the agent goes on."""
        options = ("--observe",) if self.observe else ()
        return f"{self._line(agent, *options, '--tell')} || true"

    def _line(self, agent: str, *options: str) -> str:
        # the program gives up a little before the agent would: an agent that cuts a hook off goes on
        words = (*self.argv, agent, *options, "--within", str(max(1, self.within - 10)))
        return shlex.join(words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Writable:
    """What the gate lets a session write when its program starts; absolute paths, links resolved."""

    workspace: str = ""
    """The directory that is guarded."""
    open: tuple[str, ...] = ()
    """Directories that may be written; none while the gate is closed."""
    shut: tuple[str, ...] = ()
    """Files and directories in those that may not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a plugin knows of the session when it prepares a start."""

    hook: HookCommand
    home: Path
    """The person's home directory, as the agent will see it."""
    cwd: str
    env: Mapping[str, str]
    """The complete environment the agent would get."""
    version: str
    """The program's version; empty when it does not say."""
    kernel: bool
    """Whether the kernel holds the gate of this session (strength kernel or syscall)."""
    cache: Path
    """A directory of ours for what is costly to find out."""
    shown: Path
    """A directory of ours that sessions can read and not write."""
    writable: Writable = Writable()
    """For an agent that holds itself, see `Prepared.holds_itself`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A start with the gate's messages built in."""

    launch: Launch
    hooks: bool
    """Whether the hooks count as a layer; False: the agent is too old or was asked not to run them."""
    tells: bool = False
    """Whether the agent says by hooks what it is asked and does, also where they do not count or only observe."""
    words: tuple[str, ...] = ()
    """What a person should know about it, a sentence each; for the ledger and `explain`."""
    scrub: tuple[str, ...] = ()
    """Variables to be taken from the agent's environment."""
    holds_itself: bool = False
    """A sandbox of the agent's own lets it write what `Setting.writable` names and nothing else, for as long as it runs.

    Whenever the gate lets something else through, the agent is stopped and its conversation resumed,
    see `plangate.plugins.api.Resumption.prompt`.
    """


@dataclass(frozen=True, slots=True)
class StatePath:
    """Where an agent keeps its own state; writable in the closed gate."""

    path: Path
    directory: bool = True
    """A file is bound by itself, so it cannot be replaced by renaming another over it."""
    create: bool = False
    """Made when it is missing, because the agent does not start without it."""


@dataclass(frozen=True, slots=True)
class ControlPath:
    """A file or directory that could switch the gate's messages off; never writable for the session."""

    path: Path
    directory: bool = False
    content: str | None = None
    """What it is created with when it is missing, so that there is something to bind; None: left missing."""


@dataclass(frozen=True, slots=True)
class Typing:
    """What is to be typed for the person, for agents without a hook that waits."""

    keys: tuple[str, ...] = ()
    """Names of keys, pressed first: "enter", "escape"."""
    text: str = ""
    """Then pasted and sent with Enter; empty: nothing."""


@runtime_checkable
class GatedAgent(Protocol):
    """An agent that takes part in the gate. Implemented beside `plangate.plugins.api.Agent`."""

    @property
    def minimum_version(self) -> str:
        """The first version whose hooks count; empty when its hooks never do."""

    def prepare(self, launch: Launch, setting: Setting) -> Prepared:
        """Build the gate's messages into a start. May run the agent's program: call it in a thread.

        Raises:
            PlangateError: The arguments would switch the gate's messages off.
        """

    def interpret(self, payload: Mapping[str, object]) -> HookCall:
        """What a message means.

        Raises:
            ValueError: It is not one of this agent's messages; the gate says no to it.
        """

    def answer(self, call: HookCall, answer: Answer) -> HookReply:
        """The gate's answer as the agent understands it."""

    def plan_at_end(self, call: HookCall) -> str:
        """The plan that a turn which has ended presents, markdown; empty: none. May read the agent's log: call it in a thread."""

    def go_on(self, call: HookCall, answer: Answer) -> Typing:
        """What to type once a person has decided about the plan of `plan_at_end`."""

    def state_paths(self, home: Path, env: Mapping[str, str]) -> Sequence[StatePath]:
        """What must stay writable for the agent to work at all."""

    def control_paths(self, home: Path, env: Mapping[str, str], cwd: Path) -> Sequence[ControlPath]:
        """What must never be writable, open gate or not."""
