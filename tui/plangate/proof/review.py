"""What changed against what was planned, step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from plangate.gate.budget import Change
from plangate.gate.plan.markdown import paths_in
from plangate.gate.plan.record import Plan, Step
from plangate.gate.scope import in_scope

__all__ = ["Review", "StepReview", "StepState", "review"]


class StepState(StrEnum):
    """What the change shows of a step."""

    CHANGED = "changed"
    """Every file that it names changed."""
    PARTLY = "partly"
    UNTOUCHED = "untouched"
    """It names files, and none of them changed."""
    UNNAMED = "unnamed"
    """It names no file, so the change cannot tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepReview:
    """One step beside the change."""

    step: Step
    state: StepState
    files: tuple[str, ...] = ()
    """Changed files that it names."""
    missing: tuple[str, ...] = ()
    """What it names that did not change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A plan beside the change that was made under it."""

    steps: tuple[StepReview, ...]
    outside: tuple[str, ...]
    """Changed files outside of the scope: drift."""
    unplanned: tuple[str, ...]
    """Changed files within the scope that no step names, when steps name files at all."""
    untouched: tuple[str, ...]
    """Parts of the scope in which nothing changed."""

    @property
    def as_planned(self) -> bool:
        """Whether nothing speaks against it."""
        left = (StepState.UNTOUCHED, StepState.PARTLY)
        return not self.outside and not any(step.state in left for step in self.steps)


def review(plan: Plan, changes: Iterable[Change], covers: Callable[[str], bool] | None = None) -> Review:
    """Compare a plan with what changed.

    Args:
        plan: What was approved.
        changes: What came of it.
        covers: Whether the plan covers a path; by default by its scope alone.
    """
    inside = covers or (lambda path: in_scope(path, plan.scope))
    paths = tuple(sorted({change.path for change in changes}))
    steps = tuple(_step(step, paths) for step in plan.steps)
    named = {path for step in steps for path in step.files}
    naming = any(step.state is not StepState.UNNAMED for step in steps)
    kept = [path for path in paths if inside(path)]
    return Review(
        steps=steps,
        outside=tuple(path for path in paths if not inside(path)),
        unplanned=tuple(path for path in kept if path not in named) if naming else (),
        untouched=tuple(
            glob
            for glob in plan.scope
            if not glob.startswith("!") and not any(in_scope(path, (glob,)) for path in paths)
        ),
    )


def _step(step: Step, paths: tuple[str, ...]) -> StepReview:
    names = paths_in(f"{step.text} {step.done_when}")
    if not names:
        return StepReview(step=step, state=StepState.UNNAMED)
    files = tuple(path for path in paths if any(_means(name, path) for name in names))
    missing = tuple(name for name in names if not any(_means(name, path) for path in paths))
    state = StepState.UNTOUCHED if not files else StepState.PARTLY if missing else StepState.CHANGED
    return StepReview(step=step, state=state, files=files, missing=missing)


def _means(name: str, path: str) -> bool:
    """Whether a name in a text means a path: as a glob, or as a file's name without its directories."""
    return in_scope(path, (name,)) or ("/" not in name and path.rpartition("/")[2] == name)
