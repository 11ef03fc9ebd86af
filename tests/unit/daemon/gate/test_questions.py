"""Tests of `plangate.daemon.gate.questions`: the first answer wins, and nobody waits for ever."""

from __future__ import annotations

import asyncio

import pytest
from tests.support.gatehouse import Gatehouse, nobody
from tests.support.world import until

from plangate.aio import spawn
from plangate.errors import NotFound
from plangate.plugins.gate import Answer, HookCall, HookKind, ToolKind, ToolUse, Verdict

_CALL = HookCall(kind=HookKind.PERMISSION, tool=ToolUse(name="Bash", kind=ToolKind.SHELL, command="make"))


def _asks(house: Gatehouse) -> asyncio.Task[Answer]:
    return spawn(house.questions.ask(house.post, _CALL, nobody(), why=""), name="ask")


async def _first(house: Gatehouse) -> str:
    await until(lambda: house.post.questions, "asked")
    return next(iter(house.post.questions))


@pytest.mark.parametrize("allow", [True, False])
async def test_a_person_answers(house: Gatehouse, allow: bool) -> None:
    """The agent hears it, and the question is gone."""
    asking = _asks(house)
    question = await _first(house)
    assert house.desk.get(house.post.session).gate.questions[0].detail == "make"
    await house.questions.answer(house.post, question, allow=allow, text="no", who="ada")
    answer = await asking
    assert answer.verdict is (Verdict.ALLOW if allow else Verdict.DENY)
    assert house.desk.get(house.post.session).gate.questions == ()


async def test_two_people_answer_at_once(house: Gatehouse) -> None:
    """One of them; the other one may hear that it was answered."""
    asking = _asks(house)
    question = await _first(house)
    said = [
        house.questions.answer(house.post, question, allow=allow, text="", who=who)
        for allow, who in ((False, "ada"), (True, "bob"))
    ]
    found = await asyncio.gather(*said, return_exceptions=True)
    assert all(one is None or isinstance(one, NotFound) for one in found)
    assert (await asking).verdict is Verdict.DENY
    with pytest.raises(NotFound):
        await house.questions.answer(house.post, question, allow=True, text="", who="bob")


async def test_an_agent_that_goes_on_withdraws_it(house: Gatehouse) -> None:
    """It is recorded, and nobody can answer any more."""
    asking = _asks(house)
    question = await _first(house)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    with pytest.raises(NotFound):
        await house.questions.answer(house.post, question, allow=True, text="", who="ada")
    await until(lambda: "question.withdrawn" in house.kinds(), "recorded")


async def test_the_end_of_the_session_ends_all_waiting(house: Gatehouse) -> None:
    """With a refusal for whoever still listens."""
    asking = _asks(house)
    await _first(house)
    await house.office.ended(house.post.session)
    with pytest.raises(asyncio.CancelledError):
        await asking


async def test_more_than_a_person_can_answer_are_refused(house: Gatehouse) -> None:
    """Everybody is told of all of them with every change."""
    asking = [_asks(house) for _ in range(20)]
    await until(lambda: len(house.post.questions) == 20, "asked")
    assert (await _asks(house)).verdict is Verdict.DENY
    for one in asking:
        one.cancel()
    await asyncio.gather(*asking, return_exceptions=True)
