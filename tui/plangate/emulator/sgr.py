"""Select graphic rendition: what the parameters of `CSI ... m` do to a style, and back."""

from __future__ import annotations

from plangate.model.screen import Color, Flag, Style, Underline

__all__ = ["apply", "describe", "true_color"]

_ON = {
    1: Flag.BOLD,
    2: Flag.DIM,
    3: Flag.ITALIC,
    5: Flag.BLINK,
    6: Flag.BLINK,
    7: Flag.INVERSE,
    8: Flag.HIDDEN,
    9: Flag.STRIKE,
    53: Flag.OVERLINE,
}
_OFF = {
    22: Flag.BOLD | Flag.DIM,
    23: Flag.ITALIC,
    25: Flag.BLINK,
    27: Flag.INVERSE,
    28: Flag.HIDDEN,
    29: Flag.STRIKE,
    55: Flag.OVERLINE,
}
_SET = {number: int(flag) for number, flag in _ON.items()}
_CLEAR = {number: ~int(flag) for number, flag in _OFF.items()}
_COLORS: dict[int, tuple[int | None, str]] = {
    first + offset: (number + offset, ground)
    for first, number, ground in ((30, 0, "fg"), (90, 8, "fg"), (40, 0, "bg"), (100, 8, "bg"))
    for offset in range(8)
} | {39: (None, "fg"), 49: (None, "bg")}
"""Palette entry and ground by parameter."""
_PROTECTED = int(Flag.PROTECTED)
_BYTES = {str(number): number for number in range(256)}
_new = tuple.__new__  # Style's own constructor takes twice the time
_PARAMETERS = 64
_DIGITS = 5


def apply(style: Style, parameters: str) -> Style:
    """The style after `CSI parameters m`; parameters that make no sense are passed over."""
    fg, bg, flags, underline, line_color, link = style
    fields = parameters.split(";")[:_PARAMETERS]
    index = 0
    count = len(fields)
    while index < count:
        field = fields[index]
        index += 1
        if ":" in field:
            sub = field.split(":")
            if sub[0] == "4":
                underline = _underline(sub[1], underline)
                continue
            code, color = _number(sub[0]), _sub_color(sub)
        else:
            code, color = _number(field), False
            if code in (38, 48, 58):
                color, index = _color(fields, index)
        if code == 0:
            fg = bg = line_color = None
            flags &= _PROTECTED
            underline = 0
        elif code in _SET:
            flags |= _SET[code]
        elif code in _CLEAR:
            flags &= _CLEAR[code]
        elif code in (4, 21, 24):
            underline = {4: Underline.SINGLE, 21: Underline.DOUBLE, 24: Underline.NONE}[code]
        elif code in (38, 48, 58):
            if color is not False:
                if code == 38:
                    fg = color
                elif code == 48:
                    bg = color
                else:
                    line_color = color
        elif code in _COLORS:
            number, ground = _COLORS[code]
            if ground == "fg":
                fg = number
            else:
                bg = number
        elif code == 59:
            line_color = None
    return Style(fg, bg, flags, int(underline), line_color, link)


def true_color(style: Style, parameters: str) -> Style | None:
    """The same for `38;2;r;g;b` and `48;2;r;g;b` alone, which come in great numbers; else None."""
    if parameters[1:5] != "8;2;":
        return None
    try:
        ground, _, red, green, blue = parameters.split(";")
        color = (_BYTES[red], _BYTES[green], _BYTES[blue])
    except (ValueError, KeyError):
        return None
    fg, bg, flags, underline, line_color, link = style
    if ground == "38":
        return _new(Style, (color, bg, flags, underline, line_color, link))
    if ground == "48":
        return _new(Style, (fg, color, flags, underline, line_color, link))
    return None


def describe(style: Style) -> str:
    """Parameters that set a style anew, as DECRQSS reports them."""
    parts = ["0"]
    for code, flag in ((1, 1), (2, 2), (3, 4)):
        if style.flags & flag:
            parts.append(str(code))
    if style.underline:
        parts.append({1: "4", 2: "21"}.get(style.underline, f"4:{style.underline}"))
    for code, flag in ((5, 8), (7, 16), (8, 32), (9, 64), (53, 128)):
        if style.flags & flag:
            parts.append(str(code))
    parts += _describe_color(style.fg, 30, 38)
    parts += _describe_color(style.bg, 40, 48)
    if style.underline_color is not None:
        parts += _describe_color(style.underline_color, None, 58)
    return ";".join(parts)


def _describe_color(color: Color, base: int | None, extended: int) -> list[str]:
    if color is None:
        return []
    if isinstance(color, tuple):
        return [f"{extended}:2::{color[0]}:{color[1]}:{color[2]}"]
    if base is not None and color < 8:
        return [str(base + color)]
    if base is not None and color < 16:
        return [str(base + 52 + color)]
    return [f"{extended}:5:{color}"]


def _number(text: str) -> int:
    if not text:
        return 0
    return int(text) if len(text) <= _DIGITS else -1


def _underline(text: str, before: int) -> int:
    kind = _number(text) if text else 1
    return kind if 0 <= kind <= 5 else before


def _sub_color(sub: list[str]) -> Color | bool:
    """The colour in `38:5:n`, `38:2:r:g:b` or `38:2:space:r:g:b`; False when there is none."""
    kind = sub[1]
    if kind == "5" and len(sub) >= 3:
        return _indexed(sub[2])
    if kind == "2" and len(sub) >= 5:
        return _rgb(sub[3:6] if len(sub) >= 6 else sub[2:5])
    return False


def _color(fields: list[str], index: int) -> tuple[Color | bool, int]:
    """The colour in the fields from `index` on, and the index behind it."""
    kind = fields[index] if index < len(fields) else ""
    if kind == "5":
        return _indexed(fields[index + 1] if index + 1 < len(fields) else "0"), index + 2
    if kind == "2":
        return _rgb(fields[index + 1 : index + 4]), index + 4
    return False, index + 1


def _indexed(text: str) -> Color | bool:
    number = _number(text) if text.isdigit() or not text else -1
    return number if 0 <= number <= 255 else False


def _rgb(texts: list[str]) -> Color | bool:
    if len(texts) != 3:
        return False
    try:
        red, green, blue = (int(text[:_DIGITS] or 0) for text in texts)
    except ValueError:
        return False
    if red > 255 or green > 255 or blue > 255:
        return False
    return red, green, blue
