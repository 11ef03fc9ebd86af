"""Tests of `plangate.cli.fullscreen.view`."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest
from msgspec.structs import replace

from plangate.cli.fullscreen import view as module
from plangate.cli.fullscreen.probe import Abilities
from plangate.cli.fullscreen.terminal import Terminal
from plangate.cli.fullscreen.view import View
from plangate.client.blocking import BlockingControl
from plangate.config.settings import Settings
from plangate.errors import Unavailable
from plangate.model.screen import Cursor, Modes, Row, Tables
from plangate.model.session import Exit, Session, SessionId
from plangate.model.terminal import TerminalEvent, TerminalEventKind
from plangate.wire.control import SessionChanged, TerminalTold

SESSION = Session(id=SessionId("abc"), name="work", agent="shell")


class Glass:
    """A terminal whose output is kept; nothing is typed."""

    def __init__(self) -> None:
        self.inside, self.outside = socket.socketpair()
        self.signals, self.wake = socket.socketpair()
        self.size = (80, 24)
        self.busy = False
        self.written = ""

    def fileno(self) -> int:
        return self.inside.fileno()

    def enter(self) -> None:
        pass

    def write(self, text: str) -> None:
        self.written += text

    def read(self) -> bytes:
        return self.inside.recv(100)

    def close(self) -> None:
        for end in (self.inside, self.outside, self.signals, self.wake):
            end.close()


class Line:
    """A stream that goes away in the middle of one call, or breaks nowhere and ends when it is pumped."""

    columns, lines, holds_focus = 80, 24, True
    rows = (Row(),) * 24
    tables, cursor, modes, exit = Tables(), Cursor(), Modes(), None

    def __init__(self, listener: View, breaks: str) -> None:
        self._listener = listener
        self._breaks = breaks
        self._near, self._far = socket.socketpair()
        self._far.send(b"x")

    def fileno(self) -> int:
        return self._near.fileno()

    def _call(self, name: str) -> None:
        if name == self._breaks:
            raise Unavailable("the host went away")

    def ack(self) -> None:
        self._call("ack")

    def tick(self) -> None:
        self._call("tick")

    def pump(self) -> None:
        self._call("pump")
        if self._breaks == "nothing":
            self._listener.session_ended(Exit(0))

    def take_focus(self, *, force: bool = False) -> None:
        pass

    def send_bytes(self, data: bytes) -> None:
        self._call("send")

    def close(self) -> None:
        self._near.close()
        self._far.close()


class Desk:
    """A daemon's connection whose streams break one after another, as told."""

    def __init__(self, breaks: list[str]) -> None:
        self.breaks = breaks
        self.changes: list[object] = []
        self.known: list[list[Session]] = [[SESSION]]
        """What there is whenever it is asked; the last holds on."""
        self.shown: list[str] = []
        self._near, self._far = socket.socketpair()

    def fileno(self) -> int:
        return self._near.fileno()

    def subscribe(self) -> None:
        if self.changes:
            self._far.send(b"x")

    def pump(self) -> list[object]:
        self._near.recv(1)
        return self.changes

    def attach(self, session: str, listener: View, *, role: object) -> Line:
        self.shown.append(session)
        return Line(listener, self.breaks.pop(0))

    def sessions(self) -> list[Session]:
        if self.changes:
            self._far.send(b"x")  # news come after what was asked
        return self.known.pop(0) if len(self.known) > 1 else self.known[0]

    def close(self) -> None:
        self._near.close()
        self._far.close()


@pytest.fixture
def glass() -> Iterator[Glass]:
    """Closed afterwards."""
    made = Glass()
    yield made
    made.close()


@pytest.fixture
def shown(glass: Glass, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[str, list[str]]]:
    """Shows a session until it ends; what the person was told, and what did not break."""

    def show(*breaks: str, changes: tuple[object, ...] = (), typed: bytes = b"") -> tuple[str, list[str]]:
        left = [*breaks, "nothing"]

        def connect() -> Desk:
            return Desk(left)

        monkeypatch.setattr(module, "connect", connect)
        desk = connect()
        desk.changes = list(changes)
        abilities = Abilities(typed=typed)
        view = View(
            cast(BlockingControl, desk),
            SESSION,
            cast(Terminal, cast(Any, glass)),
            abilities,
            Settings(),
            view_only=False,
        )
        said = view.run()
        view.close()
        return said, left

    return show


@pytest.mark.parametrize("where", ["ack", "tick", "pump"])
def test_a_host_may_go_away_at_any_moment(where: str, shown: Callable[..., tuple[str, list[str]]]) -> None:
    """Also while a picture is acknowledged: the view comes back by itself."""
    assert shown(where, where) == ("session abc ended: exit 0", [])


def test_it_may_go_away_under_the_first_keys(shown: Callable[..., tuple[str, list[str]]]) -> None:
    """Those typed while the terminal was asked what it can do."""
    assert shown("send", typed=b"x") == ("session abc ended: exit 0", [])


def test_the_terminal_rings_when_the_program_does(
    shown: Callable[..., tuple[str, list[str]]], glass: Glass
) -> None:
    """For this session, and for no other one."""
    bell = TerminalEvent(TerminalEventKind.BELL)
    shown(changes=(TerminalTold("other", bell), TerminalTold("abc", bell), TerminalTold("other", bell)))
    assert glass.written.count("\a") == 1


AFTER = Session(id=SessionId("def"), name="work", agent="fake")


@pytest.fixture
def followed(glass: Glass, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[str, Desk]]:
    """Shows a session that ends, with these sessions known whenever it is asked."""

    def show(*known: list[Session], changes: tuple[object, ...] = ()) -> tuple[str, Desk]:
        desk = Desk(["nothing", "nothing"])
        desk.known, desk.changes = list(known), list(changes)
        view = View(
            cast(BlockingControl, desk),
            SESSION,
            cast(Terminal, cast(Any, glass)),
            Abilities(),
            Settings(),
            view_only=False,
        )
        said = view.run()
        view.close()
        return said, desk

    return show


def test_what_takes_its_place_is_gone_on_with(followed: Callable[..., tuple[str, Desk]]) -> None:
    """And its end is the end."""
    said, desk = followed([replace(SESSION, goes_on="def"), AFTER], [AFTER])
    assert desk.shown == ["abc", "def"]
    assert said == "session def ended: exit 0"


def test_one_that_is_about_to_take_its_place_is_waited_for(
    followed: Callable[..., tuple[str, Desk]],
) -> None:
    """Until the daemon says that it is there, or that it never will be."""
    there = replace(SESSION, goes_on="def")
    said, desk = followed(
        [replace(SESSION, resuming=True)], [there, AFTER], [AFTER], changes=(SessionChanged(there),)
    )
    assert (desk.shown, said) == (["abc", "def"], "session def ended: exit 0")
    said, desk = followed([replace(SESSION, resuming=True)], [SESSION], changes=(SessionChanged(SESSION),))
    assert (desk.shown, said) == (["abc"], "session abc ended: exit 0")


def test_one_that_is_gone_again_is_not_followed(followed: Callable[..., tuple[str, Desk]]) -> None:
    """It may have been removed since."""
    said, desk = followed([replace(SESSION, goes_on="def")])
    assert (desk.shown, said) == (["abc"], "session abc ended: exit 0")
