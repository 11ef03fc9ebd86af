"""What a repository's policy says, as values; `plangate.config.policy` reads them from the file."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from plangate.gate.canonical import digest_of
from plangate.model.gate import Strength

__all__ = [
    "ALWAYS_READ_ONLY",
    "DEFAULT",
    "Approval",
    "AttemptRules",
    "Budget",
    "Commands",
    "Dependencies",
    "Done",
    "Factor",
    "Folders",
    "GateRules",
    "Mode",
    "Network",
    "PlanRules",
    "Policy",
    "Proof",
    "Protected",
    "strictest",
]

ALWAYS_READ_ONLY = (
    ".git/hooks/**",
    ".git/config",
    ".git/info/attributes",
    ".plangate/policy.toml",
    ".plangate/allowed_signers",
)
"""What no policy can make writable for a session: what would loosen the gate or run outside of it."""

_PROTECTED = (
    ".github/**",
    ".gitlab-ci.yml",
    ".plangate/**",
    ".gitattributes",
    ".gitmodules",
    ".claude/**",
    ".codex/**",
    ".gemini/**",
    ".opencode/**",
    ".mcp.json",
    ".envrc",
    "**/migrations/**",
    "**/*auth*/**",
    "Dockerfile*",
    "*.tf",
)
"""After facts collected about what agents' own sandboxes deny and what teams gate by hand."""

_DEPENDENCIES = (
    "pyproject.toml",
    "requirements*.txt",
    "poetry.lock",
    "uv.lock",
    "package.json",
    "package-lock.json",
    "pnpm-lock.yaml",
    "yarn.lock",
    "Cargo.toml",
    "Cargo.lock",
    "go.mod",
    "go.sum",
    "Gemfile",
    "Gemfile.lock",
    "composer.json",
    "composer.lock",
    "pom.xml",
    "build.gradle*",
)

_DENIED = (
    "git push --force*",
    "git push -f*",
    "git push * --force*",
    "git push * -f*",
    "curl *|*sh*",
    "wget *|*sh*",
    "rm -rf /*",
    "rm -rf ~*",
    "sudo *",
)


class Mode(StrEnum):
    """Whether the gate refuses or only writes down."""

    ENFORCE = "enforce"
    OBSERVE = "observe"
    """For a team's first weeks: everything is recorded, nothing is refused."""


class Factor(StrEnum):
    """What proves that a person approves."""

    CODE = "code"
    """The short code of the digest, typed."""
    PIN = "pin"
    """A PIN that only the person knows."""
    SSH_SIG = "ssh-sig"
    """An ssh signature over the approval."""


class Done(StrEnum):
    """What happens when all steps of a plan are said to be carried out and the agent has ended its turn."""

    ASK = "ask"
    """A person is offered to end the plan."""
    AUTO = "auto"
    """It ends by itself."""


class Network(StrEnum):
    """What a gated session reaches."""

    HOST = "host"
    """What the machine reaches; agents need their model."""
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRules:
    """Table `gate`."""

    mode: Mode = Mode.ENFORCE
    min_strength: Strength = Strength.ADVISORY
    """A machine that cannot hold the gate this strongly opens no gate of this repository."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Table `budget`: what may change without a plan, per task; zero in `files` means nothing."""

    files: int = 3
    lines: int = 40
    """Added and deleted ones together; a binary file is always over."""
    new_files: int = 1
    deletions: int = 0
    """Files deleted."""
    minutes: float = 20.0
    """How long a pass stays open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Protected:
    """Table `protected`."""

    paths: tuple[str, ...] = _PROTECTED
    """Always need a plan that names them, and the approvals of `quorum_protected`."""
    never_writable: tuple[str, ...] = ()
    """Stay read-only for sessions even under a plan; `ALWAYS_READ_ONLY` is added to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependencies:
    """Table `dependencies`."""

    files: tuple[str, ...] = _DEPENDENCIES
    """Any change to them needs a plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commands:
    """Table `commands`."""

    allow_closed: tuple[str, ...] = ()
    """Exact commands that count as read-only besides those that are recognised."""
    deny_even_open: tuple[str, ...] = _DENIED
    """Commands that sessions may never run; `*` stands for any text."""
    allow_tools: tuple[str, ...] = ()
    """Names of agents' tools that change nothing here, such as "mcp__docs__*"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folders:
    """Table `folders`."""

    scratch: tuple[str, ...] = ()
    """Directories of the workspace that sessions may write while closed: build and cache folders."""
    writable: tuple[str, ...] = ()
    """Directories outside of it that sessions may write, "~/" for the home: caches, state of agents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Table `approval`."""

    quorum: int = 1
    """How many different people must approve."""
    quorum_protected: int = 1
    """How many when the scope touches a protected path."""
    factors: tuple[Factor, ...] = (Factor.CODE,)
    """Each of them is enough; the first one is asked for."""
    approvers: tuple[str, ...] = ()
    """Who may approve; empty: every person with an approver's role."""
    ttl_hours: float = 8.0
    """How long an approval holds, from the vote that completed it."""
    author_may_not_approve: bool = False
    """Agents never may; with more than one approval needed the author never counts either way."""
    survives_clear: bool = False
    """Whether a plan goes on in a new conversation of its session without a word from a person."""
    break_glass_minutes: float = 15.0
    """Longest time the glass stays broken; 0: it cannot be broken here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRules:
    """Table `plan`."""

    done: Done = Done.ASK


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRules:
    """Table `attempt`: what holds for each go at a task."""

    coin: bool = False
    """Whether a coin decides about the tasks for which a person would open a budget instead of asking for a plan."""
    test: str = ""
    """Command that must have exited with 0 since the last edit for an attempt to be done; empty: none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Table `proof`: what `plangate verify` asks for."""

    repository: str = ""
    """Name that signatures are bound to, so that none is worth anything elsewhere."""
    signatures: bool = False
    """Whether approvals count only with an ssh signature of somebody in `.plangate/allowed_signers`."""
    records: bool = True
    """Whether approved plans leave their record in the work tree, and trailers on sessions' commits."""
    trailers: bool = False
    """Whether each commit must carry a Plan-Id; leave it off where commits are squashed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A repository's whole policy, one attribute for each table of policy.toml."""

    gate: GateRules = GateRules()
    budget: Budget = Budget()
    protected: Protected = Protected()
    dependencies: Dependencies = Dependencies()
    commands: Commands = Commands()
    folders: Folders = Folders()
    approval: Approval = Approval()
    plan: PlanRules = PlanRules()
    attempt: AttemptRules = AttemptRules()
    proof: Proof = Proof()
    network: Network = Network.HOST
    broken: str = ""
    """Why no gate opens here: the policy file is faulty. A broken file is read as the strictest one."""

    @property
    def digest(self) -> str:
        """Changes with anything the policy says; plans are bound to it."""
        return _digest(self)

    @property
    def read_only(self) -> tuple[str, ...]:
        """Globs that no session may ever write."""
        return (*ALWAYS_READ_ONLY, *self.protected.never_writable)

    @property
    def need_plan(self) -> tuple[str, ...]:
        """Globs whose change needs a plan however small it is."""
        return (*ALWAYS_READ_ONLY, *self.protected.paths, *self.dependencies.files)


@lru_cache(maxsize=64)
def _digest(policy: Policy) -> str:
    said = asdict(policy)
    if policy.attempt == AttemptRules():  # no file that does not say it has another digest for it
        del said["attempt"]
    return digest_of(_plain(said))


def _plain(value: Any) -> Any:
    """Whole numbers without a point: 20 and 20.0 are equal, so they must have one digest."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return int(value) if isinstance(value, float) and value.is_integer() else value


DEFAULT = Policy()
"""What holds in a repository without a policy file."""


def strictest(why: str) -> Policy:
    """What holds while the policy cannot be read: closed, no budget, no broken glass.

    Args:
        why: For people: which fault, and where.
    """
    return Policy(
        gate=GateRules(min_strength=Strength.KERNEL),
        budget=Budget(files=0, lines=0, new_files=0, deletions=0, minutes=0.0),
        approval=Approval(author_may_not_approve=True, break_glass_minutes=0.0),
        broken=why or "the policy cannot be read",
    )
