"""What comes from the keyboard: bytes for the session, and the one chord that is ours. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plangate.cli.fullscreen.probe import ANSWERS
from plangate.cli.keynames import key_named
from plangate.emulator.keys import encode_key
from plangate.model.screen import Modes

__all__ = ["CHORD", "Keyboard", "chord_pattern", "shift_mouse"]

CHORD = None
"""Stands for the escape chord among the pieces of input."""

_PASTE_BEGINS, _PASTE_ENDS = b"\x1b[200~", b"\x1b[201~"
_KITTY = re.compile(rb"\x1b\[(\d+);(\d+)u")
_MOUSE = re.compile(rb"\x1b\[<(\d+);(\d+);(\d+)([Mm])")
_UNFINISHED = re.compile(rb"\x1b(?:\[[\d;:<?]*)?\Z")
_LOCKS = (0, 64, 128, 192)
"""What Caps Lock and Num Lock add to the modifiers of the kitty protocol."""


def chord_pattern(chord: str) -> re.Pattern[bytes]:
    """All that terminals may send for a chord such as "ctrl+]", whatever their modes."""
    key = key_named(chord)
    forms = [re.escape(encode_key(key, Modes(modify_other_keys=level))) for level in (0, 1, 2)]
    if found := _KITTY.fullmatch(encode_key(key, Modes(kitty_flags=1))):
        mods = "|".join(str(int(found[2]) + lock) for lock in _LOCKS).encode()
        forms.append(rb"\x1b\[%b(?::\d*)*;(?:%b)(?::[12])?(?:;[\d:]*)?u" % (found[1], mods))
    return re.compile(b"|".join(form for form in forms if form))


class Keyboard:
    """Cuts what is typed into pieces: bytes for the session, or `CHORD`.

    Inside a paste nothing is ours. Answers of the terminal to our own questions are dropped, however
    late they come.

    Args:
        chord: What the escape chord looks like.
    """

    def __init__(self, chord: re.Pattern[bytes]) -> None:
        self._chord = chord
        self._held = b""
        self._pasting = False

    @property
    def holds(self) -> bool:
        """Whether the beginning of a sequence is kept back; call `flush` when nothing follows soon."""
        return bool(self._held)

    def feed(self, data: bytes) -> Iterator[bytes | None]:
        """Take bytes from the terminal."""
        data, self._held = self._held + data, b""
        while data:
            if self._pasting:
                piece, ends, data = data.partition(_PASTE_ENDS)
                self._pasting = not ends
                yield piece + ends
            else:
                piece, begins, data = data.partition(_PASTE_BEGINS)
                yield from self._typed(piece, last=not begins)
                if begins:
                    self._pasting = True
                    yield begins

    def flush(self) -> bytes:
        """What was kept back, and turned out to be no longer sequence: the Escape key."""
        held, self._held = self._held, b""
        return held

    def _typed(self, data: bytes, *, last: bool) -> Iterator[bytes | None]:
        data = ANSWERS.sub(b"", data)
        while found := self._chord.search(data):
            if found.start():
                yield data[: found.start()]
            yield CHORD
            data = data[found.end() :]
        if last and (cut := _UNFINISHED.search(data)):
            self._held = data[cut.start() :]
            data = data[: cut.start()]
        if data:
            yield data


def shift_mouse(data: bytes, left: int, top: int) -> bytes:
    """Mouse events in SGR form, moved by what of the session is out of sight."""
    if not (left or top) or b"\x1b[<" not in data:
        return data

    def moved(found: re.Match[bytes]) -> bytes:
        return b"\x1b[<%b;%d;%d%b" % (found[1], int(found[2]) + left, int(found[3]) + top, found[4])

    return _MOUSE.sub(moved, data)
