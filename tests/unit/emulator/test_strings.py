"""Control strings: titles, places, messages, colours, and what is swallowed."""

from __future__ import annotations

import pytest
from tests.unit.emulator.screens import answers, shows, style, terminal

from plangate.model.terminal import TerminalEvent
from plangate.model.terminal import TerminalEventKind as Kind


def told(output: str) -> list[tuple[Kind, str, str]]:
    """The events after some output."""
    return [(event.kind, event.text, event.detail) for event in terminal(output).take_events()]


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("\x1b]2;one\x07", [(Kind.TITLE, "one", "")]),
        ("\x1b]0;one\x1b\\", [(Kind.ICON_NAME, "one", ""), (Kind.TITLE, "one", "")]),
        ("\x1b]1;one\x07", [(Kind.ICON_NAME, "one", "")]),
        ("\x1b]7;file://host/a%20b\x07", [(Kind.CWD, "/a b", "")]),
        ("\x1b]7;http://host/a\x07", []),
        ('\x1b]9;9;"/tmp"\x07', [(Kind.CWD, "/tmp", "")]),
        ("\x1b]1337;CurrentDir=/tmp\x07", [(Kind.CWD, "/tmp", "")]),
        ("\x07", [(Kind.BELL, "", "")]),
        ("\x07\x07\x07", [(Kind.BELL, "", "")]),
        ("\x1b]9;done\x07", [(Kind.NOTIFICATION, "done", "")]),
        ("\x1b]777;notify;title;body\x07", [(Kind.NOTIFICATION, "body", "title")]),
        ("\x1b]99;i=1:d=0;title\x07\x1b]99;i=1:p=body;body\x07", [(Kind.NOTIFICATION, "body", "title")]),
        ("\x1b]99;;title\x07", [(Kind.NOTIFICATION, "title", "")]),
        ("\x1b]9;4;1;40\x07", [(Kind.PROGRESS, "1", "40")]),
        ("\x1b]9;4;0\x07", [(Kind.PROGRESS, "0", "0")]),
        ("\x1b]9;4;9;1\x07", []),
        ("\x1b]52;c;aGVsbG8=\x07", [(Kind.CLIPBOARD, "hello", "c")]),
        ("\x1b]52;c;?\x07", []),
        ("\x1b]52;c;%%%\x07", []),
        ("\x1b]133;A\x07", [(Kind.PROMPT_MARK, "A", "")]),
        ("\x1b]133;D;3\x07", [(Kind.PROMPT_MARK, "D", "3")]),
        ("\x1b]633;D;3\x07", [(Kind.PROMPT_MARK, "D", "3")]),
        ("\x1b]633;E;ls\x07", []),
        ("\x1b]633;P;Cwd=/tmp\x07", [(Kind.CWD, "/tmp", "")]),
        ("\x1b]7501;state=working:app=codex\x07", [(Kind.STATUS, "working", "app=codex")]),
        (
            "\x1b]7501;state=blocked:app=codex:kind=permission\x1b\\",
            [(Kind.STATUS, "blocked", "app=codex:kind=permission")],
        ),
        ("\x1b]7501;clear\x07", [(Kind.STATUS, "clear", "")]),
        ("\x1b]7501;state=asleep\x07", []),
    ],
)
def test_events(output: str, expected: list[tuple[Kind, str, str]]) -> None:
    """Each message is told as what it is."""
    assert told(output) == expected


def test_an_event_knows_its_line() -> None:
    """By its absolute number."""
    term = terminal("1\r\n2\r\n3\r\n4\r\n5\r\n\x1b]133;A\x07")
    assert term.take_events() == [TerminalEvent(Kind.PROMPT_MARK, "A", "", 5)]


def test_the_status_protocol_is_offered() -> None:
    """Its question is answered with a string that starts with a question mark."""
    assert answers("\x1b]7501;?\x1b\\") == "^]7501;?1^\\"


def test_events_nobody_takes_are_bounded() -> None:
    """A program that only notifies does not fill the memory."""
    assert len(terminal("\x1b]9;x\x07" * 10_000).take_events()) <= 4096


@pytest.mark.parametrize("kind", ["P", "X", "^", "_"])
def test_other_strings_are_swallowed_whole(kind: str) -> None:
    """Sixel and kitty graphics, privacy messages and the like leave nothing on the screen."""
    assert shows(f"a\x1b{kind}Gi=31,s=1;AAAA\n\r\x07\x1b\\b") == ["ab"]
    assert shows(f"a\x1b{kind}cut off\x18b") == ["ab"]
    assert shows(f"a\x1b{kind}cut off\x1b[Cb") == ["a b"]


def test_strings_with_eight_bit_controls() -> None:
    """U+0080 to U+009F are controls, as in an eight-bit terminal."""
    assert terminal("\x9d2;one\x9c").title == "one"
    assert shows("a\x9b2Cb") == ["a  b"]


def test_titles_in_hexadecimal() -> None:
    """XTSMTITLE lets titles be set so."""
    assert terminal("\x1b[>0t\x1b]2;6869\x07").title == "hi"
    assert terminal("\x1b[>0t\x1b[>0T\x1b]2;6869\x07").title == "6869"


def test_a_title_is_cut() -> None:
    """And holds no controls."""
    assert len(terminal("\x1b]2;" + "x" * 5000 + "\x07").title) == 1024
    assert terminal("\x1b]2;a\x08b\x07").title == "ab"


def test_links() -> None:
    """OSC 8 is part of the style until it is ended."""
    term = terminal("\x1b]8;id=1;http://x/\x1b\\a\x1b[1mb\x1b]8;;\x07c")
    assert [style(term, 0, col).link for col in range(3)] == ["http://x/", "http://x/", None]
    assert style(term, 0, 1).flags == 1


@pytest.mark.parametrize(
    ("output", "answer"),
    [
        ("\x1b]4;1;?\x07", "^]4;1;rgb:cdcd/0000/0000\x07"),
        ("\x1b]4;1;?\x1b\\", "^]4;1;rgb:cdcd/0000/0000^\\"),
        (
            "\x1b]4;1;#fff;2;rgb:80/80/80\x07\x1b]4;1;?;2;?\x07",
            "^]4;1;rgb:f0f0/f0f0/f0f0\x07^]4;2;rgb:8080/8080/8080\x07",
        ),
        ("\x1b]5;0;#111111\x07\x1b]104\x07\x1b]5;0;?\x07", "^]5;0;rgb:e5e5/e5e5/e5e5\x07"),
        (
            "\x1b]4;1;#111111\x07\x1b]5;0;#222222\x07\x1b]105\x07\x1b]4;1;?;256;?\x07",
            "^]4;1;rgb:1111/1111/1111\x07^]4;256;rgb:e5e5/e5e5/e5e5\x07",
        ),
        ("\x1b]4;1;#ffffff\x07\x1b]104;1\x07\x1b]4;1;?\x07", "^]4;1;rgb:cdcd/0000/0000\x07"),
        ("\x1b]4;1;#ffffff\x07\x1b]104\x07\x1b]4;1;?\x07", "^]4;1;rgb:cdcd/0000/0000\x07"),
        ("\x1b]5;0;#111111\x07\x1b]5;0;?\x07", "^]5;0;rgb:1111/1111/1111\x07"),
        ("\x1b]5;0;#111111\x07\x1b]4;256;?\x07", "^]4;256;rgb:1111/1111/1111\x07"),
        ("\x1b]10;?;?\x07", "^]10;rgb:e5e5/e5e5/e5e5\x07^]11;rgb:0000/0000/0000\x07"),
        ("\x1b]11;rgb:1/2/3\x07\x1b]11;?\x07", "^]11;rgb:1111/2222/3333\x07"),
        ("\x1b]11;rgb:1/2/3\x07\x1b]111\x07\x1b]11;?\x07", "^]11;rgb:0000/0000/0000\x07"),
        ("\x1b]12;red\x07\x1b]12;?\x07", "^]12;rgb:ffff/0000/0000\x07"),
        ("\x1b]4;232;?;231;?\x07", "^]4;232;rgb:0808/0808/0808\x07^]4;231;rgb:ffff/ffff/ffff\x07"),
        ("\x1b]4;999;?\x07", ""),
        ("\x1b]11;nonsense\x07\x1b]11;?\x07", "^]11;rgb:0000/0000/0000\x07"),
    ],
)
def test_colours(output: str, answer: str) -> None:
    """Colours are told, changed and reset."""
    assert answers(output) == answer
