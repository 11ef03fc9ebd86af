"""Tests of `plangate_demo.gate`: against a socket that the test answers."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from plangate_demo.gate import Decision, Gate, refusal

Say = Callable[[dict[str, Any]], list[dict[str, Any]]]


@asynccontextmanager
async def _door(say: Say) -> AsyncIterator[Gate]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = json.loads(await reader.readline())
        assert asked.pop("token") == "token"
        for line in say(asked):
            writer.write(json.dumps(line).encode() + b"\n")
        writer.close()

    with tempfile.TemporaryDirectory(prefix="pg", dir="/tmp") as folder:
        path = f"{folder}/agents.sock"
        server = await asyncio.start_unix_server(serve, path)
        async with server:
            yield Gate({"PLANGATE_AGENT_SOCKET": path, "PLANGATE_AGENT_TOKEN": "token"})


def _run(say: Say, work: Callable[[Gate], Awaitable[Any]]) -> Any:
    async def main() -> Any:
        async with _door(say) as gate:
            return await work(gate)

    return asyncio.run(asyncio.wait_for(main(), 30))


@pytest.mark.parametrize(
    ("status", "holds"),
    [
        ({"state": "closed", "workspace": "/w"}, True),
        ({"state": "open", "workspace": ""}, True),
        ({"state": "closed", "workspace": "/elsewhere"}, False),
        ({"state": "off"}, False),
        ({"state": "observe"}, False),
        ({"error": "no such session"}, True),
    ],
)
def test_whether_the_gate_holds(status: dict[str, Any], holds: bool) -> None:
    """It decides about its workspace; a gate that gives no answer is closed."""
    assert _run(lambda _: [status], lambda gate: gate.holds(Path("/w/sub"))) is holds


def test_without_plangate_there_is_none() -> None:
    """The demo runs by itself as well."""
    assert not asyncio.run(Gate({}).holds(Path("/w")))


def test_a_plan_is_submitted_and_waited_for() -> None:
    """Heartbeats are passed over."""
    asked: list[dict[str, Any]] = []

    def say(request: dict[str, Any]) -> list[dict[str, Any]]:
        asked.append(request)
        return [
            {"wait": True},
            {"wait": True},
            {"ok": True, "approved": False, "phase": "changes", "words": "no"},
        ]

    found = _run(say, lambda gate: gate.submit("# Plan"))
    assert found == Decision(approved=False, rejected=False, words="no")
    assert asked == [{"do": "submit", "plan": "# Plan", "wait": True}]


def test_a_daemon_that_is_started_anew_is_asked_again() -> None:
    """The plan is the same, so that nobody reads it twice."""
    answers: list[list[dict[str, Any]]] = [
        [{"wait": True}],
        [{"approved": True, "phase": "executing", "words": "go"}],
    ]
    replies = iter(answers)
    assert _run(lambda _: next(replies), lambda gate: gate.submit("# Plan")).approved


def test_a_plan_that_is_not_taken_says_why() -> None:
    """And the demo goes on without."""
    with pytest.raises(ValueError, match="too long"):
        _run(lambda _: [{"error": "too long", "hint": ""}], lambda gate: gate.submit("# Plan"))


def test_a_try_to_write_changes_nothing(tmp_path: Path) -> None:
    """Whether it is refused or not."""
    file = tmp_path / "f"
    file.write_text("x")
    assert refusal(file) == ""
    assert file.read_text() == "x"
    assert refusal(tmp_path) == "Is a directory"
