"""What a new daemon finds: records of sessions, hosts that live on, and what became of the rest."""

from __future__ import annotations

import logging
import time

from plangate.config import paths
from plangate.daemon import hostfile
from plangate.daemon.desk import Desk
from plangate.daemon.hosts import Hosts
from plangate.daemon.records import Record, read_all
from plangate.model.session import NewSession
from plangate.wire.description import HostDescription

__all__ = ["adopt", "adopt_strays"]

_log = logging.getLogger(__name__)


async def adopt(desk: Desk, hosts: Hosts) -> tuple[int, list[str]]:
    """Put every session on the list and connect to every host.

    Sessions whose host is gone are given up by their link, after the time a successor may take.

    Returns:
        How many hosts were found alive, and a sentence for each record that cannot be read.
    """
    records, faulty = read_all(paths.sessions_dir())
    living = {told.session: told for told in hostfile.living_hosts(paths.hosts_dir())}
    for record in records:
        host = living.pop(record.id, None)
        if not record.started and host is None and record.exit is None:
            await desk.vault.delete(record.id)  # a daemon died before its keeper made the host
            continue
        record.started = True
        _list(desk, hosts, record, host)
    for stray in living.values():
        _adopt_stray(desk, hosts, stray)
    adopted = sum(1 for entry in desk.entries.values() if entry.link is not None and not entry.ended)
    return adopted, [f"The record {path} cannot be read; the file was left as it is" for path in faulty]


def adopt_strays(desk: Desk, hosts: Hosts) -> None:
    """Find hosts that nobody knows of: made for a daemon that died before it heard of them."""
    for told in hostfile.living_hosts(paths.hosts_dir()):
        entry = desk.entries.get(told.session)
        if entry is None and time.time() - told.created > 5.0:
            _adopt_stray(desk, hosts, told)


def _list(desk: Desk, hosts: Hosts, record: Record, host: HostDescription | None) -> None:
    entry = desk.add(record)
    if host is not None:
        entry.pid = 0 if entry.ended else host.agent_pid
        desk.record("host.adopted", record.id, pid=host.host_pid)
    if host is not None or not entry.ended:
        hosts.link(entry)


def _adopt_stray(desk: Desk, hosts: Hosts, told: HostDescription) -> None:
    _log.warning("adopting the host of session %s, of which there is no record", told.session)
    command = tuple(told.argv)
    record = Record(
        id=told.session,
        new=NewSession(agent="command", cwd=told.cwd, argv=command, cols=told.cols, rows=told.rows),
        name=" ".join(command)[:60] or told.session,
        argv=command,
        cwd=told.cwd,
        created=told.created,
        started=True,
        boot=desk.boot,
        recording=told.recording,
        cols=told.cols,
        rows=told.rows,
    )
    desk.vault.keep(record)
    _list(desk, hosts, record, told)
