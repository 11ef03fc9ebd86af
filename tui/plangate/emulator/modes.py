"""Setting, resetting, saving and reporting modes, and the switch between the two screens."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from plangate.emulator.rectangles import Rectangles
from plangate.emulator.state import Charsets, Saved
from plangate.model.screen import MouseMode

__all__ = ["Switching"]

_MOUSE = {9, 1000, 1002, 1003}
_ENCODINGS = {1005, 1006, 1015, 1016}
_SCREENS = {47, 1047, 1049}
_REVERSE_WRAP = {45, 1045}

_SWITCHES = frozenset(
    {
        1,
        3,
        4,
        5,
        6,
        7,
        8,
        12,
        18,
        19,
        25,
        30,
        34,
        35,
        36,
        40,
        41,
        42,
        44,
        46,
        57,
        60,
        61,
        64,
        66,
        67,
        68,
        69,
    }
    | {
        73,
        80,
        81,
        95,
        96,
        97,
        98,
        99,
        100,
        101,
        102,
        103,
        104,
        106,
        *range(108, 118),
        1001,
        1004,
        1007,
        1010,
        1011,
        1034,
        1035,
    }
    | {1036, 1037, 1039, 1040, 1041, 1042, 1043, 1044, 1046, 1048, 1070, 2004, 2026, 2031, 2048}
)
"""Private modes that can be set and reset, apart from the groups above. Those that concern a
keyboard, a printer or a window are only remembered."""

_ALWAYS_SET = frozenset({2, 2027})
"""ANSI rather than VT52 mode, which a program in need of a reset could not leave; grapheme clusters."""

_ANSI_FIXED = frozenset({1, 5, 7, 10, 11, 13, 14, 15, 16, 17, 18, 19})
_ANSI_SWITCHES = frozenset({2, 3, 4, 12, 20})


class Switching(Rectangles):
    """A screen with modes."""

    def set_mode(self, *modes: int, private: bool = False) -> None:
        """SM, and DECSET when private."""
        self._switch(modes, private, True)

    def reset_mode(self, *modes: int, private: bool = False) -> None:
        """RM, and DECRST when private."""
        self._switch(modes, private, False)

    def set_private_mode(self, *modes: int) -> None:
        """DECSET."""
        self._switch(modes, True, True)

    def reset_private_mode(self, *modes: int) -> None:
        """DECRST."""
        self._switch(modes, True, False)

    def _switch(self, modes: tuple[int, ...], private: bool, on: bool) -> None:
        for mode in modes:
            if private:
                self._switch_private(mode, on)
            elif mode in _ANSI_SWITCHES:
                (self.ansi_modes.add if on else self.ansi_modes.discard)(mode)
                if mode == 4:
                    self.insert_on = on
                    self.refresh()
                elif mode == 20:
                    self.newline_on = on

    def _switch_private(self, mode: int, on: bool) -> None:
        if mode in _MOUSE:
            self.mouse = mode if on else MouseMode.OFF
        elif mode in _ENCODINGS:
            if on:
                self.mouse_encoding = mode
            elif self.mouse_encoding == mode:
                self.mouse_encoding = 0
        elif mode in _SCREENS:
            self._switch_screen(mode, on)
        elif mode in _REVERSE_WRAP:
            if on:
                self.reverse_wrap = mode
            elif self.reverse_wrap == mode:
                self.reverse_wrap = 0
        elif mode in _SWITCHES and (mode != 3 or 40 in self.private_modes):
            (self.private_modes.add if on else self.private_modes.discard)(mode)
            effect = self._EFFECTS.get(mode)
            if effect is not None:
                effect(self, on)

    def _set_columns(self, on: bool) -> None:
        """DECCOLM, which 40 has to allow: 132 columns, or as many as the owner gave.

        Without window control the width stays, but all the other effects come.
        """
        if self.window_control:
            self.resize(self.lines, 132 if on else self.area[0])
        self.top, self.bottom = 0, self.lines - 1
        self.left, self.right = 0, self.columns - 1
        self.margins_on = False
        self.private_modes.discard(69)
        self.refresh()
        self.erase_in_display(2)
        self.home()

    def _set_origin(self, on: bool) -> None:
        self.origin_on = on
        self.home()

    def _set_autowrap(self, on: bool) -> None:
        self.autowrap = on
        if not on:
            self.pending = False

    def _set_side_margins(self, on: bool) -> None:
        if on and self.level < 4:
            self.private_modes.discard(69)
            return
        self.margins_on = on
        self.left, self.right = 0, self.columns - 1
        self.refresh()

    def _set_keypad(self, on: bool) -> None:
        self.keypad_application = on

    def _save_or_restore(self, on: bool) -> None:
        self.private_modes.discard(1048)
        if on:
            self.save_cursor()
        else:
            self.restore_cursor()

    def _set_size_reports(self, on: bool) -> None:
        if on:
            self.report_size()

    _EFFECTS: ClassVar[dict[int, Callable[[Switching, bool], None]]] = {
        3: _set_columns,
        6: _set_origin,
        7: _set_autowrap,
        66: _set_keypad,
        69: _set_side_margins,
        1048: _save_or_restore,
        2048: _set_size_reports,
    }

    def report_size(self) -> None:
        """The size as programs are told with mode 2048."""
        height, width = self.lines * self.CELL_HEIGHT, self.columns * self.CELL_WIDTH
        self.csi_reply(f"48;{self.lines};{self.columns};{height};{width}t")

    CELL_WIDTH = 8
    CELL_HEIGHT = 16
    """Size of a cell in the pixels that reports are counted in."""

    def keypad_mode(self, application: bool) -> None:
        """DECKPAM and DECKPNM."""
        self.keypad_application = application
        (self.private_modes.add if application else self.private_modes.discard)(66)

    def _switch_screen(self, mode: int, on: bool) -> None:
        if on == self.alternate_on:
            if mode == 1049 and on:
                self.save_cursor()
                self.erase_all()
            elif mode == 1049:
                self.restore_cursor()
            return
        self.joining = None
        if on:
            if mode == 1049:
                self.save_cursor()
            self.rows = self.alternate
            self.alternate_on = True
            if mode == 1049:
                self.erase_all()
        else:
            if mode == 1047:
                self.erase_all()
            self.rows = self.main
            self.alternate_on = False
            if mode == 1049:
                self.restore_cursor()
        self.refresh()

    def erase_all(self) -> None:
        """Blank the whole screen in the present background."""
        self.rows[:] = [self.new_line() for _ in range(self.lines)]

    def mode_state(self, mode: int, private: bool) -> int:
        """A mode as DECRPM reports it: 0 unknown, 1 set, 2 reset, 3 always set, 4 always reset."""
        if not private:
            if mode in _ANSI_FIXED:
                return 4
            return 0 if mode not in _ANSI_SWITCHES else 1 if mode in self.ansi_modes else 2
        if mode in _ALWAYS_SET:
            return 3
        known = mode in _SWITCHES | _MOUSE | _ENCODINGS | _SCREENS | _REVERSE_WRAP
        return 0 if not known else 1 if self._is_set(mode) else 2

    def _is_set(self, mode: int) -> bool:
        if mode in _MOUSE:
            return self.mouse == mode
        if mode in _ENCODINGS:
            return self.mouse_encoding == mode
        if mode in _SCREENS:
            return self.alternate_on
        if mode in _REVERSE_WRAP:
            return self.reverse_wrap == mode
        return mode in self.private_modes

    def save_modes(self, *modes: int) -> None:
        """XTSAVE."""
        for mode in modes:
            if self.mode_state(mode, True) in (1, 2) and mode != 1048:
                self.kept_modes[mode] = self._is_set(mode)

    def restore_modes(self, *modes: int) -> None:
        """XTRESTORE."""
        for mode in modes:
            if mode in self.kept_modes:
                self._switch_private(mode, self.kept_modes[mode])

    # Keyboards.

    def push_keyboard(self, flags: int = 0) -> None:
        """Kitty's keyboard protocol: new flags, remembering the old ones; the oldest are forgotten."""
        stack = self.kitty[self.alternate_on]
        stack.append(flags & 31)
        del stack[: max(0, len(stack) - 16)]

    def pop_keyboard(self, count: int = 1) -> None:
        """Kitty's keyboard protocol: back to earlier flags."""
        stack = self.kitty[self.alternate_on]
        del stack[max(0, len(stack) - (count or 1)) :]
        if not stack:
            stack.append(0)

    def set_keyboard(self, flags: int = 0, how: int = 1) -> None:
        """Kitty's keyboard protocol: change the flags in force."""
        stack = self.kitty[self.alternate_on]
        flags &= 31
        if how in (0, 1):
            stack[-1] = flags
        elif how == 2:
            stack[-1] |= flags
        elif how == 3:
            stack[-1] &= ~flags

    def report_keyboard(self) -> None:
        """Kitty's keyboard protocol: which flags are in force."""
        self.csi_reply(f"?{self.kitty[self.alternate_on][-1]}u")

    def modify_keys(self, *parameters: int) -> None:
        """XTMODKEYS; only modifyOtherKeys (4) is known."""
        if not parameters:
            self.modify_other_keys = 0
        elif parameters[0] == 4:
            level = parameters[1] if len(parameters) > 1 else 0
            self.modify_other_keys = level if level in (1, 2) else 0

    def unmodify_keys(self, which: int = 2) -> None:
        """XTMODKEYS switched off."""
        if which == 4:
            self.modify_other_keys = 0

    def report_modified_keys(self, which: int = 0) -> None:
        """XTQMODKEYS."""
        if which == 4:
            self.csi_reply(f">4;{self.modify_other_keys}m")

    # Resetting.

    def soft_reset(self) -> None:
        """DECSTR."""
        self.private_modes -= {1, 6, 42, 45, 66, 69, 2026}
        self.private_modes |= {7, 25}
        self.ansi_modes -= {2, 4}
        self.autowrap = True
        self.origin_on = self.insert_on = self.margins_on = self.keypad_application = False
        self.reverse_wrap = 0
        self.top, self.bottom = 0, self.lines - 1
        self.left, self.right = 0, self.columns - 1
        self.pen = self.book.pens.default
        self.protection = 0
        self.charsets = Charsets()
        self.mapping = None
        self.saved[self.alternate_on] = Saved()
        self.kitty[self.alternate_on] = [0]
        self.modify_other_keys = 0
        self.shape = 0
        self.pending = False
        self.refresh()

    def reset(self) -> None:
        """RIS; the history stays."""
        if self.window_control and 3 in self.private_modes:
            self.resize(self.lines, self.area[0])
        self.titles.clear()
        self.clean()

    def conformance(self, level: int = 0, bits: int = 0) -> None:
        """DECSCL: a hard reset; a VT420 knows no level above the fourth."""
        if 61 <= level <= 65:
            self.reset()
            self.level = min(level - 60, 4)
            self.eight_bit = self.level > 1 and bits in (0, 2)

    def eight_bit_controls(self, on: bool) -> None:
        """S8C1T and S7C1T."""
        self.eight_bit = on
