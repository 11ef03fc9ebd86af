"""Lives a few lives of a host in the keeper, so that real hosts find done what has to be done once.

A host is a fork of the keeper and shares its memory until it writes to it. What Python does when
something runs for the first times are such writes, all over the place: bytecode specialises itself
(PEP 659), types learn the names of their attributes, look-ups fill a cache, modules are loaded.
What has happened before the fork costs no host a page of its own.
"""

from __future__ import annotations

import gc
import os
import shutil
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import CodeType, FunctionType

from plangate.config import paths
from plangate.host import birth
from plangate.host.holes import fill_holes
from plangate.host.loop import Loop
from plangate.host.session import SessionHost
from plangate.model.client import ClientInfo, Role
from plangate.wire.capability import Capability, mint
from plangate.wire.codec import encode
from plangate.wire.greeting import hello
from plangate.wire.messages import Message
from plangate.wire.spawn import Spawn
from plangate.wire.stream import Ack, AskHistory, Attach, Input, SubscribeEvents

__all__ = ["rehearse"]

_LIVES = 12
"""Bytecode specialises itself when it runs for the eighth time."""
_PATIENCE = 2.0
"""Seconds for all lives; on a machine so slow hosts take more memory instead of the keeper more time."""
_MOMENT = 0.003
"""Seconds for the program or the client to answer."""
_SESSION = "r"
_LINE = b"\x1b[1;31mplangate\x1b[0m \x1b[38;5;120mrehearses\x1b[m \xc3\xa9 \x1b[48;2;1;2;3m%d\x1b[m\r\n"
_DRAWING = (
    b"\x1b[2J\x1b[H\x1b[?25l\x1b[?2004hplain\r\n\x1b[c\x1b[2K\x1b[1A\x1b[K\x1b[3;4Hx\x1b[?25h"
    b"\x1b]0;title\x07\r\n"
)


def rehearse() -> None:
    """Never fails: hosts that nothing was rehearsed for only take more memory."""
    deadline = time.monotonic() + _PATIENCE
    try:
        with _elsewhere(paths.runtime_dir() / f"r{os.getpid()}"):
            paths.host_socket(_SESSION)  # before a program is started: the path may be too long
            _gather(_codes_of(lambda: _live(0)))
            for number in range(_LIVES):
                if time.monotonic() < deadline:
                    _live(number)
    except Exception:  # noqa: BLE001 - sessions can be had without
        sys.stderr.write("the rehearsal failed; hosts take more memory\n")
        traceback.print_exc(file=sys.stderr)


@contextmanager
def _elsewhere(directory: Path) -> Iterator[None]:
    """Let all files be made in a directory that is removed afterwards."""
    before = {name: os.environ.get(name) for name in ("XDG_RUNTIME_DIR", "XDG_STATE_HOME")}
    directory.mkdir(mode=0o700, exist_ok=True)
    os.environ.update(dict.fromkeys(before, str(directory)))
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value
        shutil.rmtree(directory, ignore_errors=True)


def _codes_of(work: Callable[[], None]) -> set[CodeType]:
    """The code that runs while some work is done."""
    codes: set[CodeType] = set()
    sys.setprofile(lambda frame, *_: codes.add(frame.f_code))
    try:
        work()
    finally:
        sys.setprofile(None)
    return codes


def _gather(codes: set[CodeType]) -> None:
    """Let code that runs lie together, for who runs it writes to it: it counts who uses it."""
    gc.collect()
    fill_holes()
    for thing in gc.get_objects():
        if type(thing) is FunctionType and thing.__code__ in codes:
            thing.__code__ = thing.__code__.replace()


def _live(number: int) -> None:
    """One life: start, a client, output, the program's end."""
    loop, key = Loop(), os.urandom(32)
    spec = Spawn(
        id=0,
        session=_SESSION,
        argv=["cat"],
        cwd="/",
        env={"PATH": os.environ.get("PATH", os.defpath)},
        cols=120,
        rows=40,
        key=key,
        scrollback=600,
        record=True,
        record_limit=1 << 20,
    )
    try:
        host = birth.host_of(loop, spec, files=0)
        link, keeper = socket.socketpair()
        client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        client.setblocking(False)
        try:
            _serve(host, number, link, client, key)
        finally:
            host.agent.signal(signal.SIGKILL, host.pty)
            _run(host, client, lambda: host.agent.exit is not None, _PATIENCE)
            client.close()
            keeper.close()
            host.leave()
            loop.run_once(0.0)
            host.pty.close()
    finally:
        loop.close()


def _serve(host: SessionHost, number: int, link: socket.socket, client: socket.socket, key: bytes) -> None:
    host.start()
    birth.connect(host, link).announce()
    client.connect(str(paths.host_socket(_SESSION)))
    client.send(b"".join(map(encode, _words(key))))
    _run(host, client, host.door.attached)
    _perform(host, number)
    _run(host, client, lambda: False)


def _words(key: bytes) -> list[Message]:
    """What a client says."""
    me = ClientInfo("rehearsal", "rehearsal", "keeper")
    shown = Capability(
        session=_SESSION,
        role=Role.DRIVER,
        client=me.id,
        name=me.name,
        serial=time.time_ns(),
        expires=time.time() + 60.0,
    )
    greeting = hello(me, mint(shown, key))
    return [greeting, SubscribeEvents(), Attach(), Input(0, b"x\n"), AskHistory(1, 0, 10), Ack(1), Ack(2)]


def _perform(host: SessionHost, number: int) -> None:
    """Output of every kind: a drawing in small pieces, lines one by one, floods."""
    host.take_output(_DRAWING)
    for start in range(0, len(_DRAWING), 7):
        host.emulator.feed(_DRAWING[start : start + 7])
        host.painter.paint()
    lines = [_LINE % (number * 200 + line) for line in range(200)]
    host.take_output(b"".join(lines))
    for line in lines[:40]:
        host.take_output(line)
    host.take_output(b"plain\r\n" * 300)
    host.compact()


def _run(
    host: SessionHost, client: socket.socket, done: Callable[[], bool], longest: float = _MOMENT
) -> None:
    """Serve for a while, or until it is done, and let the client read what it is sent."""
    deadline = time.monotonic() + longest
    while not done() and (left := deadline - time.monotonic()) > 0:
        host.loop.run_once(left)
        with suppress(OSError):
            client.recv(1 << 20)
