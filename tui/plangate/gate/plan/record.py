"""A plan as a canonical record, and the digest that approvals bind to."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any, NewType

import msgspec

from plangate.gate.canonical import canonical, digest_of
from plangate.gate.scope import WHOLE

__all__ = [
    "RECORDS",
    "Actor",
    "ActorKind",
    "Content",
    "Plan",
    "PlanId",
    "Step",
    "approval_code",
    "is_record",
    "plan_from_json",
    "plan_of",
    "plan_to_json",
    "record_path",
]

PlanId = NewType("PlanId", str)
"""Short and unique, such as "p-4kq7zm2a"; made by the daemon."""

RECORDS = ".plangate/records"
"""Directory of the records of approved plans in a repository."""

_ALPHABET = "ABCDEFGHJKMNPQRTUVWXY346789"
"""No two of these look alike in a terminal's font, so that a code can be read off a phone."""
_CODE_LENGTH = 4


class ActorKind(StrEnum):
    """Who did something."""

    PERSON = "person"
    AGENT = "agent"
    SYSTEM = "system"
    """The daemon itself: a clock, a watcher, a check."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody who wrote, approved or changed something."""

    kind: ActorKind
    name: str = ""
    """A person as policies name them, or an agent: "claude"."""
    session: str = ""
    """Session of an agent."""
    device: str = ""
    """Where a person sat: "desk", "phone of Ada"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a plan."""

    id: str
    """Stays the same while the text is edited: "s1", "s2", …"""
    text: str
    done_when: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What an author writes; everything else in a plan is added by the daemon."""

    title: str
    goal: str = ""
    steps: tuple[Step, ...] = ()
    scope: tuple[str, ...] = WHOLE
    """Globs of what may change."""
    scope_assumed: bool = False
    """The author named none: the whole workspace but what is protected."""
    risks: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    out_of_scope: tuple[str, ...] = ()
    body: str = ""
    """The markdown as it was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Content):
    """One version of a plan; every edit makes a new one."""

    id: PlanId
    base_commit: str = ""
    """The commit that it was written for."""
    policy_digest: str = ""
    author: Actor = Actor(kind=ActorKind.AGENT)
    version: int = 1
    parent_version: int = 0
    """The version it was edited from; 0 for the first."""
    parent: str = ""
    """Id of the plan it was copied from: a fork, or a second use after an undo."""
    restarted_from: str = ""
    """Id of the plan whose task is done anew."""

    @property
    def digest(self) -> str:
        """SHA-256 over the canonical record: content, scope, base commit, policy, author, version."""
        return _digest(self)

    @property
    def content(self) -> Content:
        """What the author wrote."""
        names = Content.__dataclass_fields__
        return Content(**{name: getattr(self, name) for name in names})

    def edited(self, content: Content, *, base_commit: str = "", policy_digest: str = "") -> Plan:
        """The next version with other content; base and policy stay unless they are named."""
        return replace(
            self,
            **{name: getattr(content, name) for name in Content.__dataclass_fields__},
            base_commit=base_commit or self.base_commit,
            policy_digest=policy_digest or self.policy_digest,
            version=self.version + 1,
            parent_version=self.version,
        )


@lru_cache(maxsize=256)
def _digest(plan: Plan) -> str:
    return digest_of(plan_to_json(plan))


def plan_of(content: Content, **facts: Any) -> Plan:
    """A first version; `facts` are the fields that `Plan` adds to the content."""
    return Plan(**{name: getattr(content, name) for name in Content.__dataclass_fields__}, **facts)


def plan_to_json(plan: Plan) -> dict[str, Any]:
    """The record as JSON values."""
    made = msgspec.to_builtins(asdict(plan))
    assert isinstance(made, dict)
    return made


def plan_from_json(values: Any) -> Plan:
    """The record from JSON values.

    Raises:
        ValueError: It is not exactly what `plan_to_json` writes; a field that this version does not know
            is refused, because a digest would not cover it.
    """
    try:
        plan = msgspec.convert(values, Plan)
    except msgspec.ValidationError as error:
        raise ValueError(f"no plan: {error}") from error
    if canonical(plan_to_json(plan)) != canonical(values):
        raise ValueError("no plan: it holds fields that this version does not know")
    return plan


def record_path(plan: str) -> str:
    """Where the record of an approved plan stands in the repository; `plangate.proof` writes and reads it."""
    return f"{RECORDS}/{plan}.json"


def is_record(path: str) -> bool:
    """Whether a path is that of a record: evidence, neither drift nor part of any change."""
    return path.startswith(f"{RECORDS}/") and path.endswith(".json") and path.count("/") == 2


def approval_code(digest: str) -> str:
    """Four characters to be typed by who approves: the right ones only for the text that was read."""
    number, code = int(digest, 16), ""
    for _ in range(_CODE_LENGTH):
        number, rest = divmod(number, len(_ALPHABET))
        code += _ALPHABET[rest]
    return code
