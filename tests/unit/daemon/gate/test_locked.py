"""Tests of `plangate.daemon.gate.locked`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.gate.plan.samples import ADA, CONTENT, executing, sample

from plangate.daemon.gate import locked
from plangate.daemon.gate.locked import locked_paths
from plangate.gate import machine as m
from plangate.gate.plan.votes import terms_of
from plangate.gate.policy import DEFAULT
from plangate.model.gate import Strength


def _tree(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("x")


def _planned(scope: tuple[str, ...], directories: tuple[str, ...]) -> m.Gate:
    plan = replace(sample(replace(CONTENT, scope=scope)), policy_digest=DEFAULT.digest)
    state = executing(plan, terms_of(DEFAULT, plan))
    gate = m.new_gate(DEFAULT, Strength.KERNEL, now=0.0)
    return m.happen(gate, m.PlanFollowed(state=state, directories=directories), now=12.0)


def _found(gate: m.Gate, root: Path, skipped: frozenset[str] = frozenset()) -> list[str]:
    return sorted(str(Path(path).relative_to(root)) for path in locked_paths(gate, root, skipped).paths)


def test_what_a_plan_does_not_name(tmp_path: Path) -> None:
    """Deep in what opens; a directory stands for all below, and nothing beside is looked at."""
    _tree(
        tmp_path,
        "src/app/migrations/0001.py",
        "src/app/main.py",
        "src/lib/oauth.py",
        "src/infra/net.tf",
        "docs/auth/page",
        "src/cache/auth/x",
    )
    gate = _planned(("src/**",), ("src",))
    found = _found(gate, tmp_path, frozenset({"src/cache"}))
    assert found == ["src/app/migrations", "src/infra/net.tf", "src/lib/oauth.py"]


def test_what_a_plan_names(tmp_path: Path) -> None:
    """One migration is to be written: the others beside it are not."""
    _tree(tmp_path, "app/migrations/0001.py", "app/migrations/0002.py", "app/auth/x")
    gate = _planned(("app/migrations/0002.py",), ("app/migrations",))
    assert _found(gate, tmp_path) == ["app/migrations/0001.py"]
    gate = _planned(("app/migrations/**",), ("app/migrations",))
    assert _found(gate, tmp_path) == []


def test_a_budget(tmp_path: Path) -> None:
    """Everything that needs a plan, manifests in every directory among it."""
    _tree(tmp_path, "pkg/a/pyproject.toml", "pkg/a/main.py", "pkg/auth/x", ".github/ci.yml")
    gate = m.happen(m.new_gate(DEFAULT, Strength.KERNEL, now=0.0), m.BudgetGiven(by=ADA), now=1.0)
    assert _found(gate, tmp_path) == [".github", "pkg/a/pyproject.toml", "pkg/auth"]


def test_repositories_within(tmp_path: Path) -> None:
    """A submodule's pointer, and what makes git run programs in a repository that lies there."""
    _tree(
        tmp_path, "src/sub/.git", "src/lib/.git/config", "src/lib/.git/hooks/x", "src/lib/.git/HEAD", ".git/x"
    )
    assert _found(_planned(("src/**",), ("src",)), tmp_path) == [
        "src/lib/.git/config",
        "src/lib/.git/hooks",
        "src/sub/.git",
    ]


def test_nothing_without_a_grant_and_no_links(tmp_path: Path) -> None:
    """A link is not what it leads to."""
    _tree(tmp_path, "src/x")
    (tmp_path / "src" / "auth").symlink_to("x")
    assert locked_paths(m.new_gate(DEFAULT, Strength.KERNEL, now=0.0), tmp_path, frozenset()).paths == ()
    assert _found(_planned(("src/**",), ("src",)), tmp_path) == []


def test_too_many_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is only watched is said."""
    _tree(tmp_path, *(f"src/auth{number}" for number in range(5)), "src/deep/auth/x")
    gate = _planned(("src/**",), ("src",))
    monkeypatch.setattr(locked, "_MOST", 2)
    told = locked_paths(gate, tmp_path, frozenset())
    assert (len(told.paths), told.gaps) == (2, ("4 of 6 protected paths are watched, not locked",))
    monkeypatch.setattr(locked, "_MOST_SEEN", 3)
    assert locked_paths(gate, tmp_path, frozenset()).gaps[0].startswith("only 6 files were looked at")
