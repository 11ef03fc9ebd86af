"""Modes, the two screens, keyboards, resets."""

from __future__ import annotations

import pytest
from tests.unit.emulator.screens import answers, place, shows, terminal

from plangate.model.screen import Modes


@pytest.mark.parametrize("mode", [47, 1047, 1049])
def test_the_alternate_screen_leaves_the_main_one_alone(mode: int) -> None:
    """What is drawn there is gone afterwards."""
    assert shows(f"main\x1b[?{mode}h\x1b[Halt") == ["alt"]
    assert shows(f"main\x1b[?{mode}h\x1b[Halt\x1b[?{mode}l") == ["main"]
    assert terminal(f"\x1b[?{mode}h").modes.alternate


def test_1049_saves_the_cursor_and_clears() -> None:
    """47 keeps what was on the alternate screen, 1047 clears it on leaving, 1049 on entering."""
    assert place("\x1b[2;3H\x1b[?1049h\x1b[4;4H\x1b[?1049l") == (1, 2)
    assert place("\x1b[2;3H\x1b[?47h\x1b[4;4H\x1b[?47l") == (3, 3)
    assert shows("\x1b[?47hold\x1b[?47l\x1b[?47h") == ["old"]
    assert shows("\x1b[?1047hold\x1b[?1047l\x1b[?47h") == []
    assert shows("\x1b[?47hold\x1b[?47l\x1b[?1049h") == []


def test_modes_for_input_and_painting() -> None:
    """Each of them is seen outside, and gone when it is reset."""
    numbers = "1;5;67;1002;1004;1006;2004;2026;2031;2048"
    term = terminal(f"\x1b[?{numbers}h\x1b[20h\x1b=\x1b[>5u\x1b[>4;2m")
    assert term.modes == Modes(
        app_cursor=True,
        app_keypad=True,
        backarrow_sends_bs=True,
        newline=True,
        bracketed_paste=True,
        focus_events=True,
        synchronized=True,
        reverse_video=True,
        alternate_scroll=True,
        theme_reports=True,
        size_reports=True,
        mouse=1002,
        mouse_encoding=1006,
        kitty_flags=5,
        modify_other_keys=2,
    )
    term.feed(f"\x1b[?{numbers};1007l\x1b[20l\x1b>\x1b[<u\x1b[>4m".encode())
    assert term.modes == Modes()


def test_mode_reports() -> None:
    """DECRQM knows set, reset, permanent and unknown modes, private and ANSI ones."""
    assert (
        answers("\x1b[?2026$p\x1b[?7$p\x1b[?2027$p\x1b[?12345$p")
        == "^[?2026;2$y^[?7;1$y^[?2027;3$y^[?12345;0$y"
    )
    assert answers("\x1b[?2l\x1b[?2$p") == "^[?2;3$y"
    assert answers("\x1b[4$p\x1b[4h\x1b[4$p\x1b[1$p\x1b[99$p") == "^[4;2$y^[4;1$y^[1;4$y^[99;0$y"
    assert answers("\x1b[?1049h\x1b[?47$p\x1b[?1006h\x1b[?1006;1005$p") == "^[?47;1$y^[?1006;1$y"


def test_modes_are_saved_and_restored() -> None:
    """XTSAVE and XTRESTORE."""
    assert terminal("\x1b[?2004h\x1b[?2004s\x1b[?2004l\x1b[?2004r").modes.bracketed_paste
    assert not terminal("\x1b[?2004s\x1b[?2004h\x1b[?2004r").modes.bracketed_paste


def test_keyboard_flags_have_a_stack_per_screen() -> None:
    """Push, pop, set and query, with a bound."""
    assert answers("\x1b[>1u\x1b[>5u\x1b[?u\x1b[<u\x1b[?u\x1b[<9u\x1b[?u") == "^[?5u^[?1u^[?0u"
    assert answers("\x1b[=5u\x1b[=2;2u\x1b[?u\x1b[=1;3u\x1b[?u") == "^[?7u^[?6u"
    assert answers("\x1b[>1u\x1b[?1049h\x1b[?u\x1b[?1049l\x1b[?u") == "^[?0u^[?1u"
    assert answers("\x1b[>1u" * 1000 + "\x1b[<15u\x1b[?u") == "^[?1u"


def test_other_keys_are_reported() -> None:
    """XTQMODKEYS in both spellings."""
    assert answers("\x1b[>4;2m\x1b[?4m\x1b[>4;?m") == "^[>4;2m^[>4;2m"


def test_sizes_are_reported_when_asked_for() -> None:
    """Mode 2048 reports at once and after each change."""
    term = terminal("\x1b[?2048h")
    assert term.take_replies() == b"\x1b[48;4;10;64;80t"
    term.resize(20, 5)
    assert term.take_replies() == b"\x1b[48;5;20;80;160t"


def test_column_mode_clears_but_does_not_resize() -> None:
    """DECCOLM, and only where 40 allows it; sparing the screen with 95 is the VT510's."""
    assert shows("text\x1b[?3h") == ["text"]
    assert shows("text\x1b[?40h\x1b[?3h") == []
    assert shows("text\x1b[?40;95h\x1b[?3h") == []
    assert terminal("\x1b[?40h\x1b[?3h").columns == 10
    assert answers("\x1b[?40;3h\x1b[?40l\x1b[?3l\x1b[?3$p") == "^[?3;1$y"


def test_a_soft_reset() -> None:
    """Modes, margins and style go back; what is on the screen stays."""
    output = "text\x1b[4h\x1b[?6h\x1b[?69h\x1b[2;3r\x1b[1m\x1b[?25l\x1b[?1h\x1b[!p"
    assert shows(output) == ["text"]
    term = terminal(output)
    assert term.cursor.visible
    assert not term.modes.app_cursor
    assert answers(output + "\x1bP$qm\x1b\\\x1bP$qr\x1b\\") == "^P1$r0m^\\^P1$r1;4r^\\"


def test_a_hard_reset() -> None:
    """The screen is cleared and the main one is on."""
    output = "text\x1b[?1049h\x1b[2;3r\x1b[3g\x1bc"
    assert shows(output) == []
    assert not terminal(output).modes.alternate
    assert place(output + "\t", 20) == (0, 8)


def test_conformance_levels() -> None:
    """DECSCL: below level 4 there are no side margins, below 3 no DECRQM."""
    assert answers('\x1b[62;1"p\x1b[?7$p') == ""
    assert answers('\x1b[63;1"p\x1b[?69h\x1b[?69$p') == "^[?69;2$y"
    assert answers('\x1b[64;1"p\x1b[?69h\x1b[?69$p') == "^[?69;1$y"
    assert answers('\x1b[65;1"p\x1bP$q"p\x1b\\') == '^P1$r64;1"p^\\'


def test_changing_the_level_is_a_hard_reset() -> None:
    """As the manuals of the VT300, VT420 and VT520 say of DECSCL."""
    assert shows('text\x1b[4h\x1b[62;1"p') == []
    assert shows('\x1b[4h\x1b[62;1"pab\rc') == ["cb"]


def test_eight_bit_replies() -> None:
    """S8C1T and S7C1T choose how replies begin."""
    assert terminal("\x1b G\x1b[5n\x1b F\x1b[5n").take_replies() == b"\x9b0n\x1b[0n"


def test_resetting_wraparound_forgets_a_pending_wrap() -> None:
    """DEC STD 070: it resets the last column flag."""
    assert shows("0123456789\x1b[?7l\x1b[?7hab") == ["012345678a", "b"]
