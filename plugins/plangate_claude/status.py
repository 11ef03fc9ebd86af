"""What Claude Code's screen says about its state, in case it does not report its status itself.

Seen in recordings of 2.1.329; the dialogs take the place of the prompt box, and the footer below
the box names the mode.
"""

from __future__ import annotations

from plangate.model.session import Reason, State
from plangate.plugins.api import StatusRule

__all__ = ["STATUS_RULES"]

STATUS_RULES = (
    StatusRule(
        name="plan dialog",
        pattern=r"^\s*(?:Claude has written up a plan|Exit plan mode\?|ctrl\+g to edit in .*·\s*$)",
        state=State.BLOCKED,
        reason=Reason.PLAN,
        lines=14,
    ),
    StatusRule(
        name="permission dialog",
        pattern=r"^\s*(?:Do you want to .*|Esc to cancel · Tab to amend.*)$",
        state=State.BLOCKED,
        reason=Reason.PERMISSION,
        lines=9,
    ),
    StatusRule(
        name="question",
        pattern=r"^\s*(?:Enter to (?:select|confirm) ·.*|❯ \d+\. .*)$",
        state=State.BLOCKED,
        reason=Reason.QUESTION,
    ),
    StatusRule(name="esc to interrupt", pattern=r"\besc to interrupt\b", state=State.WORKING, lines=4),
    StatusRule(name="busy title", pattern=r"^[◐◓◑◒]", state=State.WORKING, title=True),
    StatusRule(
        name="prompt box",
        pattern=r"^\s*[⏸⏵]+ .* on\b|\? for shortcuts|^❯(?:\s|$)",
        state=State.IDLE,
        lines=5,
    ),
)
