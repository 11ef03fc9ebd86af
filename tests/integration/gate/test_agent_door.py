"""The agents' socket: what may be said there, and what becomes of those who misbehave."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
from pathlib import Path
from typing import Any

import pytest
from tests.support.gated import PLAN, Gated
from tests.support.world import World

from plangate.client import gate
from plangate.config import paths
from plangate.daemon.gate.tokens import mint
from plangate.model.gate import GateState
from plangate.model.plan import Phase


def _knock() -> socket.socket:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(30)
    connection.connect(str(paths.agent_socket()))
    return connection


def _said(line: bytes) -> dict[str, Any]:
    with _knock() as connection:
        connection.sendall(line)
        answer = b""
        while b"\n" not in answer:
            data = connection.recv(65536)
            if not data:
                return {}
            answer += data
        told: dict[str, Any] = json.loads(answer.partition(b"\n")[0])
        return told


def _ask(whose: str, what: str, **fields: object) -> dict[str, Any]:
    token = mint(paths.secret_file().read_bytes(), whose)
    return _said(json.dumps({"do": what, "token": token, **fields}).encode() + b"\n")


def _end_hooks(world: World) -> None:
    """End the hook programs of this world, as an agent does whose person pressed Esc."""
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            ours = str(world.root).encode() in (entry / "environ").read_bytes()
            if ours and b"client/hook.py" in (entry / "cmdline").read_bytes():
                world.kill(int(entry.name))


async def test_submit_status_and_comment(world: World) -> None:
    """All that an agent can do without a hook."""
    gated = await Gated.begin(world)
    made = await asyncio.to_thread(_ask, gated.id, "submit", plan=PLAN)
    assert made["phase"] == "submitted"
    told = await asyncio.to_thread(_ask, gated.id, "status")
    assert (told["state"], told["strength"], told["phase"]) == ("closed", "kernel", "submitted")
    await asyncio.to_thread(_ask, gated.id, "comment", text="I chose UTF-8")
    plan = await gated.control.ask(gate.plan(made["plan"]))
    assert [(comment.by, comment.text) for comment in plan.comments] == [("fake", "I chose UTF-8")]
    again = await asyncio.to_thread(_ask, gated.id, "submit", plan=PLAN)
    assert again["version"] == 1


async def test_nothing_there_decides(world: World) -> None:
    """No word of the people's socket is known."""
    gated = await Gated.begin(world)
    made = await asyncio.to_thread(_ask, gated.id, "submit", plan=PLAN)
    for what in ("vote", "vote_plan", "approve", "break_glass", "open_budget", "ask_grant", "start", ""):
        answer = await asyncio.to_thread(
            _ask, gated.id, what, plan=made["plan"], digest=made["digest"], kind="approve", session=gated.id
        )
        assert "error" in answer, what
    assert (await gated.control.ask(gate.plan(made["plan"]))).summary.phase is Phase.SUBMITTED
    assert (await gated.control.ask(gate.gate(gated.id))).state is GateState.CLOSED


@pytest.mark.parametrize(
    "line",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"[]\n",
        b'{"do": "status"}\n',
        b'{"do": "status", "token": 5}\n',
        b'{"do": "status", "token": "abcdefgh.0123456789abcdef0123456789abcdef"}\n',
        b'{"do": "status", "token": "' + b"\xff" * 9 + b'"}\n',
        b"[" * 100_000 + b"\n",
        os.urandom(64).replace(b"\n", b"x") + b"\n",
    ],
    ids=["http", "list", "no token", "number", "forged", "no text", "deep", "noise"],
)
async def test_garbage_is_refused_with_words(world: World, line: bytes) -> None:
    """And everybody else is served."""
    gated = await Gated.begin(world)
    assert "error" in await asyncio.to_thread(_said, line)
    assert (await asyncio.to_thread(_ask, gated.id, "status"))["ok"]


async def test_one_session_cannot_speak_for_another(world: World) -> None:
    """A token names its session."""
    gated = await Gated.begin(world)
    token = mint(paths.secret_file().read_bytes(), gated.id)
    other = (await gated.control.new_session(world.command("sleep", "600", gate=True))).id
    forged = other + token[len(gated.id) :]
    answer = await asyncio.to_thread(_said, json.dumps({"do": "status", "token": forged}).encode() + b"\n")
    assert "error" in answer


async def test_a_flood_that_never_reads_harms_nobody(world: World) -> None:
    """Unfinished lines without end, on many connections at once."""
    gated = await Gated.begin(world)

    def flood() -> None:
        with contextlib.ExitStack() as stack:
            for _ in range(40):
                connection = stack.enter_context(_knock())
                connection.setblocking(False)
                for _ in range(200):
                    try:
                        connection.send(b"x" * 100_000)
                    except (BlockingIOError, BrokenPipeError, ConnectionResetError):
                        break
            assert _ask(gated.id, "status")["ok"]

    await asyncio.to_thread(flood)
    assert (await gated.control.ask(gate.gate(gated.id))).state is GateState.CLOSED
    await gated.does("write src/new.txt x", "refused src/new.txt")


async def test_who_waits_no_more_is_noticed_and_the_plan_stays(world: World) -> None:
    """Esc in the agent ends its hook: the wait is over, the plan is not."""
    gated = await Gated.begin(world)
    token = mint(paths.secret_file().read_bytes(), gated.id)
    connection = await asyncio.to_thread(_knock)
    line = json.dumps({"do": "submit", "token": token, "plan": PLAN, "wait": True}).encode() + b"\n"
    connection.sendall(line)
    plan = await gated.waiting()
    connection.close()
    after = await gated.approve(plan)
    assert after.summary.phase is Phase.EXECUTING
    await gated.does("force src/new.txt x", "wrote src/new.txt")


async def test_a_question_is_withdrawn_when_the_agent_goes_on(world: World) -> None:
    """As when the person answers on the agent's own screen."""
    gated = await Gated.begin(world)
    await gated.type("permission cat top.txt")
    await gated.until(lambda view: view.questions, "a question")
    await asyncio.to_thread(_end_hooks, world)
    await gated.until(lambda view: not view.questions, "withdrawn")
    await gated.event("question.withdrawn")
