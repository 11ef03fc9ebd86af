from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import pytest
from tests.support.fake_control import FakeControl
from tests.support.scenes import SESSIONS, afternoon
from textual.binding import BindingType
from textual.screen import Screen

from plangate.dashboard.actions import Scope
from plangate.dashboard.dialog_actions import DialogActions
from plangate.dashboard.keymap import bindings
from plangate.dashboard.screens.broadcast import BroadcastScreen
from plangate.dashboard.screens.clipboard import ClipboardAnswer
from plangate.dashboard.screens.confirm import RemoveSession, RestartSession, StopSession
from plangate.dashboard.screens.events import EventsScreen
from plangate.dashboard.screens.faults import FaultsDialog
from plangate.dashboard.screens.help import HelpScreen
from plangate.dashboard.screens.inbox import InboxScreen
from plangate.dashboard.screens.new_session import NewSessionDialog
from plangate.dashboard.screens.palette import PaletteScreen
from plangate.dashboard.screens.peek import PeekScreen
from plangate.dashboard.screens.rename import RenameSession
from plangate.dashboard.themes import load_themes
from plangate.errors import Refused
from plangate.model.session import Session, SessionId
from plangate.toml.document import Fault


class _App(DialogActions):
    """The actions without a main screen."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.LIST, Scope.EVERYWHERE)]

    def __init__(self, folder: Path, selected: int | None = 0) -> None:
        self.fake: FakeControl = afternoon()
        super().__init__(self.fake, memory_file=folder / "memory.json")
        self.picked = None if selected is None else SESSIONS[selected].id
        self.went: list[tuple[str, bool]] = []
        self.kept: list[str] = []

    @property
    def selected(self) -> Session | None:
        return self.board.get(self.picked) if self.picked else None

    def go_to(self, session: SessionId, *, typing: bool) -> None:
        self.went.append((session, typing))

    def theme_chosen(self, name: str) -> None:
        self.kept.append(name)

    async def on_mount(self) -> None:
        await self.fake.start(self.board.apply)
        self.board.replace(SESSIONS)
        self.watch_board()


@pytest.mark.parametrize(
    ("key", "selected", "screen"),
    [
        ("n", 0, NewSessionDialog),
        ("question_mark", 0, HelpScreen),
        ("colon", 0, PaletteScreen),
        ("T", 0, PaletteScreen),
        ("space", 0, PeekScreen),
        ("comma", 0, RenameSession),
        ("x", 0, StopSession),
        ("R", 0, RestartSession),
        ("X", 7, RemoveSession),
        ("b", 0, BroadcastScreen),
        ("i", 0, InboxScreen),
        ("e", 0, EventsScreen),
    ],
)
async def test_each_key_opens_its_dialog_and_escape_closes_it(
    tmp_path: Path, key: str, selected: int, screen: type[Screen[object]]
) -> None:
    """The keys of the registry reach the dialogs, and nothing happens on leaving them."""
    app = _App(tmp_path, selected)
    async with app.run_test() as pilot:
        await pilot.press(key)
        assert isinstance(app.screen, screen)
        await app.workers.wait_for_complete()
        await pilot.press("escape")
        await pilot.pause()
        assert len(app.screen_stack) == 1
    assert not {name for name, _ in app.fake.calls} & {"stop_session", "restart_session", "remove_session"}
    assert app.theme == "plangate-dark"
    assert not app.went


@pytest.mark.parametrize(
    ("selected", "keys", "method", "value"),
    [
        (0, ("x", "right", "enter"), "stop_session", ("k3m7q2xa", False)),
        (0, ("R", "right", "enter"), "restart_session", "k3m7q2xa"),
        (7, ("r",), "resume_session", "h8y6g4tg"),
        (7, ("X", "right", "enter"), "remove_session", ("h8y6g4tg", False)),
    ],
)
async def test_what_was_confirmed_is_done(
    tmp_path: Path, selected: int, keys: tuple[str, ...], method: str, value: object
) -> None:
    """The daemon is asked exactly once."""
    app = _App(tmp_path, selected)
    async with app.run_test() as pilot:
        await pilot.press(*keys)
        await app.workers.wait_for_complete()
    assert app.fake.called(method) == [value]


@pytest.mark.parametrize(("selected", "key"), [(None, "x"), (None, "space"), (7, "x"), (0, "X"), (0, "r")])
async def test_an_action_that_makes_no_sense_says_why(tmp_path: Path, selected: int | None, key: str) -> None:
    """No dialog, no call, but a notice."""
    app = _App(tmp_path, selected)
    async with app.run_test() as pilot:
        await pilot.press(key)
        await pilot.pause()
        assert len(app.screen_stack) == 1
        assert len(app._notifications) == 1


async def test_a_refusal_is_shown(tmp_path: Path) -> None:
    """What the daemon says no to becomes a notice with its advice."""
    app = _App(tmp_path)
    app.fake.failures["stop_session"] = Refused("it is protected", "Ask Ada.")
    async with app.run_test() as pilot:
        await pilot.press("x", "right", "enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert [notice.message for notice in app._notifications] == ["it is protected.\nAsk Ada."]


async def test_a_theme_is_tried_and_kept_or_not(tmp_path: Path) -> None:
    """Passing a theme shows it; Escape goes back; Enter keeps it and tells terminals and settings."""
    app = _App(tmp_path)
    async with app.run_test() as pilot:
        await pilot.press("T", "down")
        await pilot.pause()
        assert app.theme == "plangate-light"
        assert app.palette == app.themes.palette("plangate-light")
        await pilot.press("escape")
        assert app.theme == "plangate-dark"
        assert not app.fake.called("use_palette")
        await pilot.press("T", "down", "enter")
        await app.workers.wait_for_complete()
    assert app.kept == ["plangate-light"]
    (told,) = app.fake.called("use_palette")
    assert told.background == app.themes.palette("plangate-light").background
    assert not told.dark
    assert len(told.indexed) == 16


async def test_a_changed_theme_file_changes_the_screen(tmp_path: Path) -> None:
    """Reading the themes again recolours what is shown."""
    app = _App(tmp_path)
    async with app.run_test() as pilot:
        (tmp_path / "x.toml").write_text(
            'name = "plangate-dark"\nbase = "dusk"\n[colors]\nbackground = "#010203"\n', "utf-8"
        )
        app.replace_themes(load_themes(tmp_path))
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.screen.styles.background.hex == "#010203"


async def test_the_palette_runs_goes_and_recolours(tmp_path: Path) -> None:
    """Actions are run where they live, sessions gone to, themes used."""
    app = _App(tmp_path)
    async with app.run_test() as pilot:
        await pilot.press("colon", *"inbox", "enter")
        await pilot.pause()
        assert isinstance(app.screen, InboxScreen)
        await pilot.press("escape")
        await pilot.press("ctrl+p", *"scraper", "enter")
        await pilot.press("ctrl+p", *"dusk", "enter")
        await app.workers.wait_for_complete()
    assert app.went == [("p4w9t6zc", False)]
    assert app.theme == "dusk"


async def test_peeking_goes_on_to_the_next_one(tmp_path: Path) -> None:
    """Tab in a peek selects the next waiting session and peeks there; Enter opens it."""
    app = _App(tmp_path)
    async with app.run_test() as pilot:
        await pilot.press("space", "tab")
        await pilot.pause()
        assert isinstance(app.screen, PeekScreen)
        assert app.screen.session_id == "z6c4v8nm"
        await pilot.press("enter")
        await pilot.pause()
    assert app.went == [("z6c4v8nm", False), ("z6c4v8nm", True)]
    assert app.fake.called("mark_seen") == ["k3m7q2xa", "z6c4v8nm"]


async def test_a_program_asks_for_the_clipboard(tmp_path: Path) -> None:
    """Leaving the question means no."""
    app = _App(tmp_path)
    async with app.run_test() as pilot:
        worker = app.run_worker(app.ask_clipboard(SESSIONS[0], "text"))
        await pilot.pause()
        await pilot.press("escape")
        assert await worker.wait() is ClipboardAnswer.NO


async def test_faults_are_shown_only_when_there_are_any(tmp_path: Path) -> None:
    """A healthy configuration says nothing."""
    app = _App(tmp_path)
    async with app.run_test() as pilot:
        app.show_faults([])
        assert len(app.screen_stack) == 1
        app.show_faults([Fault("x", 1, "bad")])
        await pilot.pause()
        assert isinstance(app.screen, FaultsDialog)
