"""Detection against known truth, with the fake agent and a real daemon."""

from __future__ import annotations

import random

from tests.support.gated import Gated
from tests.support.truth.chapters import full_set
from tests.support.truth.player import Player
from tests.support.truth.score import Outcome
from tests.support.truth.steps import Ask, Chapter, Command, Rewind, Write
from tests.support.world import World

_PLAYED = ("Restart", "Rewind", "Stop", "Start")
"""Steps that need more than one process of the agent, or a way back that the fake one does not have."""
_KINDS = 8


class _Fake:
    """Operates the fake agent. Implements `Hand`."""

    def __init__(self, gated: Gated) -> None:
        self._gated = gated
        self._conversations = 0

    async def start(self, tree: str) -> str:
        """It runs already."""
        return self._gated.id

    async def ready(self, session: str) -> None:
        """It is."""

    async def ask(self, session: str, ask: Ask) -> None:
        gated = self._gated
        await gated.does(f"prompt {ask.text}", "told")
        for act in ask.acts:
            command = Command.writing(act.path, act.text) if isinstance(act, Write) else act
            await gated.does(f"sh {command.shell}", "ran 0")
        await gated.does("end", "ended")

    async def clear(self, session: str) -> None:
        self._conversations += 1
        await self._gated.does(f"converse c{self._conversations} clear", "told")

    async def rewind(self, session: str, step: Rewind) -> None:
        raise NotImplementedError


def _simple(chapter: Chapter) -> bool:
    """Whether the fake agent can play it: commands of one line."""
    names = {type(step).__name__ for step in chapter.steps}
    cut = any(isinstance(step, Ask) and step.cut for step in chapter.steps)
    return not names.intersection(_PLAYED) and not cut and not chapter.only


def _chapters() -> list[Chapter]:
    """The first one of so many kinds."""
    found: dict[str, Chapter] = {}
    for chapter in full_set(77, 200, can="fake"):
        if _simple(chapter):
            found.setdefault(chapter.name, chapter)
        if len(found) == _KINDS:
            break
    return list(found.values())


async def test_everything_is_concluded_as_it_is(world: World) -> None:
    """Chapters of several kinds, one after the other in one session."""
    gated = await Gated.begin(world)
    player = Player(world, gated.control, gated.watch, _Fake(gated), random.Random(5))
    for chapter in _chapters():
        await player.play(chapter)

    def wrong() -> list[Outcome]:
        return [outcome for outcome in player.outcomes() if not outcome.right]

    try:
        await gated.watch.until(lambda: not wrong(), "everything right")
    except AssertionError as error:
        raise AssertionError(wrong()) from error
