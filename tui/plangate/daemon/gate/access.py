"""Who may do what on the people's socket: nobody from inside a gated session anything."""

from __future__ import annotations

import os
import socket
from contextlib import suppress

from plangate.config import paths
from plangate.daemon import hostfile
from plangate.daemon.desk import Desk
from plangate.sandbox.peers import look_at, look_at_process, refusal
from plangate.wire.description import read_keeper

__all__ = ["Access"]


class Access:
    """Judges every connection once, as it is made."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._ours = look_at_process(os.getpid())

    def judge(self, connection: socket.socket) -> tuple[str, str]:
        """Why a process may do nothing here, and the session it belongs to, if any.

        What belongs to a session that is not gated may look and type, and decide nothing.
        """
        gated, free = self._insiders()
        peer = look_at(connection)
        why = refusal(peer, self._ours, gated)
        line = peer.ancestors or ()
        session = next((free[pid] for pid in line if pid in free), "")
        keeper = _keeper()
        if not why and not session and keeper in line:
            why = "it was started by a session that has ended"
        if why:
            self._desk.record("access.refused", session, "agent", pid=peer.pid, why=why)
        return why, session

    def _insiders(self) -> tuple[dict[int, str], dict[int, str]]:
        """Hosts and programs of gated sessions, with what they are; those of others, with the session."""
        gated: dict[int, str] = {}
        free: dict[int, str] = {}
        for session, entry in self._desk.entries.items():
            told = hostfile.host(paths.host_info(session)) if not entry.ended else None
            if told is None:
                continue
            for pid in (told.host_pid, told.agent_pid):
                if entry.record.gate is not None:
                    gated[pid] = f"the gated session {entry.record.name}"
                else:
                    free[pid] = session
        return gated, free


def _keeper() -> int:
    """Its pid; -1 when there is none."""
    with suppress(OSError):
        told = read_keeper(paths.keeper_info().read_bytes())
        if told is not None:
            return told.pid
    return -1
