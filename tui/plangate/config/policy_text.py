"""A policy as the text of a file, with a comment on every key."""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from plangate.config.policy import keys
from plangate.gate.policy import ALWAYS_READ_ONLY, DEFAULT, Policy

__all__ = ["MEANINGS", "policy_text"]

MEANINGS = {
    "network": 'What a gated session reaches: "host" (what this machine reaches) or "none".',
    "gate": "How the gate of sessions in this repository is kept.",
    "gate.mode": '"enforce", or "observe": everything is recorded, nothing is refused.',
    "gate.min_strength": (
        "A machine that cannot hold the gate at least this strongly opens none:"
        ' "kernel", "syscall", "hooks", "watch", "advisory".'
    ),
    "budget": "What may change without a plan, for one task; more needs one. A binary file always does.",
    "budget.files": "Files changed; 0 lets nothing through without a plan.",
    "budget.lines": "Lines added and deleted together.",
    "budget.new_files": "Files that are new.",
    "budget.deletions": "Files deleted.",
    "budget.minutes": "How long a pass stays open.",
    "protected": "Paths with rules of their own; a plain name is meant in every directory.",
    "protected.paths": "Always need a plan that names them, and quorum_protected approvals.",
    "protected.never_writable": (
        f"Stay read-only for sessions even under a plan, besides {', '.join(ALWAYS_READ_ONLY)}."
    ),
    "dependencies": "Manifests and lock files.",
    "dependencies.files": "Any change to them needs a plan.",
    "commands": "Shell commands and agents' tools.",
    "commands.allow_closed": "Exact commands that count as read-only besides those that are recognised.",
    "commands.deny_even_open": "Commands that sessions never run; * stands for any text.",
    "commands.allow_tools": 'Agents\' tools that change nothing here, such as "mcp__docs__*".',
    "folders": "Directories that sessions may write while the gate is closed.",
    "folders.scratch": 'Within the workspace: build and cache folders, such as "target/".',
    "folders.writable": 'Outside of it, such as "~/.cache/pip".',
    "approval": "Who approves plans, and how.",
    "approval.quorum": "How many different people must approve a plan.",
    "approval.quorum_protected": "How many when it touches a protected path.",
    "approval.factors": 'What proves the person, the one asked for first: "code", "pin", "ssh-sig".',
    "approval.approvers": "Names of who may approve; empty: everybody with an approver's role.",
    "approval.ttl_hours": "How long an approval holds.",
    "approval.author_may_not_approve": "Whether a person who wrote a plan is barred; agents always are.",
    "approval.survives_clear": "Whether a plan goes on after /clear, in a conversation that did not present it.",
    "approval.break_glass_minutes": "Longest time the gate may be broken open, loudly; 0: never.",
    "plan": "The life of plans.",
    "plan.done": 'When every step is carried out and the turn has ended: "ask" a person, or "auto": it ends.',
    "attempt": "Each go at a task.",
    "attempt.coin": (
        "Whether a coin decides, once per attempt, if a task for which a budget would be opened gets a plan"
        " instead: for a comparison that is fair. See docs/redo.md."
    ),
    "attempt.test": "Command that must have exited with 0 since the last edit, run by the agent; empty: none.",
    "proof": "What plangate verify asks of a branch.",
    "proof.repository": "Name that signatures are bound to, so that they are worth nothing elsewhere.",
    "proof.signatures": "Whether approvals need an ssh signature of .plangate/allowed_signers.",
    "proof.records": "Whether approved plans leave a record to be committed, and trailers on sessions' commits.",
    "proof.trailers": "Whether each commit must carry Plan-Id; not where commits are squashed.",
}
"""What each table and key means; also in docs/policy.md."""

_HEAD = """\
# The policy of this repository for coding agents. `plangate policy check` names every fault; with one the
# gate stays closed. A change here voids every approval given before, and `plangate verify` reads this file
# from the branch that is merged into, so that no branch loosens its own policy.
"""


def policy_text(policy: Policy = DEFAULT, *, comments: bool = True) -> str:
    """The whole policy as TOML, which reads back to the same policy."""
    return "\n".join(_lines(policy, comments)) + "\n"


def _lines(policy: Policy, comments: bool) -> Iterator[str]:
    found = list(keys(policy))
    if comments:
        yield _HEAD
    for key, value in found:
        if "." not in key:  # before the first table, or it would belong to one
            yield from _entry(key, key, value, comments)
    table = ""
    for key, value in found:
        around, dot, name = key.partition(".")
        if not dot:
            continue
        if around != table:
            table = around
            yield ""
            if comments:
                yield f"# {MEANINGS[table]}"
            yield f"[{table}]"
        yield from _entry(key, name, value, comments)


def _entry(key: str, name: str, value: Any, comments: bool) -> Iterator[str]:
    if comments:
        yield f"# {MEANINGS[key]}"
    yield f"{name} = {_toml(value)}"


def _toml(value: Any) -> str:
    if isinstance(value, tuple):
        inner = [_toml(item) for item in value]
        short = f"[{', '.join(inner)}]"
        return short if len(short) <= 80 else "[\n" + "".join(f"    {item},\n" for item in inner) + "]"
    if isinstance(value, str):
        plain = value.value if isinstance(value, StrEnum) else value
        return json.dumps(plain, ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(value)
