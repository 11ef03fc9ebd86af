"""States, ages and questions in the words and signs that every screen uses."""

from __future__ import annotations

import re
from collections.abc import Sequence

from plangate.errors import PlangateError
from plangate.model.session import Reason, Session, State

__all__ = [
    "GLYPHS",
    "age",
    "asks",
    "clean",
    "complaint",
    "explain_state",
    "says_something",
    "sentence",
    "state_variable",
    "state_words",
    "telling_line",
]

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
_LOOKED_AT = 24
_CHROME = re.compile(
    r"\b(?:esc|tab|enter|shift\+tab|ctrl[+-]\w)\b.* (?:to|for)\b|\? for shortcuts|/help\b|shift\+tab|ctrl[+-]\w\b"
    r"|^[❯›>$#%]\s*$|^\S*[@:]\S*[#$%]\s*$",
    re.IGNORECASE,
)
"""Help for keys, empty prompts: what agents always have at the bottom of their screens."""
_CHOICE = re.compile(r"(?:[❯›>●○]\s*)?\(?[0-9a-zA-Z][.)]\s")
_NAMES = ("plangate ", "git ")
"""Commands, which have no capital."""
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
    if session.undoing:
        return "undoing"
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


def sentence(text: str) -> str:
    """Words of an error as they stand on a screen: with a capital, if they begin with a word, and a full stop."""
    text = text.strip()
    if re.match(r"[a-z]+[ ,]", text) and not text.startswith(_NAMES):
        text = text[0].upper() + text[1:]
    return text if not text or text[-1] in ".!?…" else f"{text}."


def complaint(error: PlangateError) -> str:
    """What is wrong and what to do about it."""
    return f"{sentence(error.message)} {error.hint}".strip()


def asks(session: Session) -> str:
    """What a session wants from a person: its own last line where that says it, else our words for it."""
    line = clean(session.last_line)
    if says_something(line):
        return line
    if session.state is State.BLOCKED:
        return f"It {_ASKS[session.reason]}"
    return clean(session.task) or line or ("It failed" if session.state is State.FAILED else "It is done")


def says_something(line: str) -> bool:
    """Whether a line of a screen is more than a frame, a prompt or the help for some keys."""
    text = line.strip("│┃|╭╮╰╯─━┌┐└┘├┤═ ")
    return sum(char.isalnum() for char in text) >= 3 and not _CHROME.search(text)


def telling_line(lines: Sequence[str], *, question: bool) -> str:
    """The line of a screen that tells most: its last question, if there is to be one, else its last words.

    Empty when there is nothing but frames, prompts and help for keys.
    """
    written = [text for line in lines if (text := clean(line))]
    found = [text.strip("│┃ ") for text in written[-_LOOKED_AT:] if says_something(text)]
    if question and (asked := [line for line in found if line.endswith(("?", "？"))]):
        return asked[-1]
    if question:
        found = [line for line in found if not _CHOICE.match(line)] or found
    return found[-1] if found else ""


def clean(text: str) -> str:
    """Text of a program made safe for one line: no control characters, no runs of blanks."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
