from __future__ import annotations

import gc
import warnings
from pathlib import Path
from typing import ClassVar

import pytest
from tests.support.fake_control import FakeControl
from tests.support.scenes import SESSIONS, afternoon
from textual.app import App
from textual.binding import BindingType
from textual.screen import Screen

from plangate.client.api import Control
from plangate.dashboard.actions import Scope
from plangate.dashboard.board import Board
from plangate.dashboard.keymap import DEFAULT_KEYMAP, bindings
from plangate.dashboard.overlays import Overlays
from plangate.dashboard.screens.broadcast import BroadcastScreen
from plangate.dashboard.screens.events import EventsScreen
from plangate.dashboard.screens.faults import FaultsDialog
from plangate.dashboard.screens.inbox import InboxScreen
from plangate.dashboard.screens.palette import PaletteScreen
from plangate.dashboard.themes import VARIABLE_DEFAULTS, load_themes
from plangate.errors import Refused
from plangate.model.session import Session, SessionId, State
from plangate.toml.document import Fault


class _Desk:
    def __init__(self, folder: Path) -> None:
        self.fake: FakeControl = afternoon()
        self.control: Control = self.fake
        self.board = Board()
        self.keymap = DEFAULT_KEYMAP
        self.themes = load_themes(folder)
        self.memory = folder / "memory.json"


class _App(App[None]):
    """The overlays without a main screen."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.EVERYWHERE)]

    def __init__(self, folder: Path, *, quiet: bool = False) -> None:
        super().__init__()
        self.desk = _Desk(folder)
        self.session: Session | None = SESSIONS[0]
        self.typed_into = ""
        self.went: list[str] = []
        self.kept: list[str] = []
        for each in self.desk.themes.textual():
            self.register_theme(each)
        self.theme = "dark"
        self.overlays = Overlays(self, self.desk, self, theme_chosen=self.kept.append, quiet=quiet)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return VARIABLE_DEFAULTS

    def go_to(self, session: SessionId) -> None:
        self.went.append(session)

    def action_session_open(self) -> None:
        self.went.append("open")

    def show_moment(self, at: float) -> None:
        self.went.append(f"moment {at:.0f}")

    def action_app_palette(self) -> None:
        self.overlays.palette()

    def action_app_theme(self) -> None:
        self.overlays.theme()

    def action_inbox_open(self) -> None:
        self.overlays.inbox()

    def action_events_open(self) -> None:
        self.overlays.events()

    def action_session_broadcast(self) -> None:
        self.overlays.broadcast()

    async def on_mount(self) -> None:
        await self.desk.fake.start(self.desk.board.apply)
        self.desk.board.replace(SESSIONS)
        self.overlays.watch()

    @property
    def said(self) -> list[str]:
        return [notice.message for notice in self._notifications]


@pytest.mark.parametrize(
    ("key", "screen"),
    [
        ("colon", PaletteScreen),
        ("T", PaletteScreen),
        ("b", BroadcastScreen),
        ("i", InboxScreen),
        ("e", EventsScreen),
    ],
)
async def test_each_opens_and_escape_closes_it(
    tmp_path: Path, key: str, screen: type[Screen[object]]
) -> None:
    """Nothing happens on leaving them."""
    app = _App(tmp_path)
    async with app.run_test() as pilot:
        await pilot.press(key)
        assert isinstance(app.screen, screen)
        await app.workers.wait_for_complete()
        await pilot.press("escape")
        await pilot.pause()
        assert len(app.screen_stack) == 1
    assert app.theme == "dark"
    assert not app.went


async def test_changes_are_noticed_but_not_those_one_is_looking_at(tmp_path: Path) -> None:
    """A session that begins to wait is announced, unless one is typing into it."""
    app = _App(tmp_path)
    async with app.run_test() as pilot:
        app.typed_into = "r2s4t6ue"
        app.desk.fake.change("r2s4t6ue", state=State.BLOCKED)
        app.desk.fake.change("p4w9t6zc", state=State.BLOCKED)
        app.desk.fake.change("b3n5m7wf", state=State.BLOCKED)
        app.desk.fake.change("b3n5m7wf", state=State.WORKING)
        for _ in range(500):
            if app.said:
                break
            await pilot.pause(0.01)
        await pilot.pause(0.1)
        assert len(app.said) == 1
        assert app.said[0].startswith("82 % (1,560 of 1,900)")


async def test_a_refusal_is_shown(tmp_path: Path) -> None:
    """What the daemon says no to becomes a notice with its advice."""
    app = _App(tmp_path)
    app.desk.fake.failures["mark_seen"] = Refused("it is protected", "Ask Ada.")
    async with app.run_test() as pilot:
        assert not await app.overlays.attempt(app.desk.control.mark_seen(SESSIONS[0].id))
        await pilot.pause()
        assert app.said == ["It is protected.\nAsk Ada."]


async def test_a_theme_is_tried_and_kept_or_not(tmp_path: Path) -> None:
    """Passing a theme shows it; Escape goes back; Enter keeps it and tells terminals and settings."""
    app = _App(tmp_path)
    async with app.run_test() as pilot:
        await pilot.press("T", "down")
        await pilot.pause()
        assert app.theme == "light"
        await pilot.press("escape")
        assert app.theme == "dark"
        assert not app.desk.fake.called("use_palette")
        await pilot.press("T", "down", "enter")
        await app.workers.wait_for_complete()
    assert app.kept == ["light"]
    (told,) = app.desk.fake.called("use_palette")
    assert told.background == app.desk.themes.palette("light").background
    assert not told.dark
    assert len(told.indexed) == 16


async def test_a_changed_theme_file_changes_the_screen(tmp_path: Path) -> None:
    """Reading the themes again recolours what is shown, and says what is wrong with a file, once."""
    app = _App(tmp_path)
    async with app.run_test() as pilot:
        (tmp_path / "x.toml").write_text(
            'name = "dark"\nbase = "dusk"\n[colors]\nbackground = "#010203"\n', "utf-8"
        )
        app.overlays.reload_themes()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.screen.styles.background.hex == "#010203"
        (tmp_path / "y.toml").write_text("nonsense = 1", "utf-8")
        app.overlays.reload_themes()
        await pilot.pause()
        assert isinstance(app.screen, FaultsDialog)
        await pilot.press("enter")
        app.overlays.reload_themes()
        await pilot.pause()
        assert len(app.screen_stack) == 1


async def test_the_palette_runs_goes_and_recolours(tmp_path: Path) -> None:
    """Actions are run where they live, sessions gone to, themes used."""
    app = _App(tmp_path)
    async with app.run_test() as pilot:
        await pilot.press("colon", *"inbox", "enter")
        await pilot.pause()
        assert isinstance(app.screen, InboxScreen)
        await pilot.press("enter")
        await pilot.press("ctrl+p", *"scraper", "enter")
        await pilot.press("ctrl+p", *"dusk", "enter")
        await app.workers.wait_for_complete()
    assert app.went == ["g5j7k9qd", "open", "p4w9t6zc"]
    assert app.theme == "dusk"


async def test_a_program_asks_for_the_clipboard(tmp_path: Path) -> None:
    """Leaving the question means no; always means that there is no second question."""
    app = _App(tmp_path)
    async with app.run_test() as pilot:
        worker = app.run_worker(app.overlays.may_copy(SESSIONS[0], "text"))
        await pilot.pause()
        await pilot.press("escape")
        assert not await worker.wait()
        worker = app.run_worker(app.overlays.may_copy(SESSIONS[0], "text"))
        await pilot.pause()
        await pilot.press("right", "right", "enter")
        assert await worker.wait()
        worker = app.run_worker(app.overlays.may_copy(SESSIONS[0], "more"))
        assert await worker.wait()
        assert len(app.screen_stack) == 1


async def test_faults_are_shown_only_when_there_are_any(tmp_path: Path) -> None:
    """A healthy configuration says nothing."""
    app = _App(tmp_path)
    async with app.run_test() as pilot:
        app.overlays.show_faults([])
        assert len(app.screen_stack) == 1
        app.overlays.show_faults([Fault("x", 1, "bad")])
        await pilot.pause()
        assert isinstance(app.screen, FaultsDialog)


async def test_themes_changed_in_a_row_leave_nothing_behind(tmp_path: Path) -> None:
    """A message that a later one replaces before it was sent is forgotten without a warning."""
    app = _App(tmp_path)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        async with app.run_test() as pilot:
            app.overlays.reload_themes()
            app.overlays.reload_themes()
            await pilot.pause()
        gc.collect()
    assert [str(each.message) for each in told if "never awaited" in str(each.message)] == []
