"""One worker: plays its share of the chapters with one agent, in directories of its own."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import random
import shutil
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from tests.e2e.truth.hands import HANDS
from tests.support.gated import git
from tests.support.truth.chapters import full_set
from tests.support.truth.player import Player
from tests.support.truth.score import Outcome
from tests.support.truth.steps import Chapter
from tests.support.world import World
from tests.support.world import world as make_world

from plangate.config import paths

__all__ = ["AGENTS", "chosen", "observed_repository", "play"]

AGENTS = Path(__file__).resolve().parents[3] / ".e2e/bin"
_MOST = 5_000


def chosen(agent: str, attempts: int, seed: int) -> list[Chapter]:
    """Chapters with a third of so many attempts fully undone, a third begun again and a third neither, at least."""
    wanted = -(-attempts // 3)
    chapters: list[Chapter] = []
    undone = restarted = neither = 0
    for chapter in full_set(seed, _MOST, can=agent):
        if min(undone, restarted, neither) >= wanted:
            break
        chapters.append(chapter)
        undone += sum(ask.undone for ask in chapter.asks)
        restarted += sum(ask.restarted for ask in chapter.asks)
        neither += sum(not ask.undone and not ask.restarted for ask in chapter.asks)
    return chapters


def observed_repository(world: World) -> None:
    """A repository whose gate only observes, so that edits pass."""
    policy = world.work / ".plangate/policy.toml"
    policy.parent.mkdir()
    policy.write_text('[gate]\nmode = "observe"\n')
    records = world.work / ".plangate/records/README.md"
    records.parent.mkdir()  # git clean and git stash -u cannot remove it from within a session
    records.write_text("Records of plans.\n")
    (world.work / "README.md").write_text("# scratch\n")
    git(world.work, "init", "-q", "-b", "main")
    git(world.work, "config", "user.name", "Test")
    git(world.work, "config", "user.email", "test@example.org")
    git(world.work, "add", "-A")
    git(world.work, "commit", "-q", "-m", "first")


@contextlib.contextmanager
def _agents_on_path() -> Iterator[None]:
    before = os.environ["PATH"]
    os.environ["PATH"] = f"{AGENTS}:{before}"
    try:
        yield
    finally:
        os.environ["PATH"] = before


def play(
    agent: str,
    chapters: Iterable[Chapter],
    told: Callable[[str], None],
    keep: Path | None = None,
    minutes: float = 1e9,
) -> tuple[list[Outcome], list[str]]:
    """What was concluded, and which chapters could not be played, with the reason.

    Args:
        keep: A file to which the ledger is copied.
        minutes: After these no chapter is begun any more.
    """
    with _agents_on_path(), make_world() as world:
        observed_repository(world)
        until = time.monotonic() + minutes * 60
        in_time = itertools.takewhile(lambda _: time.monotonic() < until, chapters)
        return asyncio.run(_play(world, agent, in_time, told, keep))


async def _play(
    world: World, agent: str, chapters: Iterable[Chapter], told: Callable[[str], None], keep: Path | None
) -> tuple[list[Outcome], list[str]]:
    control, watch = await world.control()
    unplayed = []
    try:
        with HANDS[agent](world, control, watch) as hand:
            player = Player(world, control, watch, hand, random.Random(1))
            for chapter in chapters:
                try:
                    await player.play(chapter)
                    told(f"{agent}: chapter {chapter.number}, {chapter.name}")
                except Exception as error:  # noqa: BLE001 whatever went wrong, the others are played
                    words = "".join(traceback.format_exception_only(error)).strip()
                    unplayed.append(f"chapter {chapter.number}, {chapter.name}: {words}")
                    told(f"{agent}: chapter {chapter.number}, {chapter.name} could not be played: {words}")
                    await player.begin_anew()
            await player.settled()
            if keep is not None:
                shutil.copy(paths.state_dir() / "ledger.jsonl", keep)
            return player.outcomes(), unplayed
    finally:
        await world.close()
