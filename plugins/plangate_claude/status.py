"""What Claude Code's screen says about its state, in case it does not report its status itself.

Seen in recordings of 2.1.329, but for the question, whose footer its dialogs share. Dialogs take the
place of the prompt box and stand one or three columns in; what the agent writes stands two in, and
what the person wrote none, so that neither is taken for a dialog.
"""

from __future__ import annotations

from plangate.model.session import Reason, State
from plangate.plugins.api import StatusRule

__all__ = ["STATUS_RULES"]

STATUS_RULES = (
    StatusRule(
        name="plan dialog",
        pattern=r"^(?: | {3})(?:Claude has written up a plan|Ready to code\?|Exit plan mode\?|ctrl\+g to edit in)",
        state=State.BLOCKED,
        reason=Reason.PLAN,
        lines=14,
    ),
    StatusRule(
        name="permission dialog",
        pattern=r"^(?: | {3})(?:Do you want to |Esc to cancel · Tab to)",
        state=State.BLOCKED,
        reason=Reason.PERMISSION,
        lines=9,
    ),
    StatusRule(
        name="question",
        pattern=r"^\s*Enter to (?:select|confirm) ·|^\s+❯ \d+\. ",
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
