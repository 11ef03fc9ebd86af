"""Answers to the program's questions: what terminal this is and what state it is in."""

from __future__ import annotations

import re

from plangate.emulator import sgr
from plangate.emulator.modes import Switching
from plangate.model.terminal import TerminalEventKind

__all__ = ["Reports"]

NAME = "Plangate(1)"
TERM = "xterm-256color"

_ATTRIBUTES = {
    1: "?1;2c",
    2: "?62;6;22c",
    3: "?63;6;15;21;22c",
    4: "?64;6;15;21;22;28;52c",
}
"""DA1: conformance level, selective erase, technical set, horizontal scrolling, colour, rectangles,
writing the clipboard."""

_PRINTER_NONE = "?13n"
_STATUS = {
    15: _PRINTER_NONE,
    25: "?20n",
    26: "?27;1;0;0n",
    53: "?50n",
    55: "?50n",
    56: "?57;0n",
    62: "0000*{",
    75: "?70n",
    85: "?83n",
}
"""Answers to private DSR: no printer, keys unlocked, North American keyboard, no locator, no macros,
no errors, one session."""


_HEX = re.compile("[0-9A-Fa-f]{1,64}\\Z")
"""What of an unknown capability's name is safe to send back: a program must not type through it."""


class Reports(Switching):
    """A screen that answers."""

    def report_device_attributes(self, mode: int = 0) -> None:
        """DA1."""
        if mode == 0:
            self.csi_reply(_ATTRIBUTES[self.level])

    def report_secondary_attributes(self, mode: int = 0) -> None:
        """DA2: a VT420 of a version that programs which ask for xterm's take for a recent one."""
        if mode == 0:
            self.csi_reply(">41;390;0c")

    def report_tertiary_attributes(self, mode: int = 0) -> None:
        """DA3."""
        if mode == 0:
            self.dcs_reply("!|00000000")

    def report_version(self, mode: int = 0) -> None:
        """XTVERSION."""
        if mode == 0:
            self.dcs_reply(f">|{NAME}")

    def report_parameters(self, mode: int = 0) -> None:
        """DECREQTPARM."""
        if mode in (0, 1):
            self.csi_reply(f"{mode + 2};1;1;128;128;1;0x")

    def report_device_status(self, mode: int = 0) -> None:
        """DSR."""
        if mode == 5:
            self.csi_reply("0n")
        elif mode == 6:
            self.csi_reply(f"{self._position()}R")

    def report_private_status(self, mode: int = 0, name: int = 0) -> None:
        """DSR in its private forms; from level 4 on, a position comes with its page."""
        if mode == 6:
            page = ";1" if self.level >= 4 else ""
            self.csi_reply(f"?{self._position()}{page}R")
        elif mode == 63:
            self.dcs_reply(f"{name}!~0000")
        elif mode == 996:
            self.tell(TerminalEventKind.THEME_QUERY)
            self.report_theme()
        elif mode in _STATUS:
            self.csi_reply(_STATUS[mode])

    def _position(self) -> str:
        y, x = self.y, self.x
        if self.origin_on:
            y -= self.top
            x -= self.left if self.margins_on else 0
        return f"{y + 1};{x + 1}"

    def report_theme(self) -> None:
        """Light or dark, as mode 2031 reports it."""
        self.csi_reply(f"?997;{1 if self.palette.dark else 2}n")

    def report_mode(self, mode: int = 0) -> None:
        """DECRQM for ANSI modes."""
        if self.level >= 3:
            self.csi_reply(f"{mode};{self.mode_state(mode, False)}$y")

    def report_private_mode(self, mode: int = 0) -> None:
        """DECRQM for private modes."""
        if self.level >= 3:
            self.csi_reply(f"?{mode};{self.mode_state(mode, True)}$y")

    def report_displayed_extent(self) -> None:
        """DECRQDE."""
        self.csi_reply(f'{self.lines};{self.columns};1;1;1"w')

    def report_supplemental_set(self) -> None:
        """DECRQUPSS."""
        self.dcs_reply("0!u%5")

    def report_presentation(self, which: int = 0) -> None:
        """DECRQPSR: the cursor or the tab stops."""
        if which == 1:
            self.dcs_reply(f"1$u{self._cursor_report()}")
        elif which == 2:
            stops = "/".join(str(stop + 1) for stop in self.tabs if stop < self.columns)
            self.dcs_reply(f"2$u{stops}")

    def _cursor_report(self) -> str:
        flags = self.pen.style.flags
        rendition = 0x40 | bool(flags & 1) | bool(self.pen.style.underline) << 1
        rendition |= bool(flags & 8) << 2 | bool(flags & 16) << 3
        single = {2: 2, 3: 4}.get(self.charsets.single, 0)
        state = 0x40 | self.origin_on | single | self.pending << 3
        protected = 0x40 | bool(flags & 256)
        y, _, x = self._position().partition(";")
        sets = "".join(name.lstrip("-") for name in self.charsets.sets)
        return (
            f"{y};{x};1;{chr(rendition)};{chr(protected)};{chr(state)};"
            f"{self.charsets.left};2;{chr(0x40)};{sets}"
        )

    def request_setting(self, name: str) -> None:
        """DECRQSS."""
        value = self._setting(name)
        if value is not None:
            self.dcs_reply(f"1$r{value}{name}")
        else:
            self.dcs_reply(f"0$r{name if name.isascii() and name.isprintable() and len(name) < 4 else ''}")

    def _setting(self, name: str) -> str | None:
        style = self.pen.style
        values = {
            "r": f"{self.top + 1};{self.bottom + 1}",
            "s": f"{self.left + 1};{self.right + 1}",
            " q": str(self.shape or 1),
            '"p': f"6{self.level};{0 if self.eight_bit else 1}",
            '"q': str(int(bool(style.flags & 256))),
            "$|": str(self.columns),
            "*|": str(self.lines),
            "t": str(max(24, self.lines)),
            "*x": str(self.rectangular),
            "$}": "0",
            "$~": "0",
        }
        return sgr.describe(style) if name == "m" else values.get(name)

    def request_capabilities(self, names: str) -> None:
        """XTGETTCAP: answered name by name up to the first that is not known."""
        known = {"TN": TERM, "name": TERM, "Co": "256", "colors": "256", "RGB": "8/8/8"}
        for name in names.split(";")[:64]:
            try:
                plain = bytes.fromhex(name).decode("ascii")
            except ValueError:
                plain = ""
            value = known.get(plain)
            if value is None:
                self.dcs_reply(f"0+r{name if _HEX.match(name) else ''}")
                return
            self.dcs_reply(f"1+r{name}={value.encode().hex().upper()}")

    def osc_reply(self, text: str, bell: bool = False) -> None:
        """Answer with an operating system command, ended as the question was."""
        if self.eight_bit:
            self.reply(f"\x9d{text}\x9c")
        else:
            self.reply(f"\x1b]{text}\x07" if bell else f"\x1b]{text}\x1b\\")

    def cursor_style(self, shape: int = 0) -> None:
        """DECSCUSR."""
        if shape <= 6:
            self.shape = shape
