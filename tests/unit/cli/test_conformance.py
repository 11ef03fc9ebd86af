"""Tests of `plangate.cli.doctor.conformance`: what it prints and ends with; the runs are played."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from plangate.cli.doctor import conformance
from plangate.cli.output import Output
from plangate.conformance.run import Outcome
from plangate.errors import ExitCode, NotFound, UsageError
from plangate.model.status import AgentInfo

_OPEN = Outcome(mode="bypass", gated=False, written=("sed -i", "Write"), tried=2)
_HELD = Outcome(mode="bypass", gated=True, strength="kernel", tried=2)
Play = Callable[..., tuple[int, str]]


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch) -> Play:
    """Runs the command with outcomes of the test's choice."""

    def run(*outcomes: Outcome, modes: Sequence[str] = (), as_json: bool = False, path: str = "/c") -> Any:
        def played(*_: object, **__: object) -> Iterator[Outcome]:
            yield from outcomes

        info = AgentInfo(name="claude", title="Claude Code", path=path, version="", hint="", resumable=True)
        monkeypatch.setattr(conformance, "conform", played)
        monkeypatch.setattr(conformance, "describe", lambda *_, **__: info)
        monkeypatch.setattr(conformance, "find_version", lambda *_, **__: "2.1.329")
        data = io.StringIO()
        code = conformance.run("claude", modes, Output(data, io.StringIO(), {}), json=as_json)
        return code, data.getvalue()

    return run


def test_the_table_puts_both_side_by_side(play: Play) -> None:
    """One row for each mode."""
    code, printed = play(_OPEN, _HELD)
    assert code == ExitCode.OK
    assert "Claude Code 2.1.329" in printed
    assert "  bypass                    2 of 2 writes         0 of 2 writes, kernel\n" in printed


@pytest.mark.parametrize(
    "leak",
    [
        Outcome(mode="bypass", gated=True, strength="kernel", written=("sed -i",), tried=2),
        Outcome(mode="bypass", gated=True, strength="kernel", other=("x",), tried=2),
        Outcome(mode="bypass", gated=True, fault="it ended by itself", tried=2),
    ],
)
def test_a_leak_fails(play: Play, leak: Outcome) -> None:
    """So does a run that could not be carried through: nobody knows then."""
    code, printed = play(_OPEN, leak)
    assert code == ExitCode.FAILED
    assert "bypass, with the gate: " in printed


def test_without_the_gate_nothing_fails(play: Play) -> None:
    """That is what is to be shown."""
    assert play(_OPEN)[0] == ExitCode.OK


def test_json(play: Play) -> None:
    """The same for scripts."""
    document = json.loads(play(_OPEN, _HELD, as_json=True)[1])
    assert document["version"] == "2.1.329"
    assert document["outcomes"][1] == {
        "mode": "bypass",
        "gated": True,
        "strength": "kernel",
        "written": [],
        "tried": 2,
        "other": [],
        "fault": "",
    }


def test_what_cannot_be_tried_says_so(play: Play) -> None:
    """An agent without a script, an unknown mode, one that is not installed."""
    with pytest.raises(UsageError, match="no script"):
        conformance.run("shell", (), Output(io.StringIO(), io.StringIO(), {}), json=False)
    with pytest.raises(UsageError, match="no mode"):
        play(modes=("none",))
    with pytest.raises(NotFound):
        play(path="")
