"""Tests of `plangate.cli.fullscreen.told`."""

from __future__ import annotations

import pytest

from plangate.cli.fullscreen.told import passed_on
from plangate.config.settings import Clipboard, Notifications, Settings, Terminal
from plangate.emulator import make
from plangate.model.terminal import TerminalEvent, TerminalEventKind


def _heard(written: str) -> list[TerminalEvent]:
    """What a terminal makes of it."""
    emulator = make(80, 24)
    emulator.feed(written.encode())
    assert not any(emulator.tables.plain(row).strip() for row in emulator.screen())
    return emulator.take_events()


def test_a_bell_rings_unless_the_settings_say_no() -> None:
    """The same setting as in the dashboard."""
    bell = TerminalEvent(TerminalEventKind.BELL)
    assert passed_on(bell, Settings()) == "\a"
    assert passed_on(bell, Settings(notifications=Notifications(bell=False))) == ""


@pytest.mark.parametrize(
    ("text", "detail", "heard"),
    [
        ("done", "", "done"),
        ("done", "Claude Code", "Claude Code: done"),
        ("4;1;50", "", " 4;1;50"),
        ("a\x1b]52;c;eA==\x07b", "", "a]52;c;eA==b"),
        ("long " * 100, "", ("long " * 100)[:200]),
    ],
)
def test_a_notification_reaches_the_terminal_and_nothing_hides_in_it(
    text: str, detail: str, heard: str
) -> None:
    """Neither another sequence nor one of ConEmu's commands."""
    event = TerminalEvent(TerminalEventKind.NOTIFICATION, text, detail)
    told = _heard(passed_on(event, Settings()))
    assert [(each.kind, each.text) for each in told] == [(TerminalEventKind.NOTIFICATION, heard)]


def test_the_clipboard_is_written_only_where_it_is_allowed() -> None:
    """Nobody can be asked here."""
    event = TerminalEvent(TerminalEventKind.CLIPBOARD, "text", "c;x")
    assert passed_on(event, Settings()) == ""
    allowed = Settings(terminal=Terminal(clipboard=Clipboard.ALLOW))
    (told,) = _heard(passed_on(event, allowed))
    assert (told.kind, told.text, told.detail) == (TerminalEventKind.CLIPBOARD, "text", "c")


def test_everything_else_stays_inside() -> None:
    """Titles and states are shown in other ways."""
    others = set(TerminalEventKind) - {
        TerminalEventKind.BELL,
        TerminalEventKind.NOTIFICATION,
        TerminalEventKind.CLIPBOARD,
    }
    assert not any(passed_on(TerminalEvent(kind, "x"), Settings()) for kind in others)
