"""The actions on a session's gate and on plans."""

from __future__ import annotations

from functools import partial

from plangate.dashboard.action import Need, Scope, Section, action

__all__ = ["GATE_ACTIONS", "REVIEW_ACTIONS"]

_PICKED = (Scope.LIST, Scope.GRID)
_gate = partial(action, Section.GATE)
_review = partial(action, Section.REVIEW, scopes=(Scope.REVIEW,), palette=False)

GATE_ACTIONS = (
    _gate(
        "plan.review",
        "a",
        "Review and approve",
        "Read the plan that waits, or answer what the agent asks to be allowed",
        (*_PICKED, Scope.INBOX),
        label="review",
        need=Need.ASKING,
    ),
    _gate(
        "plan.deny",
        "d",
        "Deny or request changes",
        "Send the plan back with a remark, or refuse what the agent asks to be allowed",
        (*_PICKED, Scope.INBOX),
        label="deny",
        need=Need.ASKING,
    ),
    _gate(
        "plan.show", "p", "Plan", "Read the plan that is carried out, or was last", _PICKED, need=Need.PLANNED
    ),
    _gate(
        "session.undo",
        "u",
        "Undo",
        "Bring its workspace, or some files, back to a checkpoint; shows first what would change",
        _PICKED,
        label="undo",
        need=Need.SESSION,
    ),
    _gate(
        "checkpoint.create",
        "U",
        "Take a checkpoint",
        "Keep the whole working tree as it is now, to come back to it",
        _PICKED,
        need=Need.SESSION,
    ),
    _gate(
        "gate.change",
        "o",
        "Gate",
        "Open a small budget, close, pause, restore, break the glass",
        _PICKED,
        label="gate",
        need=Need.GATED,
    ),
)

REVIEW_ACTIONS = (
    _review("review.down", "j down", "Down", "Go to the next paragraph or step"),
    _review("review.up", "k up", "Up", "Go to the one before"),
    _review(
        "review.approve",
        "a",
        "Approve",
        "Prove that you are you, and let exactly this text be done",
        label="approve",
    ),
    _review(
        "review.changes",
        "d",
        "Request changes",
        "Send it back; your comments reach the agent",
        label="changes",
    ),
    _review("review.comment", "c", "Comment", "Remark on the line or step under the cursor", label="comment"),
    _review(
        "review.view",
        "v",
        "Change the view",
        "The plan, what changed since you read it, the text as written",
        label="view",
    ),
    _review("review.reject", "x", "Reject", "End this plan; the agent is told why", label="reject"),
    _review("review.finish", "f", "Done or abandoned", "End a plan that is being carried out"),
    _review("review.amend", "m", "Amend", "Make a new version whose scope has what drifted, to be approved"),
)
