"""What a terminal sends, as logical keys. Pure."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Decoder", "Press"]

_PASTE_START, _PASTE_END = b"\x1b[200~", b"\x1b[201~"
_SEQUENCES = {
    b"\x1b[Z": "shift_tab",
    b"\x1b[A": "up",
    b"\x1bOA": "up",
    b"\x1b[B": "down",
    b"\x1bOB": "down",
    b"\x1b\r": "newline",
}
_CONTROLS = {
    0x0D: "enter",
    0x0A: "newline",
    0x7F: "backspace",
    0x08: "backspace",
    0x03: "interrupt",
    0x04: "end",
    0x15: "clear",
}


@dataclass(frozen=True, slots=True)
class Press:
    """One key, or a run of typed or pasted text."""

    name: str
    """text, paste, enter, newline, backspace, clear, escape, interrupt, end, shift_tab, up or down."""
    text: str = ""


class Decoder:
    """Cuts the stream into keys; keeps what is incomplete for the next read."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[Press]:
        """The keys that are complete; an escape character at the end of a read is the Escape key."""
        data, self._rest = self._rest + data, b""
        presses: list[Press] = []
        while data:
            press, used = self._one(data)
            if not used:
                self._rest = data
                break
            if press is not None:
                presses.append(press)
            data = data[used:]
        return presses

    def _one(self, data: bytes) -> tuple[Press | None, int]:
        """The first key and its length; length 0 when more is needed."""
        if data.startswith(_PASTE_START):
            end = data.find(_PASTE_END)
            if end < 0:
                return None, 0
            pasted = data[len(_PASTE_START) : end].decode(errors="replace")
            return Press("paste", pasted.replace("\r\n", "\n").replace("\r", "\n")), end + len(_PASTE_END)
        if data[0] == 0x1B:
            return _escape(data)
        if data[0] < 0x20 or data[0] == 0x7F:
            name = _CONTROLS.get(data[0])
            return (Press(name) if name else None), 1
        return _text(data)


def _escape(data: bytes) -> tuple[Press | None, int]:
    for sequence, name in _SEQUENCES.items():
        if data.startswith(sequence):
            return Press(name), len(sequence)
    if len(data) == 1 or data[1:2] not in (b"[", b"O", b"]"):
        return Press("escape"), 1
    if data[1:2] == b"]":  # an answer to some query
        end = data.find(b"\x07")
        return None, end + 1 if end >= 0 else len(data)
    for position in range(2, len(data)):
        if 0x40 <= data[position] <= 0x7E:
            return None, position + 1
    return None, 0


def _text(data: bytes) -> tuple[Press | None, int]:
    end = 0
    while end < len(data) and data[end] >= 0x20 and data[end] != 0x7F:
        end += 1
    part = data[:end]
    cut = end
    if end == len(data):  # the last character may be cut in half
        for back in range(1, min(4, len(part)) + 1):
            if part[-back] >= 0xC0:
                wanted = 2 if part[-back] < 0xE0 else 3 if part[-back] < 0xF0 else 4
                cut = end - back if back < wanted else end
                break
    return (Press("text", part[:cut].decode(errors="replace")), cut) if cut else (None, 0)
