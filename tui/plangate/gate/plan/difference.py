"""What changed between two versions of a plan, step by step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher, unified_diff
from enum import StrEnum

from plangate.gate.plan.record import Content, Step

__all__ = ["Difference", "Kind", "ListDifference", "StepDifference", "compare", "text_diff"]

_ALIKE = 0.6
"""Share of equal text from which two steps are one that was reworded (difflib's ratio)."""
_MOST_COMPARED = 1000
_LONGEST = 400
"""Characters of a step that are compared: difflib is quadratic."""


class Kind(StrEnum):
    """What became of something."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    """The same text at another place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDifference:
    """One step, before and after; one of them is None when it was added or removed."""

    kind: Kind
    before: Step | None
    after: Step | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDifference:
    """Entries that came and went."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Everything between two versions; equal ones have none of it."""

    title: bool
    goal: bool
    steps: tuple[StepDifference, ...]
    """In the order of the new version, removed ones where they were."""
    scope: ListDifference
    risks: ListDifference
    tests: ListDifference
    out_of_scope: ListDifference

    @property
    def nothing(self) -> bool:
        """Whether a reader finds them the same."""
        lists = (self.scope, self.risks, self.tests, self.out_of_scope)
        return (
            not (self.title or self.goal)
            and all(step.kind is Kind.SAME for step in self.steps)
            and all(item == ListDifference() for item in lists)
        )


def compare(before: Content, after: Content) -> Difference:
    """What changed on the way from one version to the other."""
    return Difference(
        title=before.title != after.title,
        goal=before.goal != after.goal,
        steps=tuple(_steps(before.steps, after.steps)),
        scope=_list(before.scope, after.scope),
        risks=_list(before.risks, after.risks),
        tests=_list(before.tests, after.tests),
        out_of_scope=_list(before.out_of_scope, after.out_of_scope),
    )


def text_diff(before: Content, after: Content) -> str:
    """The markdown's lines as a unified diff; empty when the text is the same."""
    lines = unified_diff(
        before.body.splitlines(), after.body.splitlines(), "before", "after", lineterm="", n=2
    )
    return "\n".join(lines)


def _steps(before: tuple[Step, ...], after: tuple[Step, ...]) -> Iterable[StepDifference]:
    pairs = _paired(before, after)
    partner = {new: old for old, new in pairs.items()}
    in_order = _longest_run([new for _, new in sorted(pairs.items())])
    told = 0
    for new, step in enumerate(after):
        old = partner.get(new)
        if old is None:
            yield StepDifference(kind=Kind.ADDED, before=None, after=step)
            continue
        if new in in_order:
            yield from _removed(before, range(told, old), pairs)
            told = old + 1
        yield StepDifference(kind=_kind(before[old], step, new in in_order), before=before[old], after=step)
    yield from _removed(before, range(told, len(before)), pairs)


def _removed(before: tuple[Step, ...], places: range, pairs: dict[int, int]) -> Iterable[StepDifference]:
    for old in places:
        if old not in pairs:
            yield StepDifference(kind=Kind.REMOVED, before=before[old], after=None)


def _kind(before: Step, after: Step, in_order: bool) -> Kind:
    if (before.text, before.done_when) != (after.text, after.done_when):
        return Kind.CHANGED
    return Kind.SAME if in_order else Kind.MOVED


def _paired(before: tuple[Step, ...], after: tuple[Step, ...]) -> dict[int, int]:
    """Which step became which: those of equal text first, then the most alike among those nearby."""
    nearby = max(3, _MOST_COMPARED // (len(before) + 1))
    pairs: dict[int, int] = {}
    free = set(range(len(after)))
    for old, step in enumerate(before):
        same = next((new for new in sorted(free) if after[new].text == step.text), None)
        if same is not None:
            pairs[old] = same
            free.discard(same)
    ranked = sorted(
        (
            (-_alike(before[old].text, after[new].text), abs(old - new), old, new)
            for old in range(len(before))
            if old not in pairs
            for new in free
            if abs(old - new) <= nearby
        ),
    )
    for score, _, old, new in ranked:
        if -score >= _ALIKE and old not in pairs and new in free:
            pairs[old] = new
            free.discard(new)
    return pairs


def _alike(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one[:_LONGEST], other[:_LONGEST], autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= _ALIKE else 0.0


def _longest_run(numbers: list[int]) -> set[int]:
    """The members of a longest rising run: what stayed in its order."""
    best: list[tuple[int, int]] = []
    for at, number in enumerate(numbers):
        length, before = max(
            ((best[i][0], i) for i in range(at) if numbers[i] < number), default=(0, -1), key=lambda p: p[0]
        )
        best.append((length + 1, before))
    at = max(range(len(best)), key=lambda i: best[i][0], default=-1)
    found: set[int] = set()
    while at >= 0:
        found.add(numbers[at])
        at = best[at][1]
    return found


def _list(before: tuple[str, ...], after: tuple[str, ...]) -> ListDifference:
    return ListDifference(
        added=tuple(item for item in after if item not in before),
        removed=tuple(item for item in before if item not in after),
    )
