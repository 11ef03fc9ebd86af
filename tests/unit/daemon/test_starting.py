"""Tests of `plangate.daemon.starting`; everything with processes is in the integration tests."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import pytest

from plangate.config.settings import Settings
from plangate.daemon.records import Record
from plangate.daemon.starting import Starter
from plangate.errors import Refused
from plangate.model.session import NewSession
from plangate.plugins.api import Launch, Resumption


class Slow:
    """An agent that looks around before it says how it is started, and then refuses."""

    name = title = program = "slow"

    def __init__(self) -> None:
        self.asked_in: set[int] = set()

    def launch(self, program: str, args: Sequence[str], prompt: str, session: str) -> Launch:
        self.asked_in.add(threading.get_ident())
        raise Refused("not today")

    def resume(self, program: str, ended: Resumption) -> Launch | None:
        self.asked_in.add(threading.get_ident())
        return None


class Agents:
    """The only agent there is."""

    def __init__(self, agent: Slow) -> None:
        self.agent = agent

    def program(self, name: str, environment: Mapping[str, str]) -> tuple[Slow, str]:
        return self.agent, "/bin/slow"


class Desk:
    """No sessions yet."""

    boot = ""

    def __init__(self, agent: Slow) -> None:
        self.entries: dict[str, Record] = {}
        self.agents = Agents(agent)


@pytest.fixture
def scratch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where records would lie."""
    with TemporaryDirectory(prefix="pg", dir="/tmp") as name:
        for variable in ("XDG_RUNTIME_DIR", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
            monkeypatch.setenv(variable, name)
        yield Path(name)


async def test_an_agent_that_takes_its_time_stops_nobody(scratch: Path) -> None:
    """Codex is asked for its options at its first launch, which can take two seconds."""
    agent = Slow()
    nobody = cast(Any, None)
    starter = Starter(cast(Any, Desk(agent)), nobody, nobody, Settings(), nobody, nobody)
    new = NewSession(agent="slow", cwd=str(scratch))
    with pytest.raises(Refused, match="not today"):
        await starter.start("key", new, {}, "me")
    assert agent.asked_in
    assert threading.get_ident() not in agent.asked_in
