"""Detection against known truth, in memory: scripted sessions from seeds that nothing was tuned on."""

from __future__ import annotations

import pytest
from tests.support.truth.chapters import full_set
from tests.support.truth.imagined import Imagined
from tests.support.truth.score import figures

_AT_LEAST = 0.98


@pytest.mark.parametrize("seed", [20261, 20262])
def test_precision_and_recall(seed: int) -> None:
    """Of full undo and of restart, over chapters of every kind."""
    imagined = Imagined()
    outcomes = [outcome for chapter in full_set(seed, 100) for outcome in imagined.play(chapter)]
    missed = [outcome for outcome in outcomes if not outcome.right]
    for figure in figures(outcomes):
        assert figure.true >= 40
        assert figure.precision >= _AT_LEAST, missed
        assert figure.recall >= _AT_LEAST, missed
    assert sum(not one.undone[0] and not one.restarted[0] for one in outcomes) >= 100


def test_every_kind_is_played() -> None:
    """A hundred chapters have each way to undo, each restart and each look-alike."""
    names = {chapter.name for chapter in full_set(3, 230)}
    assert len(names) > 75, sorted(names)
