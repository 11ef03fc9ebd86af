"""Tests of `plangate.daemon.gate.door`: the agents' socket stays where it belongs."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from plangate.daemon.gate.door import AgentDoor, Asker


@pytest.fixture
def place() -> Iterator[Path]:
    """A short path, because sockets' paths are limited."""
    root = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    yield root
    shutil.rmtree(root)


async def _said(path: Path) -> bytes:
    reader, writer = await asyncio.open_unix_connection(str(path))
    writer.write(b'{"do":"status"}\n')
    line = await reader.readline()
    writer.close()
    return line


async def _answer(_: dict[str, Any], __: Asker) -> dict[str, Any]:
    return {"ok": True}


async def test_it_listens_anew_where_the_socket_is_gone(place: Path) -> None:
    """A cleaner took it, or somebody put another file there; as long as it is there nothing is done."""
    path = place / "agents.sock"
    door = AgentDoor(lambda: path, _answer)
    await door.open()
    assert not await door.stay_reachable()
    for something_else in (False, True):
        path.unlink()
        if something_else:
            path.write_text("")
        assert await door.stay_reachable()
        assert await _said(path) == b'{"ok":true}\n'
    door.close()
    assert not await door.stay_reachable()


async def test_it_follows_the_runtime_directory(place: Path) -> None:
    """And who is connected stays."""
    where = [place / "a" / "agents.sock", place / "b" / "agents.sock"]
    for path in where:
        path.parent.mkdir()
    door = AgentDoor(lambda: where[0], _answer)
    await door.open()
    reader, writer = await asyncio.open_unix_connection(str(where[0]))
    writer.write(b'{"do":"status"}\n')
    assert await reader.readline() == b'{"ok":true}\n'
    where.pop(0)
    assert await door.stay_reachable()
    assert await _said(where[0]) == b'{"ok":true}\n'
    writer.write(b'{"do":"status"}\n')
    assert await reader.readline() == b'{"ok":true}\n'
    writer.close()
    door.close()
