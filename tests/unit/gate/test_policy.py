"""Tests of `plangate.gate.policy`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plangate.gate.policy import ALWAYS_READ_ONLY, DEFAULT, Budget, Network, Policy, Protected, strictest
from plangate.gate.scope import fault, protecting
from plangate.model.gate import Strength


def test_equal_policies_have_equal_digests() -> None:
    """However a number was written."""
    assert Policy(budget=Budget(minutes=20)).digest == Policy(budget=Budget(minutes=20.0)).digest
    assert Policy(network=Network.NONE).digest != DEFAULT.digest


@pytest.mark.parametrize(
    "path",
    [
        ".github/workflows/ci.yml",
        ".plangate/policy.toml",
        ".claude/settings.json",
        "api/migrations/0001_first.py",
        "src/auth/login.py",
        "docker/Dockerfile",
        "infra/main.tf",
        "web/package-lock.json",
        "pyproject.toml",
        ".git/hooks/pre-commit",
    ],
)
def test_what_the_built_in_policy_asks_a_plan_for(path: str) -> None:
    """However small the change is."""
    assert protecting(path, DEFAULT.need_plan)


def test_ordinary_files_are_within_the_budget() -> None:
    """Most of the work."""
    assert not any(
        protecting(path, DEFAULT.need_plan) for path in ("src/list.py", "README.md", "tests/test_x.py")
    )


def test_no_policy_makes_the_gates_own_files_writable() -> None:
    """They would loosen it."""
    policy = Policy(protected=Protected(paths=(), never_writable=()))
    assert all(
        protecting(path, policy.read_only)
        for path in (".git/hooks/x", ".git/config", ".plangate/policy.toml")
    )
    assert set(ALWAYS_READ_ONLY) <= set(policy.read_only)


def test_the_strictest_policy_lets_nothing_through() -> None:
    """And says why."""
    policy = strictest("line 3")
    assert (policy.budget.files, policy.approval.break_glass_minutes, policy.broken) == (0, 0, "line 3")
    assert policy.gate.min_strength is Strength.KERNEL
    assert strictest("").broken


def test_the_built_in_globs_are_right() -> None:
    """Each of them can match."""
    assert [glob for glob in (*DEFAULT.need_plan, *DEFAULT.read_only) if fault(glob)] == []
    assert replace(DEFAULT, broken="x").digest != DEFAULT.digest
