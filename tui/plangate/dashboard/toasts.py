"""Which changes deserve a passing notice, and in which words. Pure but for the clock that is given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import msgspec

from plangate.dashboard.actions import action_named
from plangate.dashboard.board import Change
from plangate.dashboard.keymap import Keymap
from plangate.dashboard.wording import clean, says_something, sentence, state_words
from plangate.errors import PlangateError
from plangate.model.session import HostState, Reason, Session, State
from plangate.wire.control import Notice

__all__ = ["Level", "Toast", "Toasts", "toast_of"]

Level = Literal["information", "warning", "error"]

_AGAIN = 20.0
"""Seconds in which the same notice is not shown a second time."""
_ASKING = {
    Reason.PLAN: "has a plan to read",
    Reason.PERMISSION: "asks for permission",
    Reason.QUESTION: "has a question",
    None: "waits for you",
}


class Toast(msgspec.Struct, frozen=True):
    """A passing notice."""

    level: Level
    title: str
    message: str
    session: str = ""
    """The session it is about, if it is about one."""

    @property
    def seconds(self) -> float:
        """How long it stays: longer when there is more to do about it."""
        return {"information": 4.0, "warning": 8.0, "error": 12.0}[self.level]


class Toasts:
    """Decides about notices; remembers what was shown lately, so that nothing is said twice."""

    def __init__(self, clock: Callable[[], float], keymap: Keymap, *, quiet: bool = False) -> None:
        """`clock` never jumps; with `quiet` only errors are shown."""
        self._clock = clock
        self._keymap = keymap
        self._quiet = quiet
        self._shown: dict[Toast, float] = {}

    def for_change(self, change: Change, looking_at: str) -> Toast | None:
        """The notice for a change; none about the session that one is typing into."""
        toast = self._made(change)
        if toast is None or (toast.session and toast.session == looking_at):
            return None
        return self.once(toast)

    def is_notable(self, change: Change) -> bool:
        """Whether there would be a notice for the change at all."""
        return self._made(change) is not None

    def once(self, toast: Toast) -> Toast | None:
        """The notice, unless it was shown a moment ago or is not wanted."""
        now = self._clock()
        self._shown = {known: at for known, at in self._shown.items() if now - at < _AGAIN}
        if toast in self._shown or (self._quiet and toast.level != "error"):
            return None
        self._shown[toast] = now
        return toast

    def _made(self, change: Change) -> Toast | None:
        if change.notice is not None:
            return _of_notice(change.notice)
        before, after = change.before, change.after
        if before is None or after is None:
            return None
        if after.host is HostState.LOST and before.host is HostState.ALIVE:
            return Toast(
                "warning", clean(after.name), "Its host does not answer; it is looked for.", after.id
            )
        if after.state is before.state and after.reason is before.reason:
            return None
        return self._of_state(after)

    def _of_state(self, session: Session) -> Toast | None:
        name = clean(session.name)
        if session.state is State.BLOCKED:
            keys = self._hint("session.next_waiting", "goes there")
            return Toast(
                "warning", f"{name} {_ASKING[session.reason]}", _lines(_said(session), keys), session.id
            )
        if session.state is State.DONE:
            return Toast("information", f"{name} is done", _said(session), session.id)
        if session.state is State.FAILED:
            return Toast("error", f"{name} {state_words(session)}", _said(session), session.id)
        return None

    def _hint(self, action: str, meaning: str) -> str:
        key = self._keymap.label(action_named(action))
        return f"{key} {meaning}" if key else ""


def toast_of(error: PlangateError, *, session: str = "") -> Toast:
    """An error as a notice, with what can be done about it."""
    return Toast("error", error.title, _lines(sentence(error.message), error.hint), session)


def _of_notice(notice: Notice) -> Toast:
    level: Level = (
        "error" if notice.level == "error" else "warning" if notice.level == "warning" else "information"
    )
    return Toast(level, "", _lines(sentence(notice.message), notice.hint), notice.session)


def _said(session: Session) -> str:
    """The session's own words, or its task, cut to what can be read in passing."""
    line = clean(session.last_line)
    text = line if says_something(line) else clean(session.task)
    if text == clean(session.name):
        return ""
    return text if len(text) <= 120 else f"{text[:119]}…"


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)
