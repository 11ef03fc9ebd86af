"""The redo rate with and without a plan, as numbers that a screen, a table or JSON can show.

The words are the reader's: nothing here says why the rates differ. Attempts that edited nothing do not count, and
those that are still open are counted apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median
from typing import NamedTuple

from plangate.attempts.statistics import Interval, Proportion, difference, fisher
from plangate.model.attempts import Attempt, AttemptEnd, Enforcement

__all__ = [
    "FEW",
    "SIZES",
    "Arm",
    "Comparison",
    "Lost",
    "Report",
    "Size",
    "Waiting",
    "report",
    "size_of",
    "weekly",
]

FEW = 12
"""Attempts in each arm below which a comparison says little: at 40 % against none, 12 is the first that reaches p < 0.05."""


class Size(NamedTuple):
    """Attempts of about one size."""

    name: str
    most: int | None
    """Files; None: any number."""


SIZES = (Size("1 file", 1), Size("2 to 4 files", 4), Size("5 files and more", None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """Attempts that are counted together."""

    redone: Proportion
    """Fully undone, and begun again."""
    undone: Proportion
    """Fully undone, begun again or not."""
    restarted: Proportion
    tasks: int
    """How many different ones: attempts of one task are not independent of each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Attempts with an approved plan before the first edit, against those without."""

    name: str
    with_plan: Arm
    without: Arm
    less: Interval | None
    """Redo rate without minus redo rate with, for 95 %; None when either has no attempt."""
    p: float | None
    """Fisher's exact test, two-sided; None when either has no attempt."""

    @property
    def few(self) -> bool:
        """Whether there are too few attempts to say anything."""
        return min(self.with_plan.redone.n, self.without.redone.n) < FEW


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """Work that was taken back."""

    attempts: int
    """Fully undone."""
    partly: int
    """Undone in part."""
    lines: int
    minutes: float
    """From the beginnings to the ends of those fully undone."""
    tokens: int | None
    """As the agents report them; None when none does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """From submitting a plan to its approval."""

    plans: int
    median: float | None
    """Seconds."""
    longest: float | None
    drifted: int
    """Approved plans that were left for something else on the way."""
    approved: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything together."""

    attempts: int
    """That edited something and are over."""
    open: int
    tasks: int
    gated: Comparison
    """Where the gate is enforced, those without a plan are only what fits into the budget: the strata matter."""
    sizes: tuple[Comparison, ...]
    """The same by size."""
    observed: Comparison
    """Where the gate only records."""
    ungated: Comparison
    coin: Comparison | None
    """Only borderline tasks for which a coin decided, by what it decided; None where no coin is used."""
    lost: Lost
    waiting: Waiting


def report(
    attempts: Iterable[Attempt],
    *,
    waits: Sequence[float] = (),
    drifted: int = 0,
    approved: int = 0,
) -> Report:
    """Count.

    Args:
        attempts: Those of the agents, repositories and days that are asked for.
        waits: Seconds that each approved plan waited.
        drifted: Plans that were left for something else.
        approved: Plans that were approved.
    """
    working = [attempt for attempt in attempts if attempt.counts]
    over = [attempt for attempt in working if attempt.end is not AttemptEnd.OPEN]
    gated = [attempt for attempt in over if attempt.enforcement is Enforcement.GATED]
    tossed = [attempt for attempt in over if attempt.assigned]
    return Report(
        attempts=len(over),
        open=len(working) - len(over),
        tasks=_tasks(over),
        gated=_compare("gated", gated),
        sizes=tuple(_compare(size.name, [one for one in gated if size_of(one) is size]) for size in SIZES),
        observed=_compare("observe only", [one for one in over if one.enforcement is Enforcement.OBSERVED]),
        ungated=_compare("no gate", [one for one in over if one.enforcement is Enforcement.OFF]),
        coin=_compare("decided by a coin", tossed, lambda one: one.assigned == "plan") if tossed else None,
        lost=_lost(over),
        waiting=Waiting(
            plans=len(waits),
            median=median(waits) if waits else None,
            longest=max(waits, default=None),
            drifted=drifted,
            approved=approved,
        ),
    )


def size_of(attempt: Attempt) -> Size:
    """The stratum it is in."""
    return next(size for size in SIZES if size.most is None or attempt.files <= size.most)


def weekly(attempts: Iterable[Attempt], week_of: Callable[[float], str]) -> list[tuple[str, Proportion]]:
    """The redo rate week by week, the oldest first.

    Args:
        week_of: The name of the week of a Unix time; names sort by time.
    """
    over = [one for one in attempts if one.counts and one.end is not AttemptEnd.OPEN]
    ordered = sorted(over, key=lambda one: week_of(one.began))
    return [
        (week, _arm(list(group)).redone) for week, group in groupby(ordered, lambda one: week_of(one.began))
    ]


def _compare(
    name: str, attempts: list[Attempt], planned: Callable[[Attempt], bool] = lambda one: one.planned
) -> Comparison:
    with_plan = _arm([one for one in attempts if planned(one)])
    without = _arm([one for one in attempts if not planned(one)])
    both = with_plan.redone.n and without.redone.n
    return Comparison(
        name=name,
        with_plan=with_plan,
        without=without,
        less=difference(without.redone, with_plan.redone),
        p=fisher(without.redone, with_plan.redone) if both else None,
    )


def _arm(attempts: list[Attempt]) -> Arm:
    n = len(attempts)
    return Arm(
        redone=Proportion(sum(one.redone for one in attempts), n),
        undone=Proportion(sum(one.fully_undone for one in attempts), n),
        restarted=Proportion(sum(bool(one.restarted_by) for one in attempts), n),
        tasks=_tasks(attempts),
    )


def _lost(attempts: list[Attempt]) -> Lost:
    undone = [one for one in attempts if one.fully_undone]
    partly = [one for one in attempts if not one.fully_undone and one.lost]
    reported = [one.tokens for one in undone if one.tokens is not None]
    return Lost(
        attempts=len(undone),
        partly=len(partly),
        lines=sum(one.lost for one in (*undone, *partly)),
        minutes=sum(((one.ended or one.began) - one.began) / 60 for one in undone),
        tokens=sum(reported) if reported else None,
    )


def _tasks(attempts: Iterable[Attempt]) -> int:
    return len({one.task for one in attempts})
