"""Tests of `plangate.daemon.gate.hooks`: what whoever is inside of a session can say, and what comes of it."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from tests.support.gated import PLAN
from tests.support.gatehouse import ADA, SESSION, Gatehouse, as_soon_as, nobody
from tests.support.world import until

from plangate.aio import spawn
from plangate.errors import LedgerError, NotFound, PlangateError, Refused, Unauthorised, UsageError
from plangate.model.gate import GateState
from plangate.model.plan import Phase
from plangate.model.session import Exit

_WRITE = {"name": "Write", "kind": "write", "paths": ["src/new.txt"]}


def _verdict(answer: dict[str, Any]) -> str:
    told: str = json.loads(answer["stdout"])["verdict"]
    return told


async def test_a_tool_is_answered_by_the_gate(house: Gatehouse) -> None:
    """Closed it may read; open it may write what the plan covers."""
    read = {"name": "Read", "kind": "read", "paths": ["top.txt"]}
    assert _verdict(await house.hook("tool", tool=read)) == "pass"
    assert _verdict(await house.hook("tool", tool=_WRITE)) == "deny"
    await house.runs()
    assert _verdict(await house.hook("tool", tool=_WRITE)) == "pass"
    assert _verdict(await house.hook("tool", tool=_WRITE | {"paths": ["top.txt"]})) == "deny"


async def test_what_changes_files_and_cannot_be_recorded_is_not_allowed(house: Gatehouse) -> None:
    """A full disk is a no."""
    await house.runs()
    house.journal.fails = True
    with pytest.raises(LedgerError):
        await house.hook("tool", tool=_WRITE)


@pytest.mark.parametrize(
    "request_",
    [
        {"token": "aaaaaaaa.0"},
        {"token": None},
        {"do": "vote"},
        {"do": "status", "token": f"{SESSION}."},
        {"agent": "claude", "payload": {}},
        {"payload": []},
        {"do": "submit", "plan": 5},
        {"do": "comment", "text": ["x"]},
        {"do": "tick", "steps": "s1"},
        {"do": "tick", "steps": [1]},
    ],
)
async def test_odd_requests_are_refused(house: Gatehouse, request_: dict[str, Any]) -> None:
    """In words, and nothing has changed."""
    with pytest.raises((UsageError, Unauthorised, NotFound, Refused)):
        await house.asks(**({"do": "hook", "payload": {"kind": "other"}} | request_))
    assert house.state is GateState.CLOSED
    assert not [kind for kind in house.kinds() if kind.startswith("plan.")]


@pytest.mark.parametrize(
    "payload",
    [
        {"conversation": "--dangerously-skip-permissions"},
        {"conversation": "x" * 10_000},
        {"conversation": "../../etc"},
        {"conversation": "a b"},
        {"cwd": "a/" * 1_000_000},
        {"cwd": "/\0"},
        {"tool": _WRITE | {"paths": ["../" * 1_000_000]}},
        {"tool": _WRITE | {"paths": ["a\0b"]}},
        {"tool": _WRITE | {"name": "x" * 1_000_000}},
        {"call": "x" * 1_000_000},
        {"source": "x" * 1_000_000},
    ],
)
async def test_what_no_agent_says_is_refused_at_once(house: Gatehouse, payload: dict[str, Any]) -> None:
    """Such a path would take the daemon hours, and such a conversation becomes an argument of the agent."""
    with pytest.raises(UsageError):
        await house.hook("tool", **{"tool": _WRITE, **payload})
    assert house.desk.get(SESSION).record.conversation == "one"


async def test_a_hook_that_is_killed_over_a_new_conversation(house: Gatehouse) -> None:
    """Whoever is in there can kill it; the conversation counts all the same."""
    await house.runs()
    asking = spawn(house.hook("session-start", conversation="two", source="clear"), name="clear")
    await as_soon_as(lambda: house.desk.get(SESSION).record.conversation == "two", "heard")
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    await until(lambda: house.state is GateState.CLOSED, "closed")
    assert house.live().phase is Phase.WAITING


async def test_a_cleared_conversation_that_somebody_has_named_before(house: Gatehouse) -> None:
    """A process that stayed behind says "fork" before the agent says "clear": the plan is set aside all the same."""
    await house.runs()
    await house.hook("session-start", conversation="two", source="fork")
    assert house.state is GateState.OPEN
    await house.hook("session-start", conversation="two", source="clear")
    assert (house.state, house.live().phase) == (GateState.CLOSED, Phase.WAITING)
    await house.progress.reopen(house.post, ADA)
    await house.hook("prompt", conversation="two")
    assert house.state is GateState.OPEN


async def test_nothing_said_inside_opens_what_was_set_aside(house: Gatehouse) -> None:
    """Neither the old conversation again, nor a fork of it, nor the same plan presented anew."""
    await house.runs()
    await house.hook("session-start", conversation="two", source="clear")
    for conversation, source in (("one", "resume"), ("one", "fork"), ("two", "fork"), ("three", "compact")):
        await house.hook("session-start", conversation=conversation, source=source)
        assert house.state is GateState.CLOSED
    await house.asks("submit", plan=PLAN)
    assert (house.state, house.live().phase) == (GateState.CLOSED, Phase.SUBMITTED)


async def test_a_hook_waits_for_people_and_comes_back(house: Gatehouse) -> None:
    """After a restart it presents the same text: the same version, and what was decided meanwhile."""
    first = spawn(house.hook("plan", plan=PLAN), name="hook")
    await until(lambda: house.post.record.plan and house.live().phase is Phase.SUBMITTED, "waits")
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    again = spawn(house.hook("plan", plan=PLAN), name="hook")
    await asyncio.sleep(0)
    await house.approve(house.live())
    assert _verdict(await again) == "allow"
    assert _verdict(await house.hook("plan", plan=PLAN)) == "allow"
    assert house.live().plan.version == 1
    assert _verdict(await house.hook("plan-dialog", plan=PLAN)) == "allow"
    assert _verdict(await house.hook("plan-dialog", plan=PLAN + "more")) == "deny"


async def test_an_ended_session_is_told_so(house: Gatehouse) -> None:
    """Its token is still good, but for nothing."""
    house.desk.get(SESSION).record.exit = Exit(code=0)
    with pytest.raises(PlangateError, match="ended"):
        await house.asks("status")


async def test_an_agent_may_comment_and_ask_how_it_stands(house: Gatehouse) -> None:
    """And tick off steps of the plan that runs."""
    with pytest.raises(UsageError, match="no plan"):
        await house.asks("comment", text="x")
    state = await house.runs()
    assert (await house.asks("comment", text="x"))["plan"] == state.plan.id
    assert (await house.asks("status"))["state"] == "open"
    assert (await house.asks("tick", steps=[]))["left"] == []
    with pytest.raises(Refused):
        await house.asks("tick", steps=["s9"])


async def test_who_asks_hears_nothing_of_others(house: Gatehouse) -> None:
    """A token names its session."""
    with pytest.raises(PlangateError):
        await house.office.hooks.answer({"do": "status", "token": "bbbbbbbb.00"}, nobody())


async def test_what_an_agent_said_last_is_shown(house: Gatehouse) -> None:
    """Of a turn's end, and of no agent within the agent."""
    await house.hook("turn-end", text="Done.\nThree tests pass.")
    assert house.desk.get(SESSION).view().said == "Done.\nThree tests pass."
    await house.hook("turn-end", text="found two files", subagent="explore")
    await house.hook("turn-end")
    assert house.desk.get(SESSION).view().said == "Done.\nThree tests pass."


@pytest.mark.parametrize("kind", ["session-end", "turn-end", "tool-ended"])
async def test_what_a_conversation_says_that_was_left_changes_nothing(house: Gatehouse, kind: str) -> None:
    """Codex ends it a minute after its successor has begun; by then a person may have let the plan go on."""
    await house.runs()
    await house.hook("prompt", conversation="two", text="go on")
    await until(lambda: house.live().phase is Phase.WAITING, "set aside")
    await house.progress.reopen(house.post, ADA)
    await house.hook(kind, conversation="one")
    assert house.live().phase is Phase.EXECUTING
    assert house.post.entry.record.conversation == "two"
    await house.hook("prompt", conversation="one", text="and here")
    await until(lambda: house.live().phase is Phase.WAITING, "set aside again")
