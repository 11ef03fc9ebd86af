"""Tests of `plangate.attempts.report`."""

from __future__ import annotations

import itertools

from plangate.attempts.report import FEW, report, size_of, weekly
from plangate.attempts.statistics import Proportion
from plangate.model.attempts import Attempt, AttemptEnd, Enforcement, Undo, UndoKind

_ids = itertools.count(1)


def attempt(
    *,
    planned: bool = False,
    redone: bool = False,
    files: int = 1,
    enforcement: Enforcement = Enforcement.GATED,
    end: AttemptEnd = AttemptEnd.DONE,
    assigned: str = "",
    began: float = 0.0,
    partly: int = 0,
) -> Attempt:
    """One that is over unless said otherwise."""
    id = f"a{next(_ids)}"
    undos: tuple[Undo, ...] = ()
    if redone:
        undos = (
            Undo(id=f"{id}.1", attempt=id, at=60.0, kind=UndoKind.RESET, full=True, count=files, lines=10),
        )
    elif partly:
        undos = (
            Undo(id=f"{id}.1", attempt=id, at=60.0, kind=UndoKind.RESTORE, full=False, count=1, lines=partly),
        )
    return Attempt(
        id=id,
        task=f"t{id}",
        number=1,
        session="s",
        began=began,
        ended=began + 120,
        end=AttemptEnd.RESTARTED if redone else end,
        enforcement=enforcement,
        planned=planned,
        first_edit=began + 1 if files else None,
        files=files,
        lines=10 if files else 0,
        tokens=500 if redone else None,
        undos=undos,
        restarted_by="later" if redone else "",
        assigned=assigned,
    )


def test_plans_are_compared_with_none() -> None:
    """The example that began it: 6 of 15 against 0 of 15."""
    made = [attempt(redone=number < 6) for number in range(15)] + [attempt(planned=True) for _ in range(15)]
    gated = report(made).gated
    assert (gated.without.redone, gated.with_plan.redone) == (Proportion(6, 15), Proportion(0, 15))
    assert gated.p is not None
    assert round(gated.p, 3) == 0.017
    assert gated.less is not None
    assert [round(end, 2) for end in gated.less] == [0.11, 0.64]
    assert not gated.few


def test_few_attempts_are_called_few() -> None:
    """In either arm."""
    made = [attempt() for _ in range(FEW)] + [attempt(planned=True) for _ in range(FEW - 1)]
    assert report(made).gated.few
    assert report([]).gated.p is None


def test_sizes_and_gates_are_apart() -> None:
    """What is not gated is in no stratum."""
    made = [
        attempt(files=1),
        attempt(files=3, planned=True),
        attempt(files=9),
        attempt(files=9, enforcement=Enforcement.OFF),
        attempt(files=2, enforcement=Enforcement.OBSERVED, planned=True),
    ]
    got = report(made)
    assert [(one.without.redone.n, one.with_plan.redone.n) for one in got.sizes] == [(1, 0), (0, 1), (1, 0)]
    assert (got.ungated.without.redone.n, got.observed.with_plan.redone.n) == (1, 1)
    assert size_of(made[1]).name == "2 to 4 files"


def test_what_edited_nothing_or_is_open_does_not_count() -> None:
    """The open ones are counted apart."""
    got = report([attempt(files=0), attempt(end=AttemptEnd.OPEN), attempt()])
    assert (got.attempts, got.open, got.tasks) == (1, 1, 1)


def test_the_coin_is_followed_as_it_fell() -> None:
    """Whatever was done then."""
    got = report([attempt(assigned="plan"), attempt(assigned="no plan", planned=True), attempt()])
    assert got.coin is not None
    assert (got.coin.with_plan.redone.n, got.coin.without.redone.n) == (1, 1)
    assert report([attempt()]).coin is None


def test_what_was_lost() -> None:
    """Full undos take all, partial ones their lines; minutes and tokens only of full ones."""
    lost = report([attempt(redone=True), attempt(partly=4), attempt()]).lost
    assert (lost.attempts, lost.partly, lost.lines, lost.minutes, lost.tokens) == (1, 1, 14, 2.0, 500)
    assert report([attempt()]).lost.tokens is None


def test_waiting_for_approval() -> None:
    """The middle one and the longest."""
    waiting = report([], waits=[10.0, 30.0, 700.0], drifted=1, approved=3).waiting
    assert (waiting.plans, waiting.median, waiting.longest, waiting.drifted) == (3, 30.0, 700.0, 1)
    assert report([]).waiting.median is None


def test_week_by_week() -> None:
    """In the order of time."""
    made = [attempt(began=8.0), attempt(began=1.0, redone=True), attempt(began=2.0)]
    assert weekly(made, lambda at: f"w{int(at // 7)}") == [("w0", Proportion(1, 2)), ("w1", Proportion(0, 1))]
