"""Tests of `plangate.cli.fullscreen.modes`."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from msgspec.structs import replace

from plangate.cli.fullscreen.modes import CANCEL, ENTER, LEAVE, ModeMirror
from plangate.emulator import make
from plangate.model.screen import Modes

MODES = some.builds(
    Modes,
    alternate=some.booleans(),
    app_cursor=some.booleans(),
    app_keypad=some.booleans(),
    bracketed_paste=some.booleans(),
    focus_events=some.booleans(),
    reverse_video=some.booleans(),
    alternate_scroll=some.booleans(),
    mouse=some.sampled_from([0, 9, 1000, 1002, 1003]),
    mouse_encoding=some.sampled_from([0, 1005, 1006, 1015, 1016]),
    kitty_flags=some.integers(0, 31),
    modify_other_keys=some.integers(0, 2),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(some.lists(MODES, min_size=1, max_size=4))
def test_the_terminal_is_set_as_the_program_wants(wanted: list[Modes]) -> None:
    """After every change, whatever was set before."""
    outer = make(20, 5)
    mirror = ModeMirror(kitty=True)
    outer.feed(ENTER.encode())
    for modes in wanted:
        outer.feed(mirror.turn(modes).encode())
        scroll = modes.alternate and modes.alternate_scroll
        assert replace(outer.modes, alternate=False) == replace(
            modes, alternate=False, alternate_scroll=scroll
        )
        assert mirror.turn(modes) == ""


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(MODES)
def test_nothing_is_left_behind(modes: Modes) -> None:
    """The shell finds its terminal as it was, also when a sequence was cut off."""
    outer = make(20, 5)
    outer.feed(b"shell$ ")
    before, lines = outer.modes, [row.text for row in outer.screen()]
    mirror = ModeMirror(kitty=True)
    outer.feed((ENTER + mirror.turn(modes) + "\x1b[31mtext\x1b[5;3").encode())
    outer.feed((CANCEL + mirror.reset() + LEAVE).encode())
    assert outer.modes == before
    assert [row.text for row in outer.screen()] == lines
    assert outer.cursor.col == 7


def test_a_terminal_without_the_kitty_protocol_hears_nothing_of_it() -> None:
    """It might print it."""
    mirror = ModeMirror(kitty=False)
    assert mirror.turn(Modes(kitty_flags=7)) == ""
    assert mirror.reset() == ""
