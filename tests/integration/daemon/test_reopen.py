"""Sessions whose hosts are gone: their screens come back from the recording."""

from __future__ import annotations

import os
import shutil
import signal

import pytest
from tests.support.world import World, until

from plangate.client.control import Control
from plangate.config import paths
from plangate.errors import Exited
from plangate.model.session import Exit, HostState, Session


def _no_linger(world: World) -> None:
    settings = world.root / "c" / "plangate" / "settings.toml"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text("[sessions]\nlinger = 0\n", "utf-8")


async def _ended(world: World, script: str) -> tuple[Control, Session]:
    """A session that has ended, and whose host has, too."""
    _no_linger(world)
    control, watch = await world.control()
    session = await control.new_session(world.command("sh", "-c", script))
    gone = await watch.session(session.id, lambda s: s.host is HostState.GONE, "the host has ended")
    assert not paths.host_socket(session.id).exists()
    return control, gone


async def test_screen_and_history_come_back(world: World) -> None:
    """Attached, searched and scrolled as if the host had never gone; nobody can type into it."""
    control, session = await _ended(world, "seq 1 200; echo the end; exit 3")
    shown = await world.show(control, session.id)
    await shown.sees("the end")
    assert shown.stream is not None
    first = await shown.stream.history(0, 3)
    assert [shown.stream.tables.plain(row).strip() for row in first] == ["1", "2", "3"]
    hits = await shown.stream.search("^77$", regex=True)
    assert [line for line, _, _ in hits.hits] == [76]
    await shown.until(lambda: shown.exit, "told of the end")
    assert shown.exit == Exit(3)
    with pytest.raises(Exited):
        await control.send_line(session.id, "x")


async def test_a_reopened_session_adds_nothing_to_its_recording(world: World) -> None:
    """Looking is not an event."""
    control, session = await _ended(world, "echo once")
    directory = paths.recording_dir(session.id)
    before = {path.name: path.read_bytes() for path in directory.iterdir()}
    snapshot = await control.snapshot(session.id)
    assert snapshot.screen[0].text == "once"
    assert {path.name: path.read_bytes() for path in directory.iterdir()} == before
    events = await control.events(session=session.id)
    assert [event.kind for event in events].count("session.ended") == 1


async def test_many_may_ask_at_once(world: World) -> None:
    """One host is made, and all see it."""
    control, session = await _ended(world, "echo shared")
    other, _ = await world.control("other")
    shown = [await world.show(each, session.id) for each in (control, other, control)]
    for each in shown:
        await each.sees("shared")


async def test_without_a_recording_it_says_so(world: World) -> None:
    """Purged, or never recorded."""
    control, session = await _ended(world, "echo gone")
    shutil.rmtree(paths.recording_dir(session.id))
    with pytest.raises(Exited, match="not recorded"):
        await control.snapshot(session.id)


async def test_a_killed_one_comes_back(world: World) -> None:
    """kill -9 of a host that only shows a recording: the keeper replaces it like any other."""
    control, session = await _ended(world, "echo still here; exit 4")
    await control.snapshot(session.id)
    pid = world.host(session.id).host_pid
    os.kill(pid, signal.SIGKILL)
    await until(
        lambda: paths.host_info(session.id).exists() and world.host(session.id).host_pid != pid, "a successor"
    )
    shown = await world.show(control, session.id)
    await shown.sees("still here")
    assert (await control.sessions())[0].exit == Exit(4)
