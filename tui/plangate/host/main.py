"""The entry of a host that replaces an older one in place; new hosts are forked by the keeper."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Sequence

import plangate.host.lean  # noqa: F401 - before all others
from plangate.config import paths
from plangate.emulator import make
from plangate.emulator.api import Emulator
from plangate.host import birth
from plangate.host.log import log_safely
from plangate.host.loop import Loop
from plangate.host.pty import Pty
from plangate.host.recording import Recorder
from plangate.host.requests import handle
from plangate.host.session import SessionHost
from plangate.host.state import HostState, load
from plangate.host.system import name_process

__all__ = ["main"]


def main(arguments: Sequence[str]) -> int:
    """Take over from the host that executed us; with `--check` only find out whether we could."""
    if "--state" not in arguments:
        sys.stderr.write("a host is started by the keeper\n")
        return 2
    descriptor = int(arguments[arguments.index("--state") + 1])
    try:
        state = load(descriptor)
        spec = state.spec
        emulator = make(spec.cols, spec.rows, scrollback=spec.scrollback, backend=spec.backend)
        emulator.restore(state.emulator)
    except (ValueError, OSError) as error:
        sys.stderr.write(f"the state of the running host cannot be read: {error}\n")
        return 1
    if "--check" in arguments:
        return 0
    os.close(descriptor)
    _take_over(state, emulator)
    return 0


def _take_over(state: HostState, emulator: Emulator) -> None:
    name_process("plangate-host")
    log_safely()
    loop = Loop()
    spec = state.spec
    for carried in (state.listener, state.master, state.link):
        if carried >= 0:
            os.set_inheritable(carried, False)
    listener = socket.socket(fileno=state.listener)
    listener.setblocking(False)
    directory = paths.recording_dir(spec.session)
    recorder = Recorder(loop, directory, emulator, on=state.recording, limit=spec.record_limit)
    host = SessionHost(
        loop,
        spec,
        Pty(state.master),
        state.agent,
        emulator,
        listener,
        recorder,
        handle=handle,
        ours=state.ours,
        created=state.created,
        confinement=state.confinement,
    )
    host.keeper_pid = state.keeper_pid
    host.gatekeeper.revoke(state.revoked, state.revoked_before)
    host.set_lease(state.lease)
    host.activity.last_output = state.last_output
    host.moments.take(state.moments, whole=state.moments_whole, cut=state.moments_cut)
    if state.exit is not None:
        host.agent.told(state.exit)
    if state.linger is not None:
        host.acknowledge(state.linger)
    host.answer(state.input)
    if host.pty.queued:
        host.lines.carry_on()
    host.start()
    birth.connect(host, socket.socket(fileno=state.link) if state.link >= 0 else None).announce()
    loop.run()
