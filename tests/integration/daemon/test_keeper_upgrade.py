"""A keeper of another version than the daemon's."""

from __future__ import annotations

import asyncio

from tests.support.world import World, until

from plangate.daemon.keeperlink import KeeperLink
from plangate.daemon.procfs import is_alive
from plangate.model.client import ClientInfo
from plangate.wire.spawn import HostDied, KeeperStatus


class _Watcher:
    """Keeps what it is told; implements `KeeperWatcher`."""

    def __init__(self) -> None:
        self.found: asyncio.Queue[KeeperStatus] = asyncio.Queue()
        self.died: asyncio.Queue[HostDied] = asyncio.Queue()

    def keeper_found(self, status: KeeperStatus) -> None:
        self.found.put_nowait(status)

    def keeper_lost(self, reason: str) -> None:
        return

    def host_died(self, told: HostDied) -> None:
        self.died.put_nowait(told)


async def test_a_new_keeper_takes_over_and_the_old_one_sees_its_hosts_out(world: World) -> None:
    """New sessions are made by the new one; of the old one's hosts we still hear; then it ends."""
    control, watch = await world.control()
    session = await control.new_session(world.command("sh", "-c", "read x"))
    old = world.keeper()
    watcher = _Watcher()
    link = KeeperLink(ClientInfo("t", "test", "daemon"), watcher, product="another version")
    link.start()
    found = await watcher.found.get()
    assert found.pid != old
    assert found.hosts == []
    assert is_alive(old, 0)
    world.kill(world.host(session.id).host_pid)
    told = await watcher.died.get()
    assert told.session == session.id
    assert told.successor
    await control.send_line(session.id, "the end")
    await watch.session(session.id, lambda s: s.exit, "the end")
    await control.remove_session(session.id)
    await until(lambda: not is_alive(old, 0), "the end of the old keeper")
    await link.close()
