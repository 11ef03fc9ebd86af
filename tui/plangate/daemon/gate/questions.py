"""Permissions that agents ask for: a person answers here or on the agent's own screen, and the first answer wins."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Coroutine

from plangate.aio import spawn
from plangate.daemon.gate.door import Asker
from plangate.daemon.gate.gatekeeper import Gatekeeper
from plangate.daemon.gate.post import Asked, Post
from plangate.daemon.gate.verdicts import Outcome
from plangate.errors import NotFound
from plangate.model.gate import Question
from plangate.plugins.gate import Answer, GatedAgent, HookCall, Verdict

__all__ = ["Questions"]

_DETAIL = 4000
_WORDS = 1000
_MOST = 20
"""Open questions of one session: every client is told of all of them with every change."""


class Questions:
    """Open questions of all sessions."""

    def __init__(self, keeper: Gatekeeper) -> None:
        self._keeper = keeper

    async def ask(self, post: Post, call: HookCall, asker: Asker, *, why: str) -> Answer:
        """Wait for a person; the question is withdrawn when the agent does not wait any more."""
        if len(post.questions) >= _MOST:
            return Answer(
                verdict=Verdict.DENY, words="Too many questions are open; a person answers those first."
            )
        asker.waits_for_a_person()
        asked = Asked(_question(call, why))
        question = asked.question
        post.questions[question.id] = asked
        self._keeper.show(post)
        try:
            await self._keeper.desk.recorded(
                "question.asked", post.session, "agent",
                question=question.id, tool=question.tool, words=question.words,
            )  # fmt: skip
            allowed, text, _ = await asked.answer
        except asyncio.CancelledError:
            self._keeper.desk.record("question.withdrawn", post.session, "agent", question=question.id)
            raise
        finally:
            post.questions.pop(question.id, None)
            self._keeper.show(post)
        if allowed:
            return Answer(verdict=Verdict.ALLOW)
        return Answer(verdict=Verdict.DENY, words=text or "A person has refused this.")

    async def answer(self, post: Post, question: str, *, allow: bool, text: str, who: str) -> None:
        """Answer a question.

        Raises:
            NotFound: It was answered already, or the agent does not wait any more.
        """
        asked = post.questions.get(question)
        if asked is None or asked.answer.done():
            raise NotFound("the question is open no more: it was answered, or the agent has gone on")
        await self._keeper.desk.recorded(
            "question.answered", post.session, who, question=question, allow=allow, text=text
        )
        if not asked.answer.done():
            asked.answer.set_result((allow, text, who))

    def go_on_later(
        self, post: Post, agent: GatedAgent, call: HookCall, outcome: Coroutine[None, None, Outcome]
    ) -> None:
        """Type the decision about a plan for an agent whose hook does not wait for it."""
        spawn(self._go_on(post, agent, call, outcome), name=f"go on {post.session}")

    async def _go_on(
        self, post: Post, agent: GatedAgent, call: HookCall, outcome: Coroutine[None, None, Outcome]
    ) -> None:
        found = await outcome
        if found.approved and post.record.holds_itself:
            return  # it is resumed, and told then
        answer = Answer(verdict=Verdict.ALLOW if found.approved else Verdict.DENY, words=found.words)
        typing = agent.go_on(call, answer)
        if not post.entry.type(typing.keys, typing.text):
            self._keeper.desk.feed.notice(
                "warning", "the decision about the plan could not be typed", session=post.session
            )


def _question(call: HookCall, why: str) -> Question:
    tool = call.tool
    detail = ""
    if tool is not None:
        detail = tool.command or "\n".join(tool.paths)
    return Question(
        id=secrets.token_hex(4),
        tool=tool.name if tool is not None else call.event,
        words=(why or call.words or (tool.name if tool is not None else "a permission"))[:_WORDS],
        detail=detail[:_DETAIL],
        asked=time.time(),
    )
