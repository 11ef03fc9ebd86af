"""Tests of `plangate.daemon.entry`."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from plangate.daemon.entry import Entry
from plangate.daemon.hostlink import HostLink
from plangate.daemon.records import Record
from plangate.daemon.status.evidence import Now
from plangate.errors import Unavailable
from plangate.model.input import Key, Mod
from plangate.model.session import Exit, Focus, HostState, NewSession, Reason, State
from plangate.model.terminal import TerminalEvent, TerminalEventKind
from plangate.wire.messages import Message
from plangate.wire.spawn import Stop
from plangate.wire.stream import HostEvents, KeyInput, Paste


class _Link:
    """A host that takes everything."""

    connected = True

    def __init__(self) -> None:
        self.sent: list[Message] = []

    def send(self, message: Message) -> None:
        self.sent.append(message)


def _entry(agent: str = "command", **fields: object) -> Entry:
    record = Record(id="aaaaaaaa", new=NewSession(agent=agent, cwd="/"), name="n", cwd="/", **fields)  # type: ignore[arg-type]
    return Entry(record, ())


def _linked(entry: Entry) -> _Link:
    link = _Link()
    entry.link = cast(HostLink, link)
    return link


def _hear(entry: Entry, at: float, *events: TerminalEvent, line: str = "") -> None:
    moment = Now(at, 1000.0 + at)
    entry.take(HostEvents(list(events), 1000.0 + at, line, [line], "title", 100, 30), moment)
    entry.judge(moment)


def _status(text: str, detail: str = "") -> TerminalEvent:
    return TerminalEvent(TerminalEventKind.STATUS, text, detail)


def test_signs_of_life_are_listed() -> None:
    """Last line, title and size, as the host tells them."""
    entry = _entry()
    _hear(entry, 1.0, line="compiling")
    view = entry.view()
    assert (view.last_line, view.title, view.cols, view.rows) == ("compiling", "title", 100, 30)
    assert view.last_output == 1001.0


def test_the_directory_follows_the_program(tmp_path: Path) -> None:
    """And so does the branch, without waiting for the next look."""
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "HEAD").write_text("ref: refs/heads/topic\n")
    entry = _entry()
    _hear(entry, 1.0)
    _hear(entry, 1.1, TerminalEvent(TerminalEventKind.CWD, str(tmp_path)))
    assert (entry.view().cwd, entry.view().branch) == (str(tmp_path), "topic")


@pytest.mark.parametrize("kind", [TerminalEventKind.BELL, TerminalEventKind.NOTIFICATION])
def test_a_bell_calls_for_a_look(kind: TerminalEventKind) -> None:
    """Until somebody has looked."""
    entry = _entry()
    _hear(entry, 1.0, TerminalEvent(kind))
    assert entry.view().unread
    entry.seen()
    assert not entry.view().unread


def test_states_that_wait_for_a_person_call_for_a_look() -> None:
    """Work does not."""
    entry = _entry()
    _hear(entry, 1.0, _status("working"))
    assert not entry.view().unread
    _hear(entry, 2.0, _status("blocked", "kind=plan"))
    view = entry.view()
    assert (view.state, view.reason, view.since, view.unread) == (State.BLOCKED, Reason.PLAN, 1002.0, True)


def test_what_is_known_survives_in_the_record() -> None:
    """A new daemon makes the same entry of it."""
    entry = _entry()
    _hear(entry, 1.0, _status("blocked", "kind=plan"))
    again = Entry(entry.record, ())
    again.judge(Now(0.0, 5000.0))
    assert again.view().since == 1001.0
    assert again.view().state is State.BLOCKED


def test_an_end_is_final() -> None:
    """No pid, no focus, and its reason; what it says in the list does not change any more."""
    entry = _entry()
    entry.pid, entry.focus = 7, Focus("c", "desk", 3)
    entry.end(Exit(2), 1234.0)
    entry.judge(Now(1.0, 1235.0))
    view = entry.view()
    assert (view.exit, view.ended, view.state, view.pid, view.focus) == (
        Exit(2),
        1234.0,
        State.FAILED,
        0,
        Focus(),
    )
    assert Entry(entry.record, ()).host is HostState.GONE


def test_only_what_has_ended_can_be_resumed() -> None:
    """Whatever the agent is able to."""
    entry = Entry(Record(id="a", new=NewSession(agent="x", cwd="/")), ())
    entry.resumable = True
    assert not entry.view().resumable
    entry.end(Exit(0), 1.0)
    assert entry.view().resumable


def test_a_prompt_is_typed_once_the_program_waits() -> None:
    """Not before, not while somebody types, and once only."""
    entry = _entry(extra={"typed": "do it"})
    link = _linked(entry)
    _hear(entry, 1.0, _status("working"))
    assert link.sent == []
    entry.focus = Focus("c", "desk", 1)
    _hear(entry, 2.0, _status("idle"))
    assert link.sent == []
    entry.focus = Focus()
    _hear(entry, 3.0)
    _hear(entry, 4.0)
    assert link.sent == [Paste(0, "do it"), KeyInput(0, Key("enter"))]


def test_keys_are_pressed_before_it() -> None:
    """As a plugin names them, once the screen shows what it waits for."""
    entry = _entry(extra={"typed": "do it", "keys": "escape shift+tab", "shown": "^Plan mode"})
    link = _linked(entry)
    _hear(entry, 1.0, _status("idle"))
    assert link.sent == []
    _hear(entry, 2.0, line="Plan mode")
    keys = [KeyInput(0, Key("escape")), KeyInput(0, Key("tab", Mod.SHIFT))]
    assert link.sent == [*keys, Paste(0, "do it"), KeyInput(0, Key("enter"))]
    assert entry.record.extra == {}


@pytest.mark.parametrize(("agent", "first"), [("command", "INT"), ("shell", "HUP")])
def test_stopping_begins_with_what_the_program_heeds(agent: str, first: str) -> None:
    """Interactive shells ignore INT and TERM."""
    entry = _entry(agent)
    with pytest.raises(Unavailable):
        entry.stop(1.0)
    link = _linked(entry)
    entry.stop(1.0)
    entry.stop(1.0, force=True)
    assert link.sent == [Stop(1.0, first), Stop(1.0, "KILL")]
    assert entry.record.stop_requested
