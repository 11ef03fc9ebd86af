"""Tests of `plangate.emulator.ghostty`, `ghostty_calls` and `ghostty_rows`."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from tests.support.terminals import check, picture, state

from plangate.emulator.api import Palette
from plangate.emulator.ghostty import GhosttyEmulator
from plangate.errors import PlangateError
from plangate.model.screen import DEFAULT_STYLE, Flag, Row, Style, Underline
from plangate.model.terminal import TerminalEventKind

pytest.importorskip("pyghostty")


def _lines(emulator: GhosttyEmulator) -> list[str]:
    return [emulator.tables.plain(row) for row in emulator.screen()]


def test_a_missing_package_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever chose the backend without its package reads how to install it."""

    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(PlangateError, match="not installed") as caught:
        GhosttyEmulator(80, 24)
    assert "plangate[ghostty]" in caught.value.hint


def test_rows_carry_text_styles_and_wide_cells() -> None:
    """Renditions become styles, clusters one cell and its tail, wrapped rows are marked."""
    emulator = GhosttyEmulator(10, 4)
    emulator.feed("\x1b[1;31mr\x1b[m 👩‍💻日 \x1b[4:3;58:2::1:2:3mc\x1b[m\r\n".encode() + b"x" * 12)
    red = Style(fg=1, flags=int(Flag.BOLD))
    curly = Style(underline=int(Underline.CURLY), underline_color=(1, 2, 3))
    plain = DEFAULT_STYLE
    assert picture(emulator)[0] == [
        ("r", red),
        (" ", plain),
        *(("👩‍💻", plain), ("\0", plain), ("日", plain), ("\0", plain)),
        (" ", plain),
        ("c", curly),
    ]
    assert [row.wrapped for row in emulator.screen()] == [False, True, False, False]
    check(emulator)


def test_lines_keep_their_numbers() -> None:
    """Numbers grow with every line, over pruning, clearing and the alternate screen."""
    emulator = GhosttyEmulator(20, 5, history=100)
    for number in range(3000):
        emulator.feed(b"line %d\r\n" % number)
    assert emulator.top == 2996
    assert emulator.base > 0
    assert emulator.history(2995, 2996) == [Row("line 2995", "\0" * 9)]
    emulator.feed(b"\x1b[?1049h" + b"\r\n" * 50)
    assert (emulator.top, emulator.modes.alternate) == (2996, True)
    emulator.feed(b"\x1b[?1049l")
    emulator.feed(b"a\r\nb\r\n")
    assert emulator.top == 2998
    generation = emulator.history_generation
    emulator.feed(b"\x1b[3J")
    assert emulator.base == emulator.top == 2998
    assert emulator.history_generation > generation


def test_queries_are_answered_in_order() -> None:
    """Size, colours and theme come from the callbacks."""
    emulator = GhosttyEmulator(20, 5, palette=Palette(background=(1, 2, 3)))
    emulator.feed(b"\x1b[18t\x1b[14t\x1b]11;?\x07\x1b[?996n")
    assert emulator.take_replies() == b"\x1b[8;5;20t\x1b[4;80;160t\x1b]11;rgb:0101/0202/0303\x07\x1b[?997;1n"
    emulator.feed(b"\x1b[?2031h")
    emulator.set_palette(Palette(dark=False))
    assert emulator.take_replies() == b"\x1b[?997;2n"


def test_messages_become_events() -> None:
    """Title, bell, directory, notification, progress, clipboard and status arrive in order."""
    emulator = GhosttyEmulator(20, 5)
    emulator.feed(
        b"\x1b]2;hi\x07\x07\x1b]7;file://h/tmp/a%20b\x07\x1b]9;note\x07\x1b]9;4;1;50\x07"
        b"\x1b]52;c;aGk=\x07\x1b]7501;working;a=b\x07"
    )
    kind = TerminalEventKind
    assert [(event.kind, event.text, event.detail) for event in emulator.take_events()] == [
        (kind.TITLE, "hi", ""),
        (kind.BELL, "", ""),
        (kind.CWD, "/tmp/a b", ""),
        (kind.NOTIFICATION, "note", ""),
        (kind.PROGRESS, "1", "50"),
        (kind.CLIPBOARD, "hi", "c"),
        (kind.STATUS, "working", "a=b"),
    ]
    assert emulator.title == "hi"


def test_modes_are_reported() -> None:
    """What decides how input is encoded is read back from the library."""
    emulator = GhosttyEmulator(20, 5)
    emulator.feed(b"\x1b[?1;1002;1006;2004;1004h\x1b[>1u\x1b[>4;2m\x1b=")
    modes = emulator.modes
    assert (modes.app_cursor, modes.bracketed_paste, modes.focus_events, modes.app_keypad) == (True,) * 4
    assert (modes.mouse, modes.mouse_encoding, modes.kitty_flags) == (1002, 1006, 1)
    emulator.feed(b"\x1b[<u")
    assert (emulator.modes.kitty_flags, emulator.modes.modify_other_keys) == (0, 2)


def test_a_snapshot_brings_everything_back() -> None:
    """A restored emulator looks the same and goes on; a bad snapshot changes nothing."""
    emulator, other = GhosttyEmulator(20, 5), GhosttyEmulator(40, 10)
    for number in range(30):
        emulator.feed(b"\x1b[3%dmline %d\r\n" % (number % 8, number))
    snapshot = emulator.snapshot()
    other.restore(snapshot)
    assert state(other) == state(emulator)
    for bad in (b"", b"xx", snapshot[:100]):
        with pytest.raises(ValueError, match="snapshot"):
            other.restore(bad)
    assert state(other) == state(emulator)
    other.feed(b"\x1b[18t")
    assert other.take_replies() == b"\x1b[8;5;20t"


def test_resizing_reflows() -> None:
    """A narrower terminal wraps what was one line; the size is at least one by one."""
    emulator = GhosttyEmulator(20, 5)
    emulator.feed(b"abcdefghijklmno")
    emulator.resize(10, 5)
    assert _lines(emulator)[:2] == ["abcdefghij", "klmno"]
    emulator.resize(0, 0)
    assert (emulator.columns, emulator.lines) == (1, 1)
