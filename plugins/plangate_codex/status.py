"""What Codex's screen says about its state, in case it does not report its status itself.

Seen in recordings of 0.169.0.
"""

from __future__ import annotations

from plangate.model.session import Reason
from plangate.plugins.signs import blocked, waiting, working

__all__ = ["STATUS_RULES"]

STATUS_RULES = (
    blocked(Reason.PLAN, "plan question", r"^\s*Implement this plan\?", rows=14),
    blocked(
        Reason.PERMISSION,
        "approval dialog",
        r"^\s*(?:Would you like to .*|Press enter to confirm or esc to cancel.*)$",
    ),
    blocked(Reason.QUESTION, "selection", r"^\s*enter (?:select|continue) · esc back", rows=3),
    blocked(Reason.PERMISSION, "action required", r"\bAction Required\b", title=True),
    working("spinning title", r"^[⠀-⣿] ", title=True),
    working("esc to interrupt", r"\besc to interrupt\b", rows=8),
    waiting("prompt line", r"^›(?: |$)|\? for shortcuts", rows=6),
)
