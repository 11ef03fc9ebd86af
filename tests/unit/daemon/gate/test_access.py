"""Tests of `plangate.daemon.gate.access`: who is let in at the people's socket, and who is on record for having tried."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace

import pytest
from tests.support.gatehouse import SESSION, Gatehouse
from tests.support.world import until

from plangate.config import paths
from plangate.daemon import hostfile
from plangate.daemon.gate import access as module
from plangate.daemon.gate.access import Access
from plangate.sandbox.peers import Peer, look_at_process
from plangate.wire.description import KeeperDescription, written

HOST, AGENT, KEEPER = 4_000_001, 4_000_002, 4_000_003


@pytest.fixture
def connection() -> Iterator[socket.socket]:
    """Anything; who is at its other end is said by the tests."""
    near, far = socket.socketpair()
    with near, far:
        yield near


@pytest.fixture
def peer(monkeypatch: pytest.MonkeyPatch) -> list[Peer]:
    """Who connects: first a person; and a host with its agent that have told of themselves."""
    found = [look_at_process(os.getpid())]
    monkeypatch.setattr(module, "look_at", lambda _: found[0])
    told = SimpleNamespace(host_pid=HOST, agent_pid=AGENT)
    monkeypatch.setattr(hostfile, "host", lambda _: told)
    return found


def _below(peer: Peer, *pids: int) -> Peer:
    return replace(peer, ancestors=(os.getpid(), *pids, 1))


async def test_a_person_is_let_in(house: Gatehouse, peer: list[Peer], connection: socket.socket) -> None:
    """And nobody is told."""
    assert Access(house.desk).judge(connection) == ("", "")
    assert "access.refused" not in house.kinds()


@pytest.mark.parametrize("pid", [HOST, AGENT])
async def test_who_comes_from_a_gated_session_is_not(
    house: Gatehouse, peer: list[Peer], connection: socket.socket, pid: int
) -> None:
    """Whether its host or its program is above; it is named, and the attempt recorded."""
    peer[0] = _below(peer[0], pid)
    why, session = Access(house.desk).judge(connection)
    assert "the gated session one" in why
    assert session == ""
    await until(lambda: "access.refused" in house.kinds(), "recorded")


async def test_who_comes_from_another_session_may_look(
    house: Gatehouse, peer: list[Peer], connection: socket.socket
) -> None:
    """Which one is said, so that it decides nothing."""
    house.desk.entries[SESSION].record.gate = None
    peer[0] = _below(peer[0], AGENT)
    assert Access(house.desk).judge(connection) == ("", SESSION)


async def test_what_a_session_left_behind_is_not_let_in(
    house: Gatehouse, peer: list[Peer], connection: socket.socket
) -> None:
    """It descends from the keeper and from no session that lives."""
    keeper = KeeperDescription(pid=KEEPER, started=1.0, newest=1, oldest=1, product="x", instance="y")
    paths.keeper_info().write_bytes(written(keeper))
    peer[0] = _below(peer[0], KEEPER)
    assert Access(house.desk).judge(connection) == ("it was started by a session that has ended", "")
    paths.keeper_info().write_bytes(b"{")
    assert Access(house.desk).judge(connection) == ("", "")


async def test_a_mark_of_a_sandbox_is_enough(
    house: Gatehouse, peer: list[Peer], connection: socket.socket
) -> None:
    """Though no session is above."""
    peer[0] = replace(peer[0], namespaces=(1, 2, 3))
    why, _ = Access(house.desk).judge(connection)
    assert "namespace" in why
