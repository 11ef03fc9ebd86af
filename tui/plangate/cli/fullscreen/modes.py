"""Setting the outer terminal as the session's program wants it, so that its keys arrive as expected. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from plangate.model.screen import Modes

__all__ = ["CANCEL", "ENTER", "LEAVE", "ModeMirror"]

ENTER = "\x1b[?1007s\x1b[?1007l\x1b[?1049h\x1b[22;2t\x1b[?7l\x1b[m\x1b[2J"
"""Alternate screen, title kept aside, no automatic wrap, no arrow keys for the wheel."""
CANCEL = "\x18"
"""Ends whatever sequence was cut off."""
LEAVE = "\x1b[m\x1b]8;;\x1b\\\x1b[r\x1b[?7h\x1b[0 q\x1b[?25h\x1b[23;2t\x1b[?1049l\x1b[?1007r"
"""The opposite of `ENTER`, and what pictures may have left behind."""

_SWITCHES = (
    ("app_cursor", "1"),
    ("reverse_video", "5"),
    ("bracketed_paste", "2004"),
    ("focus_events", "1004"),
    ("alternate_scroll", "1007"),
)
_PLAIN = Modes()


class ModeMirror:
    """Keeps how the terminal is set.

    Args:
        kitty: Whether the terminal knows the kitty keyboard protocol.
    """

    def __init__(self, *, kitty: bool) -> None:
        self._kitty = kitty
        self._now = _PLAIN
        self._pushed = False

    def turn(self, wanted: Modes) -> str:
        """What changes the terminal to these modes.

        The wheel becomes arrow keys only where the program itself is on its alternate screen: the
        terminal is on its own all the time.
        """
        if wanted.alternate_scroll and not wanted.alternate:
            wanted = replace(wanted, alternate_scroll=False)
        now, self._now = self._now, wanted
        if now == wanted:
            return ""
        made = [
            f"\x1b[?{number}{'h' if getattr(wanted, name) else 'l'}"
            for name, number in _SWITCHES
            if getattr(now, name) != getattr(wanted, name)
        ]
        if now.app_keypad != wanted.app_keypad:
            made.append("\x1b=" if wanted.app_keypad else "\x1b>")
        for before, after in (now.mouse, wanted.mouse), (now.mouse_encoding, wanted.mouse_encoding):
            if before != after:
                made += [f"\x1b[?{before}l"] if before else []
                made += [f"\x1b[?{after}h"] if after else []
        if now.modify_other_keys != wanted.modify_other_keys:
            made.append(f"\x1b[>4;{wanted.modify_other_keys}m")
        if now.kitty_flags != wanted.kitty_flags and self._kitty:
            made.append(self._kitty_flags(wanted.kitty_flags))
        return "".join(made)

    def reset(self) -> str:
        """What undoes everything."""
        made = self.turn(_PLAIN)
        if self._pushed:
            self._pushed = False
            made += "\x1b[<u"
        return made

    def _kitty_flags(self, flags: int) -> str:
        push = "" if self._pushed else "\x1b[>0u"
        self._pushed = True
        return f"{push}\x1b[={flags};1u"
