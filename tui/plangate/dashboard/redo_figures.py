"""The figures of the statistics screen out of what the ledger tells. Pure; thousands of attempts take a moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import NamedTuple

from plangate.attempts.periods import week_of, weeks_between
from plangate.attempts.report import Report, report, weekly
from plangate.attempts.statistics import Proportion
from plangate.attempts.waiting import plan_times
from plangate.model.attempts import Attempt
from plangate.model.event import Event
from plangate.model.session import Session

__all__ = ["PERIODS", "Choice", "Figures", "Period", "Week", "agents_of", "figures", "places_of"]

_DAY = 86_400.0
_WEEKS = 26
"""Weeks that are shown at most."""


class Period(NamedTuple):
    """How far back attempts count."""

    name: str
    days: float | None
    """None: from the beginning."""


PERIODS = (
    Period("all time", None),
    Period("the last 7 days", 7),
    Period("the last 30 days", 30),
    Period("the last 90 days", 90),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which attempts are asked for."""

    agent: str = ""
    """Empty: of all agents."""
    places: tuple[str, ...] = ()
    """Directories of one repository; empty: of all."""
    period: Period = PERIODS[0]


class Week(NamedTuple):
    """The redo rate of one week."""

    name: str
    redone: Proportion


@dataclass(frozen=True, slots=True)
class Figures:
    """What is shown."""

    report: Report
    weeks: tuple[Week, ...]
    """Without a gap, up to the present one; empty when there is no attempt."""
    known: int
    """Attempts in all, whatever was asked for."""


def figures(
    attempts: Sequence[Attempt],
    events: Iterable[Event],
    choice: Choice,
    now: float,
    zone: tzinfo | None = None,
) -> Figures:
    """Count what was asked for.

    Args:
        attempts: All there are.
        events: What happened to plans, oldest first.
        now: Unix seconds.
        zone: In which weeks begin; None: the machine's own.
    """
    since = now - choice.period.days * _DAY if choice.period.days is not None else 0.0
    found = [one for one in attempts if one.began >= since and _wanted(one, choice)]
    narrow = bool(choice.agent or choice.places)
    sessions = {one.session for one in found} if narrow else None
    times = plan_times(
        event for event in events if event.time >= since and (sessions is None or event.session in sessions)
    )
    made = report(found, waits=times.waits, drifted=times.drifted, approved=times.approved)
    return Figures(made, tuple(_weeks(found, now, zone)), len(attempts))


def agents_of(attempts: Iterable[Attempt]) -> list[str]:
    """The agents that made attempts, by name."""
    return sorted({one.agent for one in attempts if one.agent})


def places_of(session: Session | None) -> tuple[str, ...]:
    """The directories that belong to the repository a session works in."""
    if session is None:
        return ()
    tree = session.worktree
    found = (session.cwd, *((tree.path, tree.repository) if tree is not None else ()))
    return tuple(dict.fromkeys(place for place in found if place))


def _wanted(attempt: Attempt, choice: Choice) -> bool:
    if choice.agent and attempt.agent != choice.agent:
        return False
    return not choice.places or any(_nested(attempt.workspace, place) for place in choice.places)


def _nested(one: str, other: str) -> bool:
    """Whether one directory is the other, or within it, or around it."""
    one, other = f"{one.rstrip('/')}/", f"{other.rstrip('/')}/"
    return one.startswith(other) or other.startswith(one)


def _weeks(attempts: list[Attempt], now: float, zone: tzinfo | None) -> list[Week]:
    rates = dict(weekly(attempts, lambda at: week_of(at, zone)))
    if not rates:
        return []
    first = min(one.began for one in attempts if one.counts)
    names = weeks_between(max(first, now - _WEEKS * 7 * _DAY), now, zone)
    return [Week(name, rates.get(name, Proportion(0, 0))) for name in names[-_WEEKS:]]
