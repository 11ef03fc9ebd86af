"""States, ages and questions in the words and signs that every screen uses."""

from __future__ import annotations

from plangate.model.session import Reason, Session, State

__all__ = ["GLYPHS", "age", "asks", "clean", "explain_state", "state_variable", "state_words"]

GLYPHS = {
    State.WORKING: "●",
    State.BLOCKED: "◐",
    State.DONE: "✔",
    State.IDLE: "○",
    State.FAILED: "✕",
    State.STOPPED: "■",
    State.UNKNOWN: "?",
}
"""One cell each; a state never shows by its colour alone."""

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_ASKS = {
    Reason.PLAN: "has a plan for you to read",
    Reason.PERMISSION: "asks for permission",
    Reason.QUESTION: "has a question",
    None: "waits for you",
}


def age(seconds: float) -> str:
    """A span of time in at most five cells: "8s", "12m", "1h10m", "20h", "3d"."""
    whole = max(0, int(seconds))
    if whole < _MINUTE:
        return f"{whole}s"
    if whole < _HOUR:
        return f"{whole // _MINUTE}m"
    hours, minutes = whole // _HOUR, whole % _HOUR // _MINUTE
    if whole < 10 * _HOUR and minutes:
        return f"{hours}h{minutes:02}m"
    return f"{hours}h" if whole < 2 * _DAY else f"{whole // _DAY}d"


def state_variable(state: State) -> str:
    """The theme's variable with the colour of a state."""
    return f"state-{state.value}"


def state_words(session: Session) -> str:
    """The state in one or two words: what a blocked session waits for, how a failed one ended."""
    if session.state is State.BLOCKED and session.reason is not None:
        return str(session.reason.value)
    if session.state is State.FAILED and session.exit is not None:
        return f"failed, {session.exit}"
    return session.state.value


def explain_state(session: Session) -> str:
    """The state and why it is believed, for a header or a tool tip."""
    words = state_words(session)
    if session.state is State.BLOCKED:
        words = f"blocked: {words}"
    return f"{words} · {session.evidence}" if session.evidence else words


def asks(session: Session) -> str:
    """What a session wants from a person: its own last line where it has one, else our words for it."""
    if session.state is State.BLOCKED:
        return clean(session.last_line) or f"It {_ASKS[session.reason]}"
    if session.state is State.FAILED:
        return clean(session.last_line) or "It failed"
    return clean(session.last_line) or "It is done"


def clean(text: str) -> str:
    """Text of a program made safe for one line: no control characters, no runs of blanks."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
