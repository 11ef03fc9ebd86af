"""Plays chapters in a real Plangate, with whichever agent a hand can drive."""

from __future__ import annotations

import asyncio
import os
import random
import time
from dataclasses import dataclass
from typing import Protocol

from tests.support.truth.mirror import Mirror
from tests.support.truth.score import Outcome, judge
from tests.support.truth.steps import (
    Ask,
    Chapter,
    Clear,
    Person,
    Restart,
    Restore,
    Rewind,
    Start,
    Step,
    Stop,
    Wait,
)
from tests.support.world import Watch, World

from plangate.attempts.facts import FACT_KINDS, fact_from_payload
from plangate.attempts.history import History
from plangate.client import undo
from plangate.client.control import Control
from plangate.model.attempts import Attempt
from plangate.model.session import SessionId

__all__ = ["Hand", "Played", "Player"]

_QUIET = 1.3
"""Seconds after which the daemon has looked at what a person did: it looks a second after the last change."""


class Hand(Protocol):
    """Operates one kind of agent."""

    async def start(self, tree: str) -> str:
        """Start a session in a working tree; returns its id when the agent takes prompts."""

    async def ready(self, session: str) -> None:
        """Wait until a session that was restarted takes prompts."""

    async def ask(self, session: str, ask: Ask) -> None:
        """Give a prompt, and have the agent do what it is to do; returns when its turn has ended."""

    async def clear(self, session: str) -> None:
        """Put the conversation away."""

    async def rewind(self, session: str, step: Rewind) -> None:
        """Go back to before the last prompt."""


@dataclass(frozen=True, slots=True)
class Played:
    """When a chapter's prompts were given."""

    chapter: Chapter
    times: tuple[float, ...]
    end: float


class Player:
    """Plays one chapter after the other in one workspace.

    Args:
        pace: Decides after which of a person's commands there is a pause.
    """

    def __init__(self, world: World, control: Control, watch: Watch, hand: Hand, pace: random.Random) -> None:
        self._world = world
        self._control = control
        self._watch = watch
        self._hand = hand
        self._pace = pace
        self._mirror = Mirror(world.work)
        self.sessions: dict[int, str] = {}
        self.played: list[Played] = []

    async def play(self, chapter: Chapter) -> None:
        """All of its steps.

        Raises:
            AssertionError: The files are not what the chapter is about: what it calls true is not.
        """
        if 0 not in self.sessions:
            self.sessions[0] = await self._hand.start("")
        times = []
        for step in chapter.steps:
            if isinstance(step, Ask) and step.begins:
                times.append(time.time())
            await self._step(step)
            self._mirror.take(step)
            if differing := self._mirror.differing():
                raise AssertionError(f"not as {type(step).__name__} should leave it: {differing[:3]}")
        self.played.append(Played(chapter, tuple(times), time.time()))

    async def begin_anew(self) -> None:
        """After a chapter that could not be played: no session, no git command half-way."""
        for session in list(self.sessions.values()):
            await self._stop(session)
        self.sessions.clear()
        await self.shell(
            "rm -f .git/index.lock; git rebase --abort; git merge --abort; git add -A; git commit -qm left;"
            " git switch -q -f main; git worktree prune || true"
        )
        self._mirror.reread()

    async def settled(self) -> None:
        """Wait until the daemon has looked at what was done last."""
        await asyncio.sleep(3 * _QUIET)

    def outcomes(self) -> list[Outcome]:
        """What was concluded about everything that was played."""
        attempts = self.attempts()
        return [
            outcome
            for played in self.played
            for outcome in judge(played.chapter, played.times, played.end, attempts)
        ]

    def attempts(self) -> list[Attempt]:
        """All attempts that the ledger knows."""
        kinds = set(FACT_KINDS)
        told = [event for event in self._watch.events() if event.kind in kinds]
        return History(fact_from_payload(event.kind, event.data.get("fact")) for event in told).attempts()

    async def _step(self, step: Step) -> None:
        match step:
            case Ask():
                await self._hand.ask(self.sessions[step.session], step)
            case Person():
                await self.shell(step.command.shell)
                if self._pace.random() < 0.5:
                    await asyncio.sleep(_QUIET)
            case Clear():
                await self._hand.clear(self.sessions[step.session])
            case Rewind():
                await self._hand.rewind(self.sessions[step.session], step)
            case Stop():
                await self._stop(self.sessions.pop(step.session))
            case Start():
                self.sessions[step.session] = await self._hand.start(step.tree)
            case Restart():
                old = self.sessions[step.session]
                made = await self._control.restart_session(SessionId(old))
                self.sessions[step.session] = str(made.id)
                await self._hand.ready(str(made.id))
            case Restore():
                await self._restore(self.sessions[step.session])
            case Wait():
                raise AssertionError("nobody can wait for hours")

    async def shell(self, command: str) -> None:
        """A command of the person's, in another terminal."""
        who = {
            f"GIT_{role}_{what}": "t@example.org"
            for role in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")
        }
        done = await asyncio.create_subprocess_exec(
            "sh", "-c", command,
            cwd=self._world.work, env=os.environ | who,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        said, _ = await done.communicate()
        assert done.returncode == 0, f"{command}: {said.decode()}"

    async def _stop(self, session: str) -> None:
        if self._watch.sessions[session].ended is None:
            await self._control.stop_session(SessionId(session), force=True)
            await self._watch.session(session, lambda s: s.ended is not None, "ended")

    async def _restore(self, session: str) -> None:
        """To the checkpoint at which the session's last attempt began."""
        last = max((one for one in self.attempts() if one.session == session), key=lambda one: one.began)
        await self._control.ask(undo.undo(last.checkpoint, session=session, pause=True))
