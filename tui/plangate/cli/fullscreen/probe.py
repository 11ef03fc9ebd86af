"""Asking the terminal what it can do, and reading its answers."""

from __future__ import annotations

import os
import re
import select
import termios
import time
import tty
from dataclasses import dataclass

__all__ = ["ANSWERS", "QUERIES", "Abilities", "probe", "read_answers"]

QUERIES = b"\x1b[?u\x1b[?2026$p\x1b[>0q\x1bP+q524742\x1b\\\x1b[c"
"""Kitty keyboard, synchronized output, version, true colour (XTGETTCAP RGB), and last what all answer."""

_PATIENCE = 0.7
"""Seconds; a terminal behind a slow line answers within this or is taken for one that cannot."""
_LAST = re.compile(rb"\x1b\[\?[\d;]*c")
_KITTY = re.compile(rb"\x1b\[\?(\d+)u")
_SYNCHRONIZED = re.compile(rb"\x1b\[\?2026;([0-4])\$y")
_VERSION = re.compile(rb"\x1bP>\|([^\x1b\x07]*)(?:\x1b\\|\x07)")
_TRUE_COLOUR = re.compile(rb"\x1bP1\+r524742")
ANSWERS = re.compile(rb"\x1b\[\?[\d;]*[cu]|\x1b\[\?[\d;]+\$y|\x1bP(?:>\||[01]\+r)[^\x1b\x07]*(?:\x1b\\|\x07)")


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a terminal says it can do."""

    answered: bool = False
    kitty_keyboard: bool = False
    synchronized: bool = False
    true_colour: bool = False
    version: str = ""
    typed: bytes = b""
    """What came in between and is no answer: somebody typed ahead."""


def read_answers(data: bytes) -> Abilities:
    """What the bytes say that came back for `QUERIES`."""
    synchronized = _SYNCHRONIZED.search(data)
    version = _VERSION.search(data)
    true_colour = _TRUE_COLOUR.search(data) is not None or os.environ.get("COLORTERM") in (
        "truecolor",
        "24bit",
    )
    return Abilities(
        answered=_LAST.search(data) is not None,
        kitty_keyboard=_KITTY.search(data) is not None,
        synchronized=synchronized is not None and synchronized[1] not in (b"0", b"4"),
        true_colour=true_colour,
        version=version[1].decode(errors="replace") if version else "",
        typed=ANSWERS.sub(b"", data),
    )


def probe(source: int, target: int, patience: float = _PATIENCE) -> Abilities:
    """Ask the terminal at these descriptors; returns after its last answer or `patience` seconds."""
    before = termios.tcgetattr(source)
    try:
        tty.setraw(source, termios.TCSADRAIN)
        os.write(target, QUERIES)
        return read_answers(_collect(source, patience))
    finally:
        termios.tcsetattr(source, termios.TCSADRAIN, before)


def _collect(source: int, patience: float) -> bytes:
    found = b""
    deadline = time.monotonic() + patience
    while not _LAST.search(found):
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([source], [], [], left)[0]:
            break
        data = os.read(source, 4096)
        if not data:
            break
        found += data
    return found
