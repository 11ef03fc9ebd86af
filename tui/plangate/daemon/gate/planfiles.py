"""Plans that agents without hooks write as a file: submitted as they are saved, answered beside them."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time

from plangate.aio import spawn
from plangate.config.paths import plan_dir
from plangate.daemon.gate import planfolder
from plangate.daemon.gate.gatekeeper import Gatekeeper
from plangate.daemon.gate.inotify import Notifier
from plangate.daemon.gate.people import agent_actor
from plangate.daemon.gate.post import Post
from plangate.daemon.gate.review import Review
from plangate.daemon.gate.verdicts import Outcome, answer_file, outcome_of
from plangate.errors import PlangateError
from plangate.gate.plan.state import PlanState
from plangate.model.session import State
from plangate.plugins.gate import Answer, HookCall, HookKind, Verdict

__all__ = ["PlanFiles"]

_log = logging.getLogger(__name__)

_CALM = 0.25
"""Seconds without another save after which a plan is submitted; editors save more than once."""

_SOON = 0.3
"""Seconds between two looks at whether a session has stopped being blocked, which rings no bell."""


class PlanFiles:
    """One folder for each gated session that has one."""

    def __init__(self, keeper: Gatekeeper, review: Review) -> None:
        self._keeper = keeper
        self._review = review
        self._folders: dict[str, _Folder] = {}

    def gate_changed(self, post: Post) -> None:
        """Watch the folder of a session from the first time that its gate is heard of."""
        if post.session not in self._folders:
            self._folders[post.session] = _Folder(self._keeper, self._review, post)

    async def ended(self, session: str) -> None:
        """A session has ended: nothing of it is submitted any more."""
        folder = self._folders.pop(session, None)
        if folder is not None:
            folder.end()
        await asyncio.to_thread(planfolder.clear, session)

    def close(self) -> None:
        """Watch nothing any more; the folders stay."""
        for folder in self._folders.values():
            folder.end()
        self._folders.clear()


class _Folder:
    """The folder of one session."""

    def __init__(self, keeper: Gatekeeper, review: Review, post: Post) -> None:
        self._keeper = keeper
        self._review = review
        self._post = post
        self._path = plan_dir(post.session)
        self._notifier: Notifier | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._answering: asyncio.Task[None] | None = None
        self._submitted: tuple[PlanState, str] | None = None
        """The version that was submitted last, with the digest of its text."""
        self._fault = ""
        """Why what was saved last is not submitted."""
        self._turn = asyncio.Lock()
        self._read = ""
        """Digest of the text that was read last."""
        self._ended = False
        spawn(self._begin(), name=f"plan folder {post.session}")

    def end(self) -> None:
        """Watch no more."""
        self._ended = True
        if self._timer is not None:
            self._timer.cancel()
        if self._answering is not None:
            self._answering.cancel()
        if self._notifier is not None:
            asyncio.get_running_loop().remove_reader(self._notifier.fd)
            self._notifier.close()
            self._notifier = None

    async def _begin(self) -> None:
        try:
            made = await asyncio.to_thread(Notifier, self._path, _foreign, finished=True)
        except FileNotFoundError:
            return  # of a session that an older version has started
        except (OSError, PlangateError) as error:
            self._warn(f"the folder for plans cannot be watched: {error}")
            return
        if self._ended:
            made.close()
            return
        self._notifier = made
        asyncio.get_running_loop().add_reader(made.fd, self._changed)
        self._read = await asyncio.to_thread(planfolder.answered, self._path)
        state = self._keeper.plans.live(self._post.record.plan)
        if self._read and state is not None:  # found alive, with an answer that may be an old one
            self._submitted = (state, self._read)
        if not self._ended:
            self._answering = spawn(self._answer(), name=f"plan answer {self._post.session}")
        await self._look()

    def _changed(self) -> None:
        if self._notifier is None:
            return
        found, missed = self._notifier.changed()
        if planfolder.PLAN in found or missed:
            if self._timer is not None:
                self._timer.cancel()
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(_CALM, self._calm)

    def _calm(self) -> None:
        self._timer = None
        if not self._ended:
            spawn(self._look(), name=f"plan file {self._post.session}")

    async def _look(self) -> None:
        async with self._turn:
            try:
                text = await asyncio.to_thread(planfolder.read_plan, self._path)
                digest = hashlib.sha256((text or "").encode()).hexdigest()
                if self._ended or not (text or "").strip() or digest == self._read:
                    return
                by = agent_actor(self._post.entry.record.new.agent, self._post.session)
                self._submitted = (await self._review.submit(self._post, text or "", by), digest)
            except PlangateError as error:
                self._read, self._fault = "", f"{error.message}. {error.hint}".strip()
                self._warn(f"the plan in the session's folder is refused: {error.message}")
            else:
                self._read, self._fault = digest, ""
            self._post.news.ring()

    async def _answer(self) -> None:
        """Write down how the plan stands, whenever it stands otherwise, and tell who has ended their turn."""
        written = ""
        told: Outcome | None = None
        while True:
            text, found = self._standing()
            if text != written:
                told = found if not written else told  # what was decided before a daemon came is no news
                written = text
                await self._write(text)
            elif found in (None, told):
                await self._post.news.heard()
            elif self._post.entry.record.state is State.BLOCKED:
                await asyncio.sleep(_SOON)
            else:
                told = found
                self._type(found)

    async def _write(self, text: str) -> None:
        try:
            await asyncio.to_thread(planfolder.write_answer, self._path, text)
        except OSError as error:
            _log.warning("an answer for %s cannot be written: %s", self._post.session, error)

    def _standing(self) -> tuple[str, Outcome | None]:
        """The answer as it is to be read, and the decision in it."""
        if self._submitted is None:
            text = answer_file("refused", self._fault) if self._fault else ""
            return text, None
        submitted, digest = self._submitted
        now = self._keeper.plans.get(submitted.plan.id)
        found = outcome_of(now, submitted.plan.version, self._post.state(time.time()))
        phase = "approved" if found is not None and found.approved else now.phase.value
        words = found.words if found is not None else "Nothing may be changed yet: no person has decided."
        if self._fault:
            words += f"\n\nWhat was saved last is not submitted: {self._fault}"
        return answer_file(phase, words, plan=now.plan.id, version=now.plan.version, of=digest), found

    def _type(self, found: Outcome | None) -> None:
        """Tell an agent that has ended its turn; one that works reads the answer itself."""
        agent, entry = self._post.agent, self._post.entry
        if agent is None or found is None or entry.record.state not in (State.DONE, State.IDLE):
            return
        verdict = Verdict.ALLOW if found.approved else Verdict.DENY
        typing = agent.go_on(HookCall(kind=HookKind.OTHER), Answer(verdict=verdict, words=found.words))
        if typing.keys or typing.text:
            entry.type(typing.keys, typing.text)

    def _warn(self, words: str) -> None:
        self._keeper.desk.feed.notice("warning", words, session=self._post.session)


def _foreign(path: str) -> bool:
    """Everything but the plan; a directory of that name is none."""
    return path != planfolder.PLAN
