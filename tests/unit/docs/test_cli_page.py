"""docs/cli.md against the code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from plangate.cli.registry import COMMANDS
from plangate.cli.shapes import agent_json, event_json, screen_json, session_json, status_json
from plangate.cli.specs import all_commands
from plangate.errors import ExitCode
from plangate.model.event import Event
from plangate.model.gate import GateView, Holder, Meter, Question
from plangate.model.screen import Cursor, Modes, Row, Style
from plangate.model.session import Exit, Session, SessionId, Worktree
from plangate.model.status import AgentInfo, DaemonStatus
from plangate.wire.stream import Snapshot

PAGE = (Path(__file__).parents[3] / "docs/cli.md").read_text("utf-8")

SESSION = Session(
    id=SessionId("a"),
    name="n",
    agent="x",
    exit=Exit(0),
    worktree=Worktree(path="p", branch="b", repository="r"),
    gate=GateView(
        used=Meter(), questions=(Question(id="q", tool="t", words="w"),), holders=(Holder(1, "n"),)
    ),
)
SNAPSHOT = Snapshot(
    id=1,
    cols=1,
    rows=1,
    base=0,
    top=0,
    cursor=Cursor(),
    modes=Modes(),
    title="",
    history=[],
    screen=[Row("a", "\1")],
    styles=[Style(), Style(1, 2, 1, 1, 3, "l")],
    clusters=[],
)


def keys(value: Any) -> Iterator[str]:
    """Every key in a document, at any depth."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from keys(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from keys(inner)


def section(name: str) -> str:
    """The text below a heading."""
    found = re.search(rf"^### {name}\n(.*?)(?=^### |\Z)", PAGE, re.M | re.S)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("session", session_json(SESSION)),
        ("screen", screen_json(SNAPSHOT)),
        ("event", event_json(Event(1, 0.0, "k"))),
        ("agent", agent_json(AgentInfo(name="a", title="A"))),
        (
            "daemon",
            status_json(DaemonStatus(product="", pid=1, started=0, instance="", keeper_pid=0, sessions=0)),
        ),
    ],
)
def test_every_key_is_described(name: str, document: dict[str, Any]) -> None:
    """And every described key exists."""
    described = set(re.findall(r"`(\w+)`", section(name)))
    assert described == set(keys(document))


def test_every_exit_code_is_described() -> None:
    """With its number and name, and no other."""
    rows = dict(re.findall(r"^\| (\d+) \| `(\w+)` \|", PAGE, re.M))
    assert rows == {str(int(code)): code.name for code in ExitCode}


def test_every_command_is_listed() -> None:
    """In the order of the help text."""
    assert re.findall(r"^\| `plangate (\w+)` \|", PAGE, re.M) == [command.name for command in COMMANDS]


def test_every_command_that_prints_json_is_listed() -> None:
    """Whoever adds `--json` documents its shape."""
    table = PAGE[PAGE.index("| command | document |") : PAGE.index("### session")]
    for command in all_commands():
        for spec in [command, *command.verbs]:
            if any("--json" in option.flags for option in spec.options):
                group, verb = spec.path[0], spec.path[-1]
                named = f"`{' '.join(spec.path)}" in table
                listed = any(f"`{verb}`" in line for line in table.splitlines() if f"`{group} " in line)
                assert named or listed or f"every other verb of `{group}`" in table, spec.path


def test_the_examples_are_understood() -> None:
    """What the page shows can be typed."""
    import shlex

    from plangate.cli.parser import parse

    lines = re.findall(r"^    plangate (.*?)(?:  +#.*)?$", PAGE, re.M)
    assert len(lines) >= 5
    for line in lines:
        parse(shlex.split(line))
