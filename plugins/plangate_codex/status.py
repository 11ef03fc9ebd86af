"""What Codex's screen says about its state, in case it does not report its status itself.

Seen in recordings of 0.169.0.
"""

from __future__ import annotations

from plangate.model.session import Reason, State
from plangate.plugins.api import StatusRule

__all__ = ["STATUS_RULES"]

STATUS_RULES = (
    StatusRule(
        name="plan question",
        pattern=r"^\s*Implement this plan\?",
        state=State.BLOCKED,
        reason=Reason.PLAN,
        lines=14,
    ),
    StatusRule(
        name="approval dialog",
        pattern=r"^\s*(?:Would you like to .*|Press enter to confirm or esc to cancel.*)$",
        state=State.BLOCKED,
        reason=Reason.PERMISSION,
    ),
    StatusRule(
        name="selection",
        pattern=r"^\s*enter (?:select|continue) · esc back",
        state=State.BLOCKED,
        reason=Reason.QUESTION,
        lines=3,
    ),
    StatusRule(
        name="action required",
        pattern=r"\bAction Required\b",
        state=State.BLOCKED,
        reason=Reason.PERMISSION,
        title=True,
    ),
    StatusRule(name="spinning title", pattern=r"^[⠀-⣿] ", state=State.WORKING, title=True),
    StatusRule(name="esc to interrupt", pattern=r"\besc to interrupt\b", state=State.WORKING, lines=8),
    StatusRule(
        name="prompt line",
        pattern=r"^›(?: |$)|\? for shortcuts",
        state=State.IDLE,
        lines=6,
    ),
)
