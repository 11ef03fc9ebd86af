"""Tests of `plangate.gate.plan.record`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.unit.gate.plan.samples import ADA, CONTENT, sample

from plangate.gate.plan.record import PlanId, Step, approval_code, plan_from_json, plan_to_json


@pytest.mark.parametrize(
    "change",
    [
        {"title": "x"},
        {"goal": "x"},
        {"steps": (Step(id="s1", text="x"),)},
        {"scope": ("**",)},
        {"scope_assumed": True},
        {"risks": ("x",)},
        {"tests": ("x",)},
        {"out_of_scope": ("x",)},
        {"body": "x"},
        {"base_commit": "x"},
        {"policy_digest": "x"},
        {"author": ADA},
        {"version": 2},
        {"id": PlanId("p-2")},
    ],
)
def test_the_digest_covers_everything(change: dict[str, Any]) -> None:
    """An approval holds for exactly this."""
    assert replace(sample(), **change).digest != sample().digest


def test_records_go_through_json() -> None:
    """The same digest afterwards."""
    values = plan_to_json(sample())
    assert plan_from_json(values) == sample()
    assert plan_from_json(values).digest == sample().digest


@pytest.mark.parametrize("change", [{"more": 1}, {"title": 1}, {"steps": [{"id": "s1"}]}])
def test_other_json_is_refused(change: dict[str, Any]) -> None:
    """A field that the digest would not cover among it."""
    with pytest.raises(ValueError, match="no plan"):
        plan_from_json(plan_to_json(sample()) | change)


def test_an_edit_is_the_next_version() -> None:
    """It knows where it came from."""
    plan = sample().edited(CONTENT, base_commit="e" * 40)
    assert (plan.version, plan.parent_version, plan.base_commit) == (2, 1, "e" * 40)
    assert plan.policy_digest == sample().policy_digest
    assert plan.content == CONTENT


def test_codes_are_short_and_differ() -> None:
    """Nothing in them can be mistaken for something else."""
    code = approval_code(sample().digest)
    assert len(code) == 4
    assert not set(code) & set("IO0125SZL")
    assert code != approval_code(replace(sample(), title="x").digest)
