"""What was concluded against what is true."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.support.truth.steps import Chapter

from plangate.attempts.statistics import Proportion
from plangate.model.attempts import Attempt

__all__ = ["Figure", "Outcome", "figures", "judge"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One attempt, or what was taken for one."""

    chapter: str
    number: int
    """Of the chapter."""
    prompt: str
    undone: tuple[bool, bool]
    """True, and concluded."""
    restarted: tuple[bool, bool]
    words: str = ""
    """What is known of the attempt, for a miss."""

    @property
    def right(self) -> bool:
        """Whether everything was concluded as it is."""
        return self.undone[0] == self.undone[1] and self.restarted[0] == self.restarted[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """Precision and recall of one thing."""

    what: str
    right: int
    """Concluded, and so."""
    concluded: int
    true: int

    @property
    def precision(self) -> float:
        """Of what was concluded, how much is so."""
        return self.right / self.concluded if self.concluded else 1.0

    @property
    def recall(self) -> float:
        """Of what is so, how much was concluded."""
        return self.right / self.true if self.true else 1.0

    def __str__(self) -> str:
        parts = []
        for name, of in (("precision", self.concluded), ("recall", self.true)):
            low, high = Proportion(self.right, of).interval
            parts.append(
                f"{name} {self.right}/{of} = {self.right / max(1, of):.3f} ({low:.3f} to {high:.3f})"
            )
        return f"{self.what}: {', '.join(parts)}"


def judge(chapter: Chapter, times: Sequence[float], end: float, attempts: Iterable[Attempt]) -> list[Outcome]:
    """Every attempt of a chapter, found by when its prompt was sent.

    Args:
        times: When each prompt that begins an attempt was sent, in the order of the chapter.
        end: When the chapter was over.
    """
    found = sorted(
        (attempt for attempt in attempts if times[0] <= attempt.began <= end), key=lambda one: one.began
    )
    made = []
    limits = [*times[1:], end]
    for ask, start, limit in zip(chapter.asks, times, limits, strict=True):
        mine = next((one for one in found if start <= one.began <= limit), None)
        if mine is not None:
            found.remove(mine)
        made.append(
            Outcome(
                chapter=chapter.name,
                number=chapter.number,
                prompt=ask.text,
                undone=(ask.undone, mine is not None and mine.fully_undone),
                restarted=(ask.restarted, mine is not None and bool(mine.restarted_by)),
                words=_words(mine),
            )
        )
    made += [
        Outcome(
            chapter=chapter.name,
            number=chapter.number,
            prompt=one.prompt,
            undone=(False, one.fully_undone),
            restarted=(False, bool(one.restarted_by)),
            words=f"no attempt in truth; {_words(one)}",
        )
        for one in found
    ]
    return made


def figures(outcomes: Sequence[Outcome]) -> tuple[Figure, Figure]:
    """Of full undo, and of restart."""
    return (
        _figure("full undo", [outcome.undone for outcome in outcomes]),
        _figure("restart", [outcome.restarted for outcome in outcomes]),
    )


def _figure(what: str, pairs: Sequence[tuple[bool, bool]]) -> Figure:
    return Figure(
        what=what,
        right=sum(true and concluded for true, concluded in pairs),
        concluded=sum(concluded for _, concluded in pairs),
        true=sum(true for true, _ in pairs),
    )


def _words(attempt: Attempt | None) -> str:
    if attempt is None:
        return "no attempt was seen"
    undos = "; ".join(
        f"{'full' if undo.full else 'partial'} {undo.kind.value} by {undo.who.value}, {undo.evidence}"
        f"{'' if undo.counts else ' (taken back)'}"
        for undo in attempt.undos
    )
    return (
        f"{attempt.end.value} ({attempt.why}), {attempt.files} files, undos: {undos or 'none'},"
        f" linked: {attempt.linked or 'no'}, restarted by: {attempt.restarted_by or 'none'}"
    )
