"""What guests ask of a host, by kind of message: who may, and what is done."""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Callable
from typing import Any

import msgspec

from plangate.emulator.keys import encode_focus, encode_key, encode_mouse, encode_paste
from plangate.errors import (
    LimitReached,
    NotFocusHolder,
    PlangateError,
    StaleLease,
    Unauthorised,
    UsageError,
)
from plangate.host import care
from plangate.host.composed import Mark
from plangate.host.focus import Lease
from plangate.host.guest import Guest
from plangate.host.offload import offload
from plangate.host.search import Hit, compiled, find
from plangate.host.session import SessionHost
from plangate.model.client import Role
from plangate.model.input import Key
from plangate.model.screen import Modes
from plangate.wire import composing, spawn, stream
from plangate.wire.messages import Message

__all__ = ["handle"]

MOST_HISTORY = 20_000
"""Lines in one reply; more are asked for again, so that no message comes near the wire's limit."""
SMALLEST_FIT = (20, 5)
LARGEST_FIT = (1000, 500)
_REPLY_BYTES = 6 * 1024 * 1024
_PASTE_LIMIT = 1024 * 1024
_SEARCH_PATIENCE = 3.0


def handle(host: SessionHost, guest: Guest, message: Message) -> None:
    """Do what a guest asks, or tell it why not."""
    entry = _REQUESTS.get(type(message))
    if entry is None:
        return
    needed, act = entry
    try:
        if not guest.may(needed):
            raise Unauthorised(f"this needs the role {needed}", "plangate pair gives a device another role.")
        act(host, guest, message)
    except PlangateError as error:
        guest.fail(error, _number(message))
        if isinstance(error, (StaleLease, NotFocusHolder)):
            guest.connection.send(host.focus_for(guest))
    except Exception:  # noqa: BLE001 - whatever it was, the session goes on
        fault = PlangateError("the host failed at this request", "Its log says more; the session goes on.")
        guest.fail(fault, _number(message))
        traceback.print_exc(file=sys.stderr)  # what the guest sent after this is served all the same


def _number(message: Message) -> int:
    """What the guest knows its request by; 0 where it has no number."""
    number: int = getattr(message, "id", 0)
    return number


def _attach(host: SessionHost, guest: Guest, message: stream.Attach) -> None:
    if guest.view is not None:
        guest.pacer.set_rate(message.max_rate)
        return
    host.intake.hurry()
    guest.attach(message.max_rate)
    host.watch_changed()
    host.painter.send_now(guest)
    guest.connection.send(host.focus_for(guest))
    if host.agent.exit is not None:
        guest.connection.send(stream.Ended(exit=host.agent.exit))


def _detach(host: SessionHost, guest: Guest, message: stream.Detach) -> None:
    guest.detach()
    host.watch_changed()


def _ack(host: SessionHost, guest: Guest, message: stream.Ack) -> None:
    guest.pacer.acked(message.seq)


def _typed(host: SessionHost, guest: Guest, epoch: int) -> Lease:
    """The focus after input of a guest, which is refused unless it may type."""
    host.refuse_when_ended()
    now = time.monotonic()
    guest.pacer.typed(now)
    return host.lease.typed(guest.client, guest.name, epoch, now)


def _type(host: SessionHost, guest: Guest, epoch: int, data: bytes, *, moved: bool = False) -> None:
    """Type for whoever has the focus or may have it; the program gets to work before the books are kept."""
    lease = _typed(host, guest, epoch)
    try:
        host.type(data)
    finally:
        host.set_lease(lease)
        if not moved:
            host.activity.typed()


def _input(host: SessionHost, guest: Guest, message: stream.Input) -> None:
    _type(host, guest, message.epoch, message.data)


def _key(host: SessionHost, guest: Guest, message: stream.KeyInput) -> None:
    _type(host, guest, message.epoch, encode_key(message.key, host.emulator.modes))


def _mouse(host: SessionHost, guest: Guest, message: stream.MouseInput) -> None:
    _type(host, guest, message.epoch, encode_mouse(message.mouse, host.emulator.modes), moved=True)


def _paste(host: SessionHost, guest: Guest, message: stream.Paste) -> None:
    if len(message.text) > _PASTE_LIMIT:
        raise LimitReached(f"a paste has at most {_PASTE_LIMIT} characters", "Save it as a file instead.")
    _type(host, guest, message.epoch, encode_paste(message.text, host.emulator.modes))


def _compose(host: SessionHost, guest: Guest, message: composing.Compose) -> None:
    """Write a composed line, unless it was; the answer waits until all of it has reached the terminal."""

    def tell(again: bool) -> None:
        guest.connection.send(composing.Composed(message.id, message.line, again))

    mark = host.lines.mark(message.line)
    if mark is Mark.WRITTEN:
        tell(True)
        return
    if mark is Mark.BEGUN:
        host.lines.when_written(message.line, lambda: tell(True))
        return
    if len(message.text) > _PASTE_LIMIT:
        raise LimitReached(f"a line has at most {_PASTE_LIMIT} characters", "Save it as a file instead.")
    borrowed = host.lease.at(time.monotonic()).holder != guest.client
    lease = _typed(host, guest, 0)
    host.lines.begin(message.line)
    try:
        host.type(_bytes_of(message, host.emulator.modes))
    except PlangateError:
        host.lines.undo(message.line)
        raise
    host.set_lease(lease.released(guest.client, 0, time.monotonic()) if borrowed else lease)
    host.activity.typed()
    host.lines.when_written(message.line, lambda: tell(False))
    if not host.pty.queued:
        host.lines.drained()


def _bytes_of(message: composing.Compose, modes: Modes) -> bytes:
    """A pasted line, or its characters as keys, and Enter when it is to be submitted."""
    if message.keys:
        data = b"".join(encode_key(Key(character, text=character), modes) for character in message.text)
    else:
        data = encode_paste(message.text, modes)
    return data + encode_key(Key("enter"), modes) if message.submit else data


def _pane_focus(host: SessionHost, guest: Guest, message: stream.PaneFocus) -> None:
    if host.lease.at(time.monotonic()).holder == guest.client:
        host.answer(encode_focus(message.gained, host.emulator.modes))


def _focus(host: SessionHost, guest: Guest, message: stream.FocusRequest) -> None:
    host.refuse_when_ended()
    now = time.monotonic()
    if message.ask and not message.take:
        lease = host.lease.asked(guest.client, guest.name, now)
    else:
        lease = host.lease.requested(guest.client, guest.name, take=message.take, now=now)
    host.set_lease(lease, answer=guest)


def _release(host: SessionHost, guest: Guest, message: stream.FocusRelease) -> None:
    host.set_lease(host.lease.released(guest.client, message.epoch, time.monotonic()), answer=guest)


def _fit(host: SessionHost, guest: Guest, message: stream.Fit) -> None:
    cols, rows = message.cols, message.rows
    low, high = SMALLEST_FIT, LARGEST_FIT
    if not (low[0] <= cols <= high[0] and low[1] <= rows <= high[1]):
        raise UsageError(f"a terminal has {low[0]}x{low[1]} to {high[0]}x{high[1]} cells, not {cols}x{rows}")
    host.set_lease(_typed(host, guest, message.epoch))
    host.resize(cols, rows)


def _history(host: SessionHost, guest: Guest, message: stream.AskHistory) -> None:
    emulator = host.emulator
    first = max(message.first, emulator.base)
    last = min(message.last, emulator.top, first + MOST_HISTORY)
    host.painter.send_now(guest)  # the tables that the rows refer to must be those of its last frame
    rows = emulator.history(first, last) if last > first else []
    weight = 0
    for number, row in enumerate(rows):
        weight += 16 + 4 * len(row.text)
        if weight > _REPLY_BYTES:
            rows = rows[:number]
            break
    guest.connection.send(guest.mark.rows(emulator, message.id, first, rows))


def _snapshot(host: SessionHost, guest: Guest, message: stream.AskSnapshot) -> None:
    host.intake.hurry()
    emulator = host.emulator
    first = max(emulator.base, emulator.top - max(0, min(message.history, MOST_HISTORY)))
    tables = emulator.tables
    guest.connection.send(
        stream.Snapshot(
            id=message.id,
            cols=emulator.columns,
            rows=emulator.lines,
            base=emulator.base,
            top=emulator.top,
            cursor=emulator.cursor,
            modes=emulator.modes,
            title=emulator.title,
            history=emulator.history(first, emulator.top) if first < emulator.top else [],
            screen=list(emulator.screen()),
            styles=tables.styles,
            clusters=tables.clusters,
        )
    )


def _search(host: SessionHost, guest: Guest, message: stream.Search) -> None:
    try:
        pattern = compiled(message.pattern, regex=message.regex, ignore_case=message.ignore_case)
    except UsageError as error:
        guest.connection.send(stream.SearchHits(message.id, [], False, error.message))
        return
    host.intake.hurry()

    def work() -> bytes:
        return msgspec.msgpack.encode(
            find(host.emulator, pattern, before=message.before, limit=message.limit)
        )

    def done(result: bytes | None) -> None:
        if result is None:
            reply = stream.SearchHits(
                message.id, [], False, "this takes too long; search for something simpler"
            )
        else:
            hits, more = msgspec.msgpack.decode(result, type=tuple[list[Hit], bool])
            reply = stream.SearchHits(message.id, hits, more)
        guest.connection.send(reply)

    try:
        offload(host.loop, work, done, _SEARCH_PATIENCE)
    except OSError as error:
        raise LimitReached(f"a search cannot be started: {error.strerror}") from error


def _line(host: SessionHost, guest: Guest, message: stream.AskLine) -> None:
    host.intake.hurry()
    place = host.moments.place(message.at)
    found = place is not None
    line, exact = (place.line, place.exact) if place is not None else (-1, False)
    guest.connection.send(stream.LineAt(message.id, line, found=found, exact=exact))


def _subscribe(host: SessionHost, guest: Guest, message: stream.SubscribeEvents) -> None:
    host.activity.subscribe(guest)
    guest.connection.send(host.focus_for(guest))
    if host.agent.exit is not None:
        guest.connection.send(stream.Ended(exit=host.agent.exit))


_REQUESTS: dict[type[Message], tuple[Role, Callable[[SessionHost, Guest, Any], None]]] = {
    stream.Attach: (Role.VIEWER, _attach),
    stream.Detach: (Role.VIEWER, _detach),
    stream.Ack: (Role.VIEWER, _ack),
    stream.AskHistory: (Role.VIEWER, _history),
    stream.AskSnapshot: (Role.VIEWER, _snapshot),
    stream.Search: (Role.VIEWER, _search),
    stream.AskLine: (Role.VIEWER, _line),
    stream.SubscribeEvents: (Role.VIEWER, _subscribe),
    stream.Input: (Role.DRIVER, _input),
    stream.KeyInput: (Role.DRIVER, _key),
    stream.MouseInput: (Role.DRIVER, _mouse),
    stream.Paste: (Role.DRIVER, _paste),
    composing.Compose: (Role.DRIVER, _compose),
    stream.PaneFocus: (Role.DRIVER, _pane_focus),
    stream.FocusRequest: (Role.DRIVER, _focus),
    stream.FocusRelease: (Role.DRIVER, _release),
    stream.Fit: (Role.DRIVER, _fit),
    spawn.Stop: (Role.OWNER, care.stop),
    spawn.Revoke: (Role.OWNER, care.revoke),
    spawn.Acknowledge: (Role.OWNER, care.acknowledge),
    spawn.SetPalette: (Role.OWNER, care.set_palette),
    spawn.Recording: (Role.OWNER, care.recording),
    spawn.Upgrade: (Role.OWNER, care.upgrade),
}
