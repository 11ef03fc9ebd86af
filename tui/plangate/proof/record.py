"""The record of an approved plan, as it is committed with the change: `.plangate/records/ID.json`."""

from __future__ import annotations

import json
from dataclasses import dataclass

import msgspec

from plangate.gate.canonical import canonical, parse_canonical
from plangate.gate.plan.record import Plan, plan_from_json, plan_to_json
from plangate.gate.plan.state import PlanState
from plangate.gate.policy import Factor
from plangate.model.plan import VoteKind

__all__ = [
    "Approval",
    "Enforcement",
    "ProofRecord",
    "from_text",
    "record_of",
    "to_text",
    "trailers",
]

_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One person's yes."""

    by: str
    at: float
    """Unix seconds."""
    factor: Factor
    """What proved the person."""
    device: str = ""
    signed: str = ""
    """The text that was signed, when it was."""
    signature: str = ""
    """Armoured ssh signature over it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enforcement:
    """How the gate was held while the plan ran, as the daemon saw it."""

    strength: str = ""
    """kernel, syscall, hooks, watch or advisory."""
    agent: str = ""
    """The agent with its version."""
    session: str = ""
    directories: tuple[str, ...] = ()
    """What the kernel opened; "." is the whole workspace."""
    namespace: str = ""
    """Of the mounts; names the session's sandbox for as long as it ran."""
    started: float = 0.0
    """Unix seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofRecord:
    """A plan, who approved exactly it, and how it was enforced."""

    plan: Plan
    digest: str
    """As it was approved; the plan's own digest, unless somebody edited it afterwards."""
    approvals: tuple[Approval, ...]
    enforcement: Enforcement = Enforcement()

    @property
    def unaltered(self) -> bool:
        """Whether the plan is the text that was approved."""
        return self.plan.digest == self.digest


def record_of(state: PlanState, enforcement: Enforcement | None = None) -> ProofRecord:
    """The record of a plan that was approved.

    Raises:
        ValueError: It is not approved.
    """
    if not state.approved or state.approved != state.plan.digest:
        raise ValueError("only an approved plan has a record")
    approvals = tuple(
        Approval(
            by=vote.by.name,
            at=vote.at,
            factor=vote.factor,
            device=vote.by.device,
            signed=vote.signed,
            signature=vote.signature,
        )
        for vote in state.votes
        if vote.kind is VoteKind.APPROVE and vote.digest == state.approved
    )
    return ProofRecord(
        plan=state.plan, digest=state.approved, approvals=approvals, enforcement=enforcement or Enforcement()
    )


def to_text(record: ProofRecord) -> str:
    """The file: JSON with sorted keys, one value in a line, so that a diff of it can be read."""
    values = {
        "version": _VERSION,
        "plan": plan_to_json(record.plan),
        "digest": record.digest,
        "approvals": msgspec.to_builtins(record.approvals),
        "enforcement": msgspec.to_builtins(record.enforcement),
    }
    return json.dumps(json.loads(canonical(values)), indent=1, sort_keys=True, ensure_ascii=True) + "\n"


def from_text(text: str | bytes) -> ProofRecord:
    """The record that a file holds. Its plan may have been edited after the approval: see `unaltered`.

    Raises:
        ValueError: It is no record, or holds what this version does not know.
    """
    values = parse_canonical(text)
    if values.get("version") != _VERSION:
        raise ValueError(f"a record of version {values.get('version')!r}, which is not known here")
    if set(values) != {"version", "plan", "digest", "approvals", "enforcement"}:
        raise ValueError("no record of a plan")
    try:
        return ProofRecord(
            plan=plan_from_json(values["plan"]),
            digest=msgspec.convert(values["digest"], str),
            approvals=msgspec.convert(values["approvals"], tuple[Approval, ...]),
            enforcement=msgspec.convert(values["enforcement"], Enforcement),
        )
    except msgspec.ValidationError as error:
        raise ValueError(f"no record of a plan: {error}") from error


def trailers(record: ProofRecord) -> tuple[str, ...]:
    """Lines for the end of a commit message: an index; the record itself is the evidence."""
    people = (f"Approved-By: {_line(approval.by)}" for approval in record.approvals)
    return (f"Plan-Id: {record.plan.id}", f"Plan-Digest: {record.digest}", *people)


def _line(text: str) -> str:
    return " ".join(text.split())
