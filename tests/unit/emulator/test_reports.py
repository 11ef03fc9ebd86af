"""Answers to questions, in the order of the questions."""

from __future__ import annotations

import pytest
from tests.unit.emulator.screens import answers, terminal

from plangate.emulator.api import Palette
from plangate.model.terminal import TerminalEventKind


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("\x1b[c", "^[?64;6;15;21;22;28;52c"),
        ("\x1b[0c", "^[?64;6;15;21;22;28;52c"),
        ("\x1bZ", "^[?64;6;15;21;22;28;52c"),
        ("\x1b[1c", ""),
        ("\x1b[>c", "^[>41;390;0c"),
        ("\x1b[=c", "^P!|00000000^\\"),
        ("\x1b[>q", "^P>|Plangate(1)^\\"),
        ("\x1b[x", "^[2;1;1;128;128;1;0x"),
        ("\x1b[1x", "^[3;1;1;128;128;1;0x"),
        ("\x1b[5n", "^[0n"),
        ("\x1b[2;3H\x1b[6n", "^[2;3R"),
        ("\x1b[2;3H\x1b[?6n", "^[?2;3;1R"),
        ('\x1b[63;1"p\x1b[2;3H\x1b[?6n', "^[?2;3R"),
        ("\x1b[?15n", "^[?13n"),
        ("\x1b[?25n", "^[?20n"),
        ("\x1b[?26n", "^[?27;1;0;0n"),
        ("\x1b[?53n", "^[?50n"),
        ("\x1b[?63;7n", "^P7!~0000^\\"),
        ("\x1b[?996n", "^[?997;1n"),
        ('\x1b["v', '^[4;10;1;1;1"w'),
        ("\x1b[2$w", "^P2$u9^\\"),
        ("\x1b[11t", "^[1t"),
        ("\x1b[13t", "^[3;0;0t"),
        ("\x1b[14t", "^[4;64;80t"),
        ("\x1b[16t", "^[6;16;8t"),
        ("\x1b[18t", "^[8;4;10t"),
        ("\x1b[19t", "^[9;4;10t"),
        ("\x1bP$qm\x1b\\", "^P1$r0m^\\"),
        ("\x1b[1;4:3;38;2;1;2;3;48;5;200m\x1bP$qm\x1b\\", "^P1$r0;1;4:3;38:2::1:2:3;48:5:200m^\\"),
        ("\x1b[2;3r\x1bP$qr\x1b\\", "^P1$r2;3r^\\"),
        ("\x1b[?69h\x1b[3;6s\x1bP$qs\x1b\\", "^P1$r3;6s^\\"),
        ("\x1b[4 q\x1bP$q q\x1b\\", "^P1$r4 q^\\"),
        ('\x1bP$q"p\x1b\\', '^P1$r64;1"p^\\'),
        ('\x1b[1"q\x1bP$q"q\x1b\\', '^P1$r1"q^\\'),
        ("\x1bP$q$|\x1b\\", "^P1$r10$|^\\"),
        ("\x1bP$q*|\x1b\\", "^P1$r4*|^\\"),
        ("\x1b[2*x\x1bP$q*x\x1b\\", "^P1$r2*x^\\"),
        ("\x1bP$qz\x1b\\", "^P0$rz^\\"),
        ("\x1bP+q544e\x1b\\", "^P1+r544e=787465726D2D323536636F6C6F72^\\"),
        ("\x1bP+q436f;5a5a\x1b\\", "^P1+r436f=323536^\\^P0+r5a5a^\\"),
        ("\x1bP+qnothex\x1b\\", "^P0+r^\\"),
        ("\x05", ""),
    ],
)
def test_questions(question: str, answer: str) -> None:
    """Each question has its answer."""
    assert answers(question) == answer


def test_answers_keep_the_order() -> None:
    """A burst of questions is answered in its order."""
    assert answers("\x1b[?u\x1b[>q\x1b]11;?\x07\x1b[?2026$p\x1b[5n\x1b[c") == (
        "^[?0u^P>|Plangate(1)^\\^]11;rgb:0000/0000/0000\x07^[?2026;2$y^[0n^[?64;6;15;21;22;28;52c"
    )


def test_the_theme_is_reported_when_it_changes() -> None:
    """With mode 2031, and only when light and dark change places."""
    term = terminal("\x1b[?2031h")
    term.set_palette(Palette(dark=False))
    assert term.take_replies() == b"\x1b[?997;2n"
    term.set_palette(Palette(dark=False, foreground=(1, 1, 1)))
    assert term.take_replies() == b""


def test_a_question_about_the_theme_is_an_event_too() -> None:
    """So that the host knows."""
    term = terminal("\x1b[?996n")
    assert [event.kind for event in term.take_events()] == [TerminalEventKind.THEME_QUERY]


def test_replies_nobody_takes_are_bounded() -> None:
    """A program that only asks does not fill the memory."""
    term = terminal("\x1b[c" * 60_000)
    assert len(term.take_replies()) <= 1 << 20
    term.feed(b"\x1b[5n")
    assert term.take_replies() == b"\x1b[0n"
