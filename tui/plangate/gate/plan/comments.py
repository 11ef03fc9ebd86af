"""Comments on a plan: anchored to a step and to the text of a line, so that they survive edits."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from plangate.gate.plan.record import Actor, Plan

__all__ = ["Anchor", "Comment", "anchor_line", "anchor_step", "feedback", "place"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """What a comment is about; nothing set: the whole plan."""

    step: str = ""
    """Id of a step."""
    line: str = ""
    """Digest of the line's text without the space around it."""
    number: int = 0
    """Where the line stood when the comment was made, from 1: decides between equal lines."""
    quote: str = ""
    """The text as it was, for when it is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A remark of one person or agent."""

    id: str
    text: str
    by: Actor
    at: float
    """Unix seconds."""
    anchor: Anchor = Anchor()
    version: int = 1
    """Of the plan, when the comment was made."""
    resolved: bool = False


def anchor_step(plan: Plan, step: str) -> Anchor:
    """The anchor of a step; of the whole plan when there is no such step."""
    found = next((item for item in plan.steps if item.id == step), None)
    return Anchor(step=found.id, line=_hash(found.text), quote=found.text) if found else Anchor()


def anchor_line(plan: Plan, number: int) -> Anchor:
    """The anchor of a line of the body, from 1; of the whole plan when there is no such line."""
    lines = plan.body.splitlines()
    if not 1 <= number <= len(lines):
        return Anchor()
    text = lines[number - 1].strip()
    return Anchor(line=_hash(text), number=number, quote=text)


def place(plan: Plan, anchor: Anchor) -> tuple[str, int] | None:
    """Where an anchor points in this version: id of the step, and line of the body or 0; None: it is gone.

    A step is found by its id, or by its text under another id; a line by its text, the nearest one to
    where it stood, the later of two: plans grow. The whole plan is `("", 0)`.
    """
    if anchor.step:
        for step in plan.steps:
            if step.id == anchor.step:
                return step.id, 0
        same = (step.id for step in plan.steps if _hash(step.text) == anchor.line)
        found = next(same, "")
        return (found, 0) if found else None
    if anchor.line:
        lines = plan.body.splitlines()
        hits = [number for number, text in enumerate(lines, 1) if _hash(text.strip()) == anchor.line]
        return ("", min(hits, key=lambda at: (abs(at - anchor.number), -at))) if hits else None
    return "", 0


def feedback(plan: Plan, comments: tuple[Comment, ...], reason: str = "") -> str:
    """Open comments as one text for the agent, in the order of the plan."""
    lines = ["Changes to the plan are requested." + (f" {reason}" if reason else "")]
    for comment in comments:
        if comment.resolved:
            continue
        where = place(plan, comment.anchor)
        about = "" if comment.anchor == Anchor() else f'on "{comment.anchor.quote}"'
        if comment.anchor.step and where:
            about = f'on step {where[0]} "{comment.anchor.quote}"'
        lines.append(f"- {about + ': ' if about else ''}{comment.text}")
    lines.append("Present the whole revised plan again; nothing may be changed before it is approved.")
    return "\n".join(lines)


def _hash(text: str) -> str:
    return hashlib.sha256(text.strip().encode("utf-8", "surrogatepass")).hexdigest()[:16]
