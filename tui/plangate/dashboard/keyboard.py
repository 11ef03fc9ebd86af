"""Reading the keyboard without losing modifiers: what Textual's parser drops on the way to an agent.

Textual reads Alt+Enter as Enter, Alt+f as Ctrl+Right and Alt+1 as "¡", because no widget of its own
needs to know. An agent does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from textual import events
from textual._xterm_parser import XTermParser
from textual.drivers import linux_driver

__all__ = ["FaithfulParser", "install"]

_ESC = "\x1b"
_INTRODUCERS = frozenset("[O]P^_X\x1b")
"""Second bytes that may begin a longer sequence; after any other one a key is complete."""
_OTHER_KEY = re.compile(r"\x1b\[27;(\d+);(\d+)~")
"""xterm's modifyOtherKeys, as tmux passes it on."""


class FaithfulParser(XTermParser):
    """Textual's parser with Alt kept on every key, and modifyOtherKeys understood."""

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        if (other := _OTHER_KEY.fullmatch(sequence)) is not None:
            modifiers, code = other.groups()
            return super()._sequence_to_key_events(f"\x1b[{code};{modifiers}u")
        if len(sequence) == 2 and sequence[0] == _ESC and sequence[1] not in _INTRODUCERS:
            return _with_alt(super()._sequence_to_key_events(sequence[1]))
        found = super()._sequence_to_key_events(sequence)
        return _with_alt(found) if alt else found


def install() -> None:
    """Let Textual's terminal driver use the faithful parser."""
    vars(linux_driver)["XTermParser"] = FaithfulParser


def _with_alt(found: Iterable[events.Key]) -> Iterable[events.Key]:
    for event in found:
        modifiers, _, base = event.key.rpartition("+")
        if len(base) == 1 and base.isupper():
            modifiers, base = "shift", base.lower()
        names = sorted({"alt", *filter(None, modifiers.split("+"))})
        yield events.Key("+".join([*names, base]), event.character)
