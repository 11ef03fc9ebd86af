"""What an agent reports about itself to its terminal (OSC 7501, the Program Status Protocol)."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from plangate.model.session import Reason, State

__all__ = ["Report"]

_STATES = {
    "idle": State.IDLE,
    "working": State.WORKING,
    "blocked": State.BLOCKED,
    "done": State.DONE,
}
_REASONS = {
    "permission": Reason.PERMISSION,
    "plan": Reason.PLAN,
    "question": Reason.QUESTION,
    "input": Reason.QUESTION,
}
_MESSAGE_LIMIT = 120


@dataclass(frozen=True, slots=True)
class Report:
    """One report; `text` and `detail` are kept as they came, so that it can be stored and read again."""

    text: str
    detail: str
    state: State
    reason: Reason | None
    message: str

    @classmethod
    def parse(cls, text: str, detail: str) -> Report | None:
        """A report, or None when the agent withdrew its last one or says something unknown."""
        state = _STATES.get(text)
        if state is None:
            return None
        values = dict(pair.split("=", 1) for pair in detail.split(":") if "=" in pair)
        message = _plain(values.get("msg", ""))
        reason = None
        if state is State.BLOCKED:
            reason = _REASONS.get(values.get("kind", ""), Reason.QUESTION)
            if "plan" in message.lower():  # Claude Code calls its plan dialog a permission: "approve plan"
                reason = Reason.PLAN
        return cls(text, detail, state, reason, message)

    @property
    def evidence(self) -> str:
        """Why its state is believed."""
        said = f'the agent reports "{self.text}"'
        return f"{said}: {self.message}" if self.message else said


def _plain(encoded: str) -> str:
    """A message, which Claude Code sends in base64."""
    try:
        text = base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        text = encoded
    return "".join(char for char in text if char.isprintable())[:_MESSAGE_LIMIT]
