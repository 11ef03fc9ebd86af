"""Which control does what: pyte's tables, extended.

Keys of `CSI` are the private marker, the intermediate characters and the final one; values name a
method of the screen and say how many parameters it takes at most.
"""

from __future__ import annotations

import pyte

__all__ = ["BASIC", "CSI", "ESCAPE", "ESCAPE_ARGUMENTS"]

ALL = 32
"""Parameters handed on by sequences that take any number."""

_COUNTS = {
    "insert_characters": 1,
    "cursor_position": 2,
    "set_margins": 2,
    "set_mode": ALL,
    "reset_mode": ALL,
}

BASIC: dict[str, str] = {**pyte.Stream.basic, "\r\n": "newline"}

_PYTE = {final: (method, _COUNTS.get(method, 1)) for final, method in pyte.Stream.csi.items()}
_PYTE.pop(pyte.escape.SGR)  # renditions keep their parameters as text
_PYTE.pop(pyte.escape.HPA)  # its final character is a backquote

CSI: dict[str, tuple[str, int]] = {
    **_PYTE,
    "`": ("cursor_to_column", 1),
    "a": ("column_relative", 1),
    "e": ("line_relative", 1),
    "S": ("scroll_up", 1),
    "T": ("scroll_down", 5),
    "^": ("scroll_down", 1),
    "I": ("tab", 1),
    "Z": ("tab_back", 1),
    "W": ("tab_control", 1),
    "?W": ("reset_tabs", 1),
    "*|": ("lines_per_screen", 1),
    "$|": ("columns_per_page", 1),
    "b": ("repeat", 1),
    "s": ("set_side_margins", 2),
    "u": ("restore_cursor", 0),
    "x": ("report_parameters", 1),
    "t": ("window", 3),
    " @": ("scroll_left", 1),
    " A": ("scroll_right", 1),
    "'}": ("insert_columns", 1),
    "'~": ("delete_columns", 1),
    " q": ("cursor_style", 1),
    "!p": ("soft_reset", 0),
    '"p': ("conformance", 2),
    '"q': ("protect", 1),
    '"v': ("report_displayed_extent", 0),
    "&u": ("report_supplemental_set", 0),
    "$p": ("report_mode", 1),
    "?$p": ("report_private_mode", 1),
    "$w": ("report_presentation", 1),
    "?h": ("set_private_mode", ALL),
    "?l": ("reset_private_mode", ALL),
    "?s": ("save_modes", ALL),
    "?r": ("restore_modes", ALL),
    "?J": ("selective_erase_in_display", 1),
    "?K": ("selective_erase_in_line", 1),
    "?n": ("report_private_status", 2),
    ">c": ("report_secondary_attributes", 1),
    "=c": ("report_tertiary_attributes", 1),
    ">q": ("report_version", 1),
    "?u": ("report_keyboard", 0),
    ">u": ("push_keyboard", 1),
    "<u": ("pop_keyboard", 1),
    "=u": ("set_keyboard", 2),
    ">m": ("modify_keys", 2),
    ">n": ("unmodify_keys", 1),
    "?m": ("report_modified_keys", 1),
    ">t": ("set_title_modes", ALL),
    ">T": ("reset_title_modes", ALL),
    "$v": ("copy_rectangle", 8),
    "$x": ("fill_rectangle", 5),
    "$z": ("erase_rectangle", 4),
    "${": ("selective_erase_rectangle", 4),
    "$r": ("change_attributes", ALL),
    "$t": ("reverse_attributes", ALL),
    "*x": ("attribute_extent", 1),
    "*y": ("request_checksum", 6),
    "#y": ("select_checksum", 1),
    "#{": ("push_rendition", ALL),
    "#p": ("push_rendition", ALL),
    "#}": ("pop_rendition", 0),
    "#q": ("pop_rendition", 0),
    "#|": ("report_rendition", 4),
    "#P": ("push_colors", ALL),
    "#Q": ("pop_colors", ALL),
    "#R": ("report_colors", 0),
}

ESCAPE: dict[str, str] = {
    **pyte.Stream.escape,
    **{f"#{final}": method for final, method in pyte.Stream.sharp.items()},
    "E": "next_line",
    "6": "back_index",
    "9": "forward_index",
    "Z": "report_device_attributes",
}

ESCAPE_ARGUMENTS: dict[str, tuple[str, int | bool]] = {
    "=": ("keypad_mode", True),
    ">": ("keypad_mode", False),
    "N": ("single_shift", 2),
    "O": ("single_shift", 3),
    "n": ("lock_shift", 2),
    "o": ("lock_shift", 3),
    "V": ("guard", True),
    "W": ("guard", False),
    " F": ("eight_bit_controls", False),
    " G": ("eight_bit_controls", True),
}
