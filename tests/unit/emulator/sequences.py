"""Generated terminal output, and what a terminal shows after it."""

from __future__ import annotations

from hypothesis import strategies as st

from plangate.emulator.terminal import Terminal
from plangate.model.screen import Run

_NUMBER = st.one_of(st.integers(0, 12), st.sampled_from([20, 80, 255, 999, 99999]))
_PARAMETERS = st.lists(st.one_of(st.just(""), _NUMBER.map(str)), max_size=6).map(";".join)
_FINALS = st.sampled_from([chr(code) for code in range(0x40, 0x7F)])
_CSI = st.builds(
    lambda marker, parameters, between, final: f"\x1b[{marker}{parameters}{between}{final}",
    st.sampled_from(["", "", "", "?", ">", "=", "<"]),
    _PARAMETERS,
    st.sampled_from(["", "", "", "", "$", "*", " ", "!", '"', "'", "#"]),
    _FINALS,
)
_MODE = st.builds(
    lambda mode, final: f"\x1b[?{mode}{final}",
    st.sampled_from(
        [1, 3, 5, 6, 7, 25, 40, 45, 47, 69, 1000, 1006, 1047, 1048, 1049, 2004, 2026, 1045, 66, 2048]
    ),
    st.sampled_from("hl"),
)
_RENDITION = st.one_of(
    st.sampled_from(
        ["", "0", "1", "4", "7", "31", "42", "44", "38;5;9", "48;2;1;2;3", "4:3", "58:5:1", "39", "49"]
    ),
    _PARAMETERS,
).map(lambda parameters: f"\x1b[{parameters}m")
_ESCAPE = st.one_of(
    st.sampled_from(
        [
            "7",
            "8",
            "D",
            "E",
            "M",
            "H",
            "c",
            "#8",
            "(0",
            "(B",
            ")0",
            "N",
            "O",
            "n",
            "=",
            ">",
            "6",
            "9",
            "V",
            "W",
        ]
    ),
    _FINALS,
).map(lambda end: "\x1b" + end)
_STRING = st.builds(
    lambda kind, body, end: f"\x1b{kind}{body}{end}",
    st.sampled_from("]]]P_^X"),
    st.one_of(
        st.sampled_from(
            [
                "0;title",
                "8;;http://example.org",
                "8;;",
                "4;1;?",
                "10;?",
                "$qm",
                "+q544e",
                "52;c;aGk=",
                "7501;?",
                "133;A",
                "9;4;1;20",
            ]
        ),
        st.text("abc;?:=0123456789", max_size=12),
    ),
    st.sampled_from(["\x07", "\x1b\\", "\x9c", "\x18", ""]),
)
_TEXT = st.one_of(
    st.text("abcxyz 0123", min_size=1, max_size=40),
    st.text("漢字🚀e\u0301é⚠\ufe0f👩\u200d💻🇩🇪👍🏻1#\u20e3─│\u200b\U00100001", min_size=1, max_size=12),
)
_CONTROL = st.sampled_from(
    [
        "\r\n",
        "\r\r\n",
        "\r\r\r\n",
        "\n",
        "\r",
        "\b",
        "\t",
        "\x0b",
        "\x0e",
        "\x0f",
        "\x00",
        "\x7f",
        "\x07",
        "\x85",
        "\x9b",
        "\x1b G",
        "\x1b F",
        "\udc84",
        "\udc9b",
        "\udc9d",
        "\udcff",
    ]
)
_LINES = st.lists(
    st.one_of(_TEXT, st.builds(lambda a, b: a + b, _RENDITION, _TEXT), st.just("")), min_size=4, max_size=40
).map(lambda lines: "\r\n".join(lines) + "\r\n")

OUTPUT = st.lists(
    st.one_of(_TEXT, _TEXT, _CSI, _MODE, _RENDITION, _RENDITION, _ESCAPE, _STRING, _CONTROL, _LINES),
    max_size=40,
).map(lambda parts: "".join(parts).encode(errors="surrogateescape"))
"""Output with all kinds of controls, well-formed and not."""


def shown(terminal: Terminal) -> dict[str, object]:
    """Everything a terminal shows or says, without reference to its tables."""

    def runs(rows: object) -> list[tuple[tuple[Run, ...], bool]]:
        return [(tuple(terminal.tables.runs(row)), row.wrapped) for row in rows]  # type: ignore[attr-defined]

    return {
        "screen": runs(terminal.screen()),
        "history": runs(terminal.history(terminal.base, terminal.top)),
        "numbers": (terminal.base, terminal.top),
        "cursor": terminal.cursor,
        "modes": terminal.modes,
        "title": terminal.title,
        "replies": terminal.take_replies(),
        "events": terminal.take_events(),
    }


def consistent(terminal: Terminal) -> None:
    """Raise AssertionError unless every row is well-formed."""
    cursor = terminal.cursor
    assert 0 <= cursor.row < terminal.lines
    assert 0 <= cursor.col < terminal.columns
    assert len(terminal.screen()) == terminal.lines
    for row in [*terminal.screen(), *terminal.history(terminal.base, terminal.top)]:
        assert len(row.text) == len(row.styles) <= terminal.columns
        assert not row.text.startswith("\0")
        for before, char in zip(row.text, row.text[1:], strict=False):
            assert char != "\0" or before != "\0"
