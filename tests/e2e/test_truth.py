"""Undo and restart of real agents are detected: a few chapters of each kind; `python -m tests.e2e.truth` plays hundreds."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.e2e.truth.run import play
from tests.support.truth.chapters import full_set
from tests.support.truth.steps import Chapter

_NAMES = {
    "claude": (
        *("redone: rewind", "undone: restore by agent", "restart: clear", "redone: reset by person"),
        *("stash and pop", "partial undo"),
    ),
    "codex": (
        *("restart: conversation rewound", "redone: revert by agent", "restart: clear"),
        *("undone: by-hand by person", "switching branches", "formatting back and forth"),
    ),
}


def _chapters(agent: str) -> list[Chapter]:
    """The first one of each kind."""
    wanted, found = set(_NAMES[agent]), []
    for chapter in full_set(99, 400, can=agent):
        if chapter.name in wanted:
            wanted.remove(chapter.name)
            found.append(chapter)
        if not wanted:
            break
    return found


@pytest.mark.parametrize("agent", ["claude", "codex"])
def test_truth(agent: str, program: Callable[[str], str]) -> None:
    """Everything is concluded as it is."""
    program(agent)
    chapters = _chapters(agent)
    assert len(chapters) == len(_NAMES[agent])
    outcomes, unplayed = play(agent, chapters, lambda _: None)
    assert unplayed == []
    assert [outcome for outcome in outcomes if not outcome.right] == []
