"""Colours that a program asks for, changes, resets and puts aside."""

from __future__ import annotations

import re

from plangate.emulator import colors
from plangate.emulator.colors import DYNAMIC, SPECIAL
from plangate.emulator.windows import Windows

__all__ = ["COLOR_COMMANDS", "Coloring"]

SPECIALS = 5
"""Special colours: bold, underline, blink, reverse, italic."""

PALETTES = 10
"""Palettes that can be put aside."""

_NUMBER = re.compile(r"\d{1,3}\Z")

COLOR_COMMANDS = frozenset(
    ["4", "5", "104", "105"] + [str(number) for start in (10, 110) for number in range(start, start + 10)]
)
"""Numbers of the operating system commands that are about colours."""


class Coloring(Windows):
    """A screen whose colours can be changed."""

    def color_command(self, number: int, text: str, bell: bool) -> None:
        """OSC 4, 5, 10 to 19, 104, 105 and 110 to 119."""
        if number in (4, 5):
            self._indexed_colors(number, text.split(";")[:512], bell)
        elif number in (104, 105):
            first = SPECIAL if number == 105 else 0
            self._reset_colors(first, text)
        elif number < 20:
            for offset, spec in enumerate(text.split(";")[: 20 - number]):
                self._dynamic_color(number + offset, spec, bell)
        else:
            self.colors.pop(DYNAMIC + number - 100, None)

    def _indexed_colors(self, command: int, fields: list[str], bell: bool) -> None:
        for index, spec in zip(fields[::2], fields[1::2], strict=False):
            if not _NUMBER.match(index):
                continue
            number = int(index) + (SPECIAL if command == 5 else 0)
            if number >= SPECIAL + SPECIALS:
                continue
            if spec == "?":
                self.osc_reply(f"{command};{index};{colors.spell(self.color(number))}", bell)
            else:
                self._set_color(number, spec)

    def _dynamic_color(self, number: int, spec: str, bell: bool) -> None:
        if spec == "?":
            self.osc_reply(f"{number};{colors.spell(self.color(DYNAMIC + number))}", bell)
        elif spec:
            self._set_color(DYNAMIC + number, spec)

    def _set_color(self, number: int, spec: str) -> None:
        color = colors.parse(spec)
        if color is not None:
            self.colors[number] = color

    def _reset_colors(self, first: int, text: str) -> None:
        if not text:
            for number in [number for number in self.colors if first <= number < SPECIAL + SPECIALS]:
                del self.colors[number]
        for index in text.split(";")[:512]:
            if _NUMBER.match(index):
                self.colors.pop(first + int(index), None)

    def color(self, number: int) -> tuple[int, int, int]:
        """The colour that a question about an entry is answered with."""
        if number in self.colors:
            return self.colors[number]
        palette = self.palette
        if number < SPECIAL:
            return palette.indexed[number] if number < len(palette.indexed) else colors.xterm_color(number)
        if number in (DYNAMIC + 11, DYNAMIC + 14, DYNAMIC + 16, DYNAMIC + 17):
            return palette.background
        return palette.cursor if number == DYNAMIC + 12 else palette.foreground

    # Putting aside.

    def push_colors(self, *places: int) -> None:
        """XTPUSHCOLORS: put the colours on the stack, or into places of it counted from 1."""
        for place in places or (0,):
            if place == 0 and self.palette_entry < PALETTES:
                self.palette_entry += 1
                self._keep_colors(self.palette_entry)
            elif 0 < place <= PALETTES:
                self._keep_colors(place)

    def _keep_colors(self, place: int) -> None:
        self.palettes += [{} for _ in range(place - len(self.palettes))]
        self.palettes[place - 1] = dict(self.colors)

    def pop_colors(self, *places: int) -> None:
        """XTPOPCOLORS: take the colours from the stack, or from places of it counted from 1."""
        for place in places or (0,):
            if place == 0 and self.palette_entry:
                self.colors = dict(self.palettes[self.palette_entry - 1])
                self.palette_entry -= 1
            elif 0 < place <= len(self.palettes):
                self.colors = dict(self.palettes[place - 1])

    def report_colors(self) -> None:
        """XTREPORTCOLORS: how many palettes are in use, and how many are stored."""
        self.csi_reply(f"?{self.palette_entry};{len(self.palettes)}#Q")
