"""One session as one or two lines of a list."""

from __future__ import annotations

import msgspec
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from plangate.dashboard.gate_words import gate_sign, gate_variable
from plangate.dashboard.ink import Ink
from plangate.dashboard.wording import GLYPHS, age, asks, clean, says_something, state_variable, state_words
from plangate.model.session import HostState, Session, State
from plangate.width import cells

__all__ = ["RowLook", "fit", "group_line", "session_lines"]

_AGENT_FROM, _AGENT = 54, 9
"""Width of a list that has room for the agent's name, and the cells it gets."""
_GATE_FROM = 30
_REDONE_FROM = 30
"""Width of a list that says how often a task was undone or begun again."""
_STATE = 10
_AGE = 5
_ENDED = (State.STOPPED, State.IDLE, State.UNKNOWN)


class RowLook(msgspec.Struct, frozen=True):
    """What a row's drawing depends on besides its session."""

    width: int
    tall: bool = False
    """Two lines: the second says what the session asks or did last."""
    selected: bool = False
    keyboard: bool = False
    """The list has the keyboard."""
    live: bool = True
    """The daemon answers; without it everything is muted."""
    warn: bool = False
    """It has waited for longer than the person wanted to let it wait."""


def fit(text: str, width: int) -> str:
    """Exactly `width` cells: cut with an ellipsis, or filled with blanks."""
    if width <= 0:
        return ""
    taken = cells(text)
    if taken <= width:
        return text + " " * (width - taken)
    kept = ""
    taken = 0
    for char in text:
        if (step := cells(char)) + taken > width - 1:
            break
        kept, taken = kept + char, taken + step
    return kept + "…" + " " * (width - 1 - taken)


def session_lines(session: Session, number: int, now: float, look: RowLook, ink: Ink) -> list[Strip]:
    """The lines of a session; `number` from 1 is its digit for jumping, 0 for none."""
    back = "cursor-row" if look.selected and look.keyboard else "panel" if look.selected else "background"
    lines = [_first(session, number, now, look, ink, back)]
    if look.tall:
        lines.append(_second(session, look, ink, back))
    return lines


def group_line(group: str, count: int, width: int, ink: Ink) -> Strip:
    """The line above the sessions of a group."""
    text = f"  {clean(group) or 'no group'} "
    rest = max(0, width - cells(text) - len(str(count)) - 2)
    segments = [
        Segment(fit(text, min(width, cells(text))), ink.style("muted", bold=True)),
        Segment("─" * rest, ink.style("rule")),
        Segment(f" {count} ", ink.style("muted")),
    ]
    return Strip(segments).adjust_cell_length(width, ink.style("muted"))


def _first(session: Session, number: int, now: float, look: RowLook, ink: Ink, back: str) -> Strip:
    color = state_variable(session.state)
    bright = session.unread or session.state in (State.BLOCKED, State.DONE)
    name_color = "foreground" if look.live and session.state not in _ENDED else "muted"
    words, since = _state(session), age(now - session.since)
    agent = look.width >= _AGENT_FROM
    lead = f"{number or ' '}" if look.width >= 30 else ""
    state_width = _STATE if look.width >= 34 else 0
    gate = gate_sign(session.gate) if look.width >= _GATE_FROM else ""
    taken = state_width + (_AGENT + 1 if agent else 0) + (len(gate) + 1 if gate else 0)
    name_width = look.width - len(lead) - 5 - _AGE - 2 - taken
    name = clean(session.name) or session.id
    mark = " •" if session.unread else ""
    redone = f" ↺{session.redone}" if session.redone and look.width >= _REDONE_FROM else ""
    waiting = f" »{len(session.queued)}" if session.queued else ""
    behind = f" &{session.jobs}" if session.jobs else ""
    jobs = f"{behind}{waiting}" if look.width >= _GATE_FROM else ""
    extras = len(mark) + len(redone) + len(jobs)
    shown = min(cells(name), name_width - extras)
    parts: list[tuple[str, Style]] = [
        ("▌" if look.selected else " ", ink.style("primary" if look.keyboard else "rule", back)),
        (lead, ink.style("muted", back)),
        (" ", ink.style("muted", back)),
        (GLYPHS[session.state], ink.style(color, back)),
        (" ", ink.style("muted", back)),
        (fit(name, shown), ink.style(name_color, back, bold=bright)),
        (jobs, ink.style("muted", back)),
        (mark, ink.style("accent", back, bold=True)),
        (redone, ink.style("warning", back)),
        (" " * (name_width - shown - extras + 1), ink.style("muted", back)),
    ]
    if agent:
        parts.append((fit(session.agent, _AGENT) + " ", ink.style("muted", back)))
    if gate:
        parts.append((gate + " ", ink.style(gate_variable(session.gate), back)))
    if state_width:
        parts.append((fit(words, state_width) + " ", ink.style(color, back)))
    else:
        parts.append((" ", ink.style("muted", back)))
    parts.append((since.rjust(_AGE) + " ", ink.style("warning" if look.warn else "muted", back)))
    return _strip(parts, look.width, ink.style("muted", back))


def _second(session: Session, look: RowLook, ink: Ink, back: str) -> Strip:
    lead = 5 if look.width >= 30 else 4
    waits = session.state in (State.BLOCKED, State.DONE, State.FAILED)
    line, task = clean(session.last_line), clean(session.task)
    text = asks(session) if waits else line if says_something(line) else task or line
    parts = [
        ("▌" if look.selected else " ", ink.style("primary" if look.keyboard else "rule", back)),
        (" " * (lead - 1) + fit(text, look.width - lead - 1), ink.style("muted", back)),
    ]
    return _strip(parts, look.width, ink.style("muted", back))


def _state(session: Session) -> str:
    if session.host is HostState.LOST:
        return "host lost"
    if session.state is State.FAILED:
        return "failed"
    return state_words(session)


def _strip(parts: list[tuple[str, Style]], width: int, rest: Style) -> Strip:
    strip = Strip([Segment(text, style) for text, style in parts if text])
    return strip.adjust_cell_length(width, rest)
