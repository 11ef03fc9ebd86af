"""What the page is told: the session that is shown, who types there, the question with its answers. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from plangate.dashboard.paged.offered import offered
from plangate.dashboard.wording import clean, state_words
from plangate.model.client import Role
from plangate.model.session import Reason, Session, State

__all__ = ["Seen", "Target", "page_state", "theme_colors"]

_COLORS = (
    "background",
    "surface",
    "panel",
    "foreground",
    "muted",
    "rule",
    "primary",
    "accent",
    "success",
    "warning",
    "error",
)
_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")
_LONGEST = 40
"""Characters on a button."""
_NOTHING = "Open a session to write to it"


class Target(msgspec.Struct, frozen=True):
    """Where composed lines go."""

    to: str
    """The beginning of their names."""
    name: str
    secret: bool = False
    """Whether what is written there must not be seen nor kept."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What the dashboard shows at a moment."""

    session: Session | None = None
    """The one that actions are about."""
    form: Target | None = None
    """The field of a dialog that has the keyboard."""
    view: str = "list"
    """What fills the screen: list, zoom, grid, or a session that is read."""
    covered: bool = False
    """Whether a dialog lies over the session."""
    holder: str = ""
    """Who may type there; empty when nobody holds it."""
    mine: bool = False
    rows: Sequence[str] = ()
    """The session's screen, where it is shown."""
    role: Role = Role.OWNER
    waiting: int = 0
    """Sessions that wait for a person."""


def page_state(seen: Seen) -> dict[str, Any]:
    """The values of the message."""
    session = seen.session
    target = _target(seen)
    words, answers = _question(seen)
    if session is not None and seen.holder and not seen.mine and not seen.covered and _drives(seen):
        answers = [*answers, _answer("Take over", "a/take")]
    return {
        "title": f"({seen.waiting}) Plangate" if seen.waiting else "Plangate",
        "session": None if session is None else _told(session),
        "view": "dialog" if seen.covered else seen.view,
        "holder": clean(seen.holder),
        "mine": seen.mine,
        "compose": None if target is None else msgspec.to_builtins(target),
        "why": _why_not(seen),
        "question": words,
        "answers": answers,
        "role": str(seen.role),
    }


def theme_colors(variables: Mapping[str, str]) -> dict[str, str]:
    """The colours of a theme that the page wears too."""
    return {name: found for name in _COLORS if _COLOR.fullmatch(found := variables.get(name, ""))}


def _told(session: Session) -> dict[str, str]:
    return {
        "id": session.id,
        "name": clean(session.name),
        "state": str(session.state),
        "words": state_words(session),
    }


def _drives(seen: Seen) -> bool:
    return seen.role.covers(Role.DRIVER)


def _target(seen: Seen) -> Target | None:
    if seen.form is not None:
        return seen.form
    session = seen.session
    if seen.covered or session is None or session.exit is not None or not _drives(seen):
        return None
    return Target(f"s/{session.id}", clean(session.name))


def _why_not(seen: Seen) -> str:
    if seen.session is not None and seen.session.exit is not None and not seen.covered:
        return f"{clean(seen.session.name)} has ended"
    return "" if seen.covered else _NOTHING


def _question(seen: Seen) -> tuple[str, list[dict[str, str]]]:
    """Words and answers for what the session waits for."""
    session = seen.session
    if session is None or seen.covered or session.state is not State.BLOCKED:
        return "", []
    name = clean(session.name)
    if session.gate.questions and seen.role.covers(Role.APPROVER):
        question = session.gate.questions[0]
        to = f"q/{session.id}/{question.id}"
        words = f"{name}: {clean(question.tool)}: {clean(question.words)}"
        return words, [
            _answer("Deny", to, "no", "no"),
            _answer("Details", "a/review"),
            _answer("Allow", to, "yes", "yes"),
        ]
    if session.reason is Reason.PLAN and session.gate.plan:
        title = clean(session.gate.title) or "a plan"
        return f"{name} waits for approval: {title}", [_answer("Read the plan", "a/review", kind="primary")]
    if not _drives(seen):
        return "", []
    return f"{name} asks", [
        _answer(_short(f"{choice.key} {choice.words}".strip()), f"k/{session.id}", choice.key)
        for choice in offered(seen.rows)
    ]


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1].rstrip() + "…"


def _answer(label: str, to: str, text: str = "", kind: str = "") -> dict[str, str]:
    return {"label": label, "to": to, "text": text, "kind": kind}
