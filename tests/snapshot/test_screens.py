"""Pictures of the dialogs and overlays; `pytest --snapshot-update` takes them anew, after they were looked at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from tests.support.fake_control import NOW
from tests.support.redo_scene import answer_tasks, plan_ledger
from tests.support.scenes import PLAN, SESSIONS, afternoon
from tests.support.stage import Stage
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input, TextArea

from plangate.dashboard.board import Board
from plangate.dashboard.palette_entries import Entry, EntryKind, session_entries, theme_entries
from plangate.dashboard.screens.approve import ApprovePlan
from plangate.dashboard.screens.broadcast import BroadcastScreen
from plangate.dashboard.screens.clipboard import AskClipboard
from plangate.dashboard.screens.confirm import RemoveSession
from plangate.dashboard.screens.events import EventsScreen
from plangate.dashboard.screens.gate import GateDialog
from plangate.dashboard.screens.help import HelpScreen
from plangate.dashboard.screens.inbox import InboxScreen
from plangate.dashboard.screens.new_session import NewSessionDialog
from plangate.dashboard.screens.palette import PaletteScreen
from plangate.dashboard.screens.peek import PeekScreen
from plangate.dashboard.screens.question import AnswerDialog
from plangate.dashboard.screens.review import ReviewScreen
from plangate.dashboard.screens.session import SessionScreen
from plangate.dashboard.screens.stats import StatsScreen
from plangate.model.gate import Question

LARGE, PHONE, SHORT = (120, 40), (49, 31), (49, 15)
Compare = Callable[..., bool]


def _board() -> Board:
    board = Board()
    board.replace(SESSIONS)
    return board


def _palette(_: Path) -> Screen[Any]:
    actions = [
        Entry(EntryKind.ACTION, "session.open", "Open and type", "Type into the session", "Enter"),
        Entry(EntryKind.ACTION, "terminal.copy", "Copy", "Copy what is selected", "c"),
        Entry(EntryKind.ACTION, "session.new", "New session", "Choose an agent, a task and a directory", "n"),
        Entry(EntryKind.ACTION, "inbox.open", "Inbox", "Everything that waits for a person", "i"),
    ]
    themes = theme_entries({"dusk": "Dusk", "high-contrast": "High contrast"}, "dusk")
    return PaletteScreen([*actions, *session_entries(SESSIONS), *themes])


def _new_session(home: Path) -> Screen[Any]:
    (home / "shop" / ".git").mkdir(parents=True)
    return NewSessionDialog(afternoon(), home / "memory.json", directory=f"{home}/shop", home=home)


def _peek(_: Path) -> Screen[Any]:
    return PeekScreen(afternoon(), _board(), SESSIONS[0].id, now=lambda: NOW)


def _session(place: int) -> Callable[[Path], Screen[Any]]:
    def make(home: Path) -> Screen[Any]:
        return SessionScreen(afternoon(), _board(), SESSIONS[place].id, home / "memory.json", now=lambda: NOW)

    return make


def _events(_: Path) -> Screen[Any]:
    return EventsScreen(afternoon(), _board(), SESSIONS[0].id, now=lambda: NOW, zone=UTC)


def _timeline(_: Path) -> Screen[Any]:
    return EventsScreen(answer_tasks(afternoon()), _board(), SESSIONS[0].id, now=lambda: NOW, zone=UTC)


def _stats(_: Path) -> Screen[Any]:
    control = answer_tasks(afternoon())
    control.ledger = plan_ledger()
    return StatsScreen(control, _board(), SESSIONS[0], now=lambda: NOW, zone=UTC)


def _inbox(_: Path) -> Screen[Any]:
    return InboxScreen(afternoon(), _board(), Path("/nonexistent/memory.json"), now=lambda: NOW)


def _review(_: Path) -> Screen[Any]:
    return ReviewScreen(afternoon(), _board(), PLAN, now=lambda: NOW)


def _question(_: Path) -> Screen[Any]:
    asked = Question(id="q1", tool="Bash", words="npm ci", detail="npm ci --ignore-scripts", asked=NOW - 40)
    return AnswerDialog(afternoon(), _board(), SESSIONS[0].id, asked, now=lambda: NOW)


SCENES: dict[str, tuple[Callable[[Path], Screen[Any]], tuple[int, int], str, tuple[str, ...]]] = {
    "help": (lambda _: HelpScreen(), LARGE, "dark", ()),
    "palette": (_palette, LARGE, "dark", ("c", "o")),
    "palette-phone": (_palette, PHONE, "high-contrast", ()),
    "new-session": (_new_session, LARGE, "dark", ("tab", *"Find the flaky test")),
    "new-session-phone": (_new_session, PHONE, "light", ("end", "enter", "enter")),
    "inbox": (_inbox, LARGE, "light", ("j",)),
    "inbox-phone": (_inbox, PHONE, "dusk", ()),
    "peek": (_peek, LARGE, "dark", ()),
    "peek-phone": (_peek, PHONE, "sand", ("space", *"no, in cents")),
    "session-phone": (_session(0), PHONE, "dark", ()),
    "session-reading-phone": (_session(1), PHONE, "light", ()),
    "session-plan-phone": (_session(4), PHONE, "dusk", ()),
    "session-short": (_session(0), SHORT, "dark", ()),
    "events": (_events, LARGE, "sand", ("slash", *"blocked", "enter")),
    "timeline-phone": (_timeline, PHONE, "colour-blind-safe", ("7",)),
    "stats": (_stats, LARGE, "colour-blind-safe", ()),
    "stats-phone": (_stats, PHONE, "light", ()),
    "broadcast-phone": (
        lambda _: BroadcastScreen(afternoon(), _board()), PHONE, "colour-blind-safe", ("space", "j", "space")
    ),
    "review": (_review, LARGE, "dark", ("j", "j", "j")),
    "review-changed": (lambda _: ReviewScreen(afternoon(), _board(), PLAN, seen=1, now=lambda: NOW), LARGE, "light", ()),
    "review-phone": (_review, PHONE, "dusk", ()),
    "approve": (lambda _: ApprovePlan(afternoon(), PLAN), LARGE, "dark", ()),
    "approve-phone": (lambda _: ApprovePlan(afternoon(), PLAN), PHONE, "dusk", ()),
    "gate": (lambda _: GateDialog(afternoon(), SESSIONS[2], now=lambda: NOW), LARGE, "dark", ()),
    "gate-phone": (lambda _: GateDialog(afternoon(), SESSIONS[1], now=lambda: NOW), PHONE, "sand", ()),
    "question": (_question, LARGE, "dark", ()),
    "clipboard": (lambda _: AskClipboard(SESSIONS[2], "export TOKEN=1\x1b[0m\n"), LARGE, "dusk", ()),
    "remove-phone": (lambda _: RemoveSession(SESSIONS[2]), PHONE, "dark", ()),
}  # fmt: skip


@pytest.mark.parametrize("scene", list(SCENES))
def test_looks_as_it_was_approved(snap_compare: Compare, tmp_path: Path, scene: str) -> None:
    """Layout, colours and words of a screen are those that were last looked at and found good."""
    make, size, theme, keys = SCENES[scene]

    async def settle(pilot: Pilot[None]) -> None:
        await pilot.app.workers.wait_for_complete()
        for line in pilot.app.screen.query(Input):
            line.cursor_blink = False
        for text in pilot.app.screen.query(TextArea):
            text.cursor_blink = False
        await pilot.press(*keys)
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()

    assert snap_compare(Stage(make(tmp_path), theme=theme), terminal_size=size, run_before=settle)
