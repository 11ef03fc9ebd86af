"""What Claude Code's screen says about its state, in case it does not report its status itself.

Seen in recordings of 2.1.329, but for the question, whose footer its dialogs share. Dialogs take the
place of the prompt box and stand one or three columns in; what the agent writes stands two in, and
what the person wrote none, so that neither is taken for a dialog.
"""

from __future__ import annotations

from plangate.model.session import Reason
from plangate.plugins.signs import blocked, waiting, working

__all__ = ["STATUS_RULES"]

STATUS_RULES = (
    blocked(
        Reason.PLAN,
        "plan dialog",
        r"^(?: | {3})(?:Claude has written up a plan|Ready to code\?|Exit plan mode\?|ctrl\+g to edit in)",
        rows=14,
    ),
    blocked(
        Reason.PERMISSION,
        "permission dialog",
        r"^(?: | {3})(?:Do you want to |Esc to cancel · Tab to)",
        rows=9,
    ),
    blocked(Reason.QUESTION, "question", r"^\s*Enter to (?:select|confirm) ·|^\s+❯ \d+\. "),
    working("esc to interrupt", r"\besc to interrupt\b", rows=4),
    working("busy title", r"^[◐◓◑◒]", title=True),
    waiting("prompt box", r"^\s*[⏸⏵]+ .* on\b|\? for shortcuts|^❯(?:\s|$)", rows=5),
)
