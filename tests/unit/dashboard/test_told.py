"""Tests of `plangate.dashboard.told`."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.support.fake_control import FakeControl
from tests.support.scenes import SESSIONS, afternoon
from textual.app import App

from plangate.client.api import Control
from plangate.config.settings import Clipboard, Notifications, Settings, Terminal
from plangate.dashboard.board import Board, Change
from plangate.dashboard.keymap import DEFAULT_KEYMAP
from plangate.dashboard.overlays import Overlays
from plangate.dashboard.screens.clipboard import AskClipboard
from plangate.dashboard.themes import VARIABLE_DEFAULTS, load_themes
from plangate.dashboard.told import Told
from plangate.model.session import Session, SessionId, State
from plangate.model.terminal import TerminalEvent, TerminalEventKind
from plangate.wire.control import TerminalTold

_HERE, _THERE = SESSIONS[0], SESSIONS[1]


class _Desk:
    def __init__(self, folder: Path) -> None:
        self.fake: FakeControl = afternoon()
        self.control: Control = self.fake
        self.board = Board()
        self.keymap = DEFAULT_KEYMAP
        self.themes = load_themes(folder)
        self.memory = folder / "memory.json"


class _App(App[None]):
    """Listens to programs, with the first session selected."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        super().__init__()
        desk = _Desk(folder)
        self.session: Session | None = _HERE
        self.typed_into = ""
        self.time = 0.0
        self.rings = 0
        self.said: list[tuple[str, str]] = []
        desk.board.replace(SESSIONS)
        for each in desk.themes.textual():
            self.register_theme(each)
        self.theme = "dark"
        overlays = Overlays(self, desk, self)
        self.told = Told(self, desk.board, settings, overlays, self, lambda: self.time)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return VARIABLE_DEFAULTS

    def go_to(self, session: SessionId) -> None:
        raise AssertionError(session)

    def action_session_open(self) -> None:
        raise AssertionError

    def show_moment(self, at: float) -> None:
        raise AssertionError(at)

    def bell(self) -> None:
        self.rings += 1

    def notify(self, message: str, *, title: str = "", **_: object) -> None:
        self.said.append((title, message))

    def hear(self, session: Session, kind: TerminalEventKind, text: str = "", detail: str = "") -> None:
        self.told.changed(Change(told=TerminalTold(session.id, TerminalEvent(kind, text, detail))))


def _settings(policy: Clipboard = Clipboard.ASK, *, bell: bool = True) -> Settings:
    return Settings(terminal=Terminal(clipboard=policy), notifications=Notifications(bell=bell))


async def test_bells_ring_at_most_once_a_second(tmp_path: Path) -> None:
    """A program that rings without end is one ring a second; a session that becomes blocked rings too."""
    app = _App(tmp_path, _settings())
    async with app.run_test():
        for time in (0.0, 0.5, 1.5):
            app.time = time
            app.hear(_HERE, TerminalEventKind.BELL)
        assert app.rings == 2
        app.time = 9.0
        blocked = replace(_HERE, state=State.BLOCKED)
        app.told.changed(Change(before=replace(_HERE, state=State.WORKING), after=blocked))
        app.time = 19.0
        app.told.changed(Change(before=blocked, after=blocked))
        assert app.rings == 3


async def test_no_bell_when_it_is_switched_off(tmp_path: Path) -> None:
    """`notifications.bell = false` is silence."""
    app = _App(tmp_path, _settings(bell=False))
    async with app.run_test():
        app.hear(_HERE, TerminalEventKind.BELL)
    assert app.rings == 0


async def test_a_notification_is_shown_unless_one_types_there(tmp_path: Path) -> None:
    """With the session's name, without control characters."""
    app = _App(tmp_path, _settings())
    async with app.run_test():
        app.hear(_THERE, TerminalEventKind.NOTIFICATION, "tests\x1b[31m passed", "CI")
        app.typed_into = _HERE.id
        app.hear(_HERE, TerminalEventKind.NOTIFICATION, "hidden")
    ((title, message),) = app.said
    assert title == f"{_THERE.name}: CI"
    assert message.startswith("tests")
    assert "\x1b" not in message


@pytest.mark.parametrize(
    ("policy", "session", "copied"),
    [
        (Clipboard.ALLOW, _HERE, "text"),
        (Clipboard.ALLOW, _THERE, ""),
        (Clipboard.DENY, _HERE, ""),
    ],
)
async def test_the_clipboard_without_a_question(
    tmp_path: Path, policy: Clipboard, session: Session, copied: str
) -> None:
    """Only for the session that is looked at, and only when the settings allow it."""
    app = _App(tmp_path, _settings(policy))
    async with app.run_test() as pilot:
        app.hear(session, TerminalEventKind.CLIPBOARD, "text", "c")
        await pilot.pause()
        assert app.clipboard == copied
        assert len(app.screen_stack) == 1


async def test_the_clipboard_is_asked_for(tmp_path: Path) -> None:
    """Yes copies; leaving the question does not."""
    app = _App(tmp_path, _settings())
    async with app.run_test() as pilot:
        app.hear(_HERE, TerminalEventKind.CLIPBOARD, "one", "c")
        await pilot.pause()
        assert isinstance(app.screen, AskClipboard)
        await pilot.press("escape")
        await app.workers.wait_for_complete()
        assert app.clipboard == ""
        app.hear(_HERE, TerminalEventKind.CLIPBOARD, "two", "c")
        await pilot.pause()
        await pilot.press("right", "enter")
        await app.workers.wait_for_complete()
        assert app.clipboard == "two"
