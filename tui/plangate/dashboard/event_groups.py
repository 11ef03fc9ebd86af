"""What kinds of events belong together, so that a key hides or shows them. Pure."""

from __future__ import annotations

from enum import Enum

__all__ = ["Group", "group_of"]


class Group(Enum):
    """One key each, in this order; the value is the word for it."""

    PROMPTS = "prompts"
    PLANS = "plans"
    GATE = "gate"
    EDITS = "edits"
    UNDO = "undo"
    SESSIONS = "sessions"
    FOCUS = "focus"
    REST = "rest"


_KINDS = {
    "attempt.planned": Group.PLANS,
    "attempt.worked": Group.EDITS,
    "attempt.undone": Group.UNDO,
    "attempt.restarted": Group.UNDO,
    "plan.touched": Group.EDITS,
    "plan.strayed": Group.EDITS,
    "plan.restored": Group.UNDO,
    "plan.undone": Group.UNDO,
    "gate.decision": Group.EDITS,
    "gate.decisions": Group.EDITS,
    "gate.claimed": Group.EDITS,
    "gate.restored": Group.UNDO,
    "session.restarted": Group.UNDO,
}
_SUBJECTS = {
    "attempt": Group.PROMPTS,
    "task": Group.PROMPTS,
    "prompt": Group.PROMPTS,
    "plan": Group.PLANS,
    "question": Group.PLANS,
    "gate": Group.GATE,
    "access": Group.GATE,
    "undo": Group.UNDO,
    "checkpoint": Group.UNDO,
    "checkpoints": Group.UNDO,
    "session": Group.SESSIONS,
    "host": Group.SESSIONS,
    "job": Group.SESSIONS,
    "focus": Group.FOCUS,
    "grants": Group.FOCUS,
}


def group_of(kind: str) -> Group:
    """The group of a kind of event, also of kinds that are not known yet."""
    return _KINDS.get(kind) or _SUBJECTS.get(kind.partition(".")[0], Group.REST)
