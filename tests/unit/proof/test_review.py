"""Tests of `plangate.proof.review`."""

from __future__ import annotations

from dataclasses import replace

from tests.unit.gate.plan.samples import CONTENT, sample

from plangate.gate.budget import Change
from plangate.gate.plan.record import Step
from plangate.proof.review import StepState, review

STEPS = (
    Step(id="s1", text="change `src/a.py` and `src/b.py`"),
    Step(id="s2", text="test it in `test_rows.py`"),
    Step(id="s3", text="think"),
    Step(id="s4", text="write `docs/x.md`"),
)
PLAN = sample(replace(CONTENT, steps=STEPS, scope=("src/**", "tests/**", "docs/**")))


def test_each_step_is_put_beside_the_change() -> None:
    """By the files that it names."""
    found = review(
        PLAN, [Change("src/a.py"), Change("tests/test_rows.py"), Change("src/new.py"), Change("setup.py")]
    )
    assert [(step.step.id, step.state) for step in found.steps] == [
        ("s1", StepState.PARTLY),
        ("s2", StepState.CHANGED),
        ("s3", StepState.UNNAMED),
        ("s4", StepState.UNTOUCHED),
    ]
    assert found.steps[0].missing == ("src/b.py",)
    assert (found.outside, found.unplanned, found.untouched) == (("setup.py",), ("src/new.py",), ("docs/**",))
    assert not found.as_planned


def test_a_plan_that_names_no_file_cannot_be_strayed_from() -> None:
    """Only its scope can."""
    found = review(sample(), [Change("src/a.py")])
    assert found.as_planned
    assert found.unplanned == ()
