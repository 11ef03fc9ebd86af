"""One theme as a TOML file: what may stand in it, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from textual.color import Color, ColorParseError
from textual.theme import Theme

from plangate.toml.document import Document, did_you_mean

__all__ = ["COLORS", "RGB", "STATES", "Palette", "ThemeSpec", "read_spec", "to_theme"]

RGB = tuple[int, int, int]

COLORS = (
    "background", "surface", "panel", "foreground", "muted", "rule", "cursor-row",
    "primary", "secondary", "accent", "success", "warning", "error",
)  # fmt: skip
"""Keys of the table `colors`; the CSS variable has the same name."""
STATES = ("working", "blocked", "done", "idle", "failed", "stopped", "unknown")
"""Keys of the table `states`; the CSS variable is `state-` and the name."""

_SINGLE = ("foreground", "background", "cursor")
_TOP = {"name", "title", "dark", "base", "colors", "states", "terminal", "variables"}
_OWN = (
    "primary",
    "secondary",
    "accent",
    "success",
    "warning",
    "error",
    "foreground",
    "background",
    "surface",
    "panel",
)


class Palette(msgspec.Struct, frozen=True):
    """The colours that a terminal is painted with."""

    foreground: RGB
    background: RGB
    cursor: RGB
    indexed: tuple[RGB, ...]
    """Black, red, green, yellow, blue, magenta, cyan, white, then their bright forms."""


class ThemeSpec(msgspec.Struct, frozen=True):
    """A complete theme."""

    name: str
    title: str
    dark: bool
    colors: Mapping[str, str]
    states: Mapping[str, str]
    palette: Palette
    variables: Mapping[str, str] = msgspec.field(default_factory=dict)
    """More of Textual's theme variables, as CSS values."""


def read_spec(document: Document, base: Callable[[str], ThemeSpec | None]) -> ThemeSpec | None:
    """The theme in a document, or None; everything wrong with it becomes a fault of the document.

    Args:
        document: The parsed file.
        base: Looks up the theme that this one builds on by its name.
    """
    values = document.values
    before = len(document.faults)
    for key in values:
        if key not in _TOP:
            document.fault((key,), f"unknown key {key}", did_you_mean(key, _TOP))
    ground = _base(document, base)
    name = values.get("name")
    if not isinstance(name, str) or not name:
        document.fault(("name",), "name is missing" if name is None else "name: expected text")
    dark = values.get("dark", ground.dark if ground else None)
    if not isinstance(dark, bool):
        document.fault(("dark",), "dark is missing" if dark is None else "dark: expected true or false")
    colors = _colors(document, "colors", COLORS, ground.colors if ground else {})
    states = _colors(document, "states", STATES, ground.states if ground else {})
    palette = _palette(document, ground.palette if ground else None)
    variables = {**(ground.variables if ground else {}), **_variables(document)}
    if len(document.faults) > before or palette is None or not isinstance(name, str):
        return None
    spec = ThemeSpec(name, str(values.get("title") or name), bool(dark), colors, states, palette, variables)
    return spec if _generates(spec, document) else None


def to_theme(spec: ThemeSpec) -> Theme:
    """The theme as Textual wants it, with the variables that Plangate's own styles use."""
    colors = spec.colors
    own: dict[str, Any] = {name: colors[name] for name in _OWN}
    return Theme(name=spec.name, dark=spec.dark, variables={**_derived(spec), **spec.variables}, **own)


def _derived(spec: ThemeSpec) -> dict[str, str]:
    colors = spec.colors
    palette = spec.palette
    return {
        **{f"state-{name}": value for name, value in spec.states.items()},
        **{name: colors[name] for name in ("muted", "rule", "cursor-row")},
        "terminal-foreground": Color(*palette.foreground).hex,
        "terminal-background": Color(*palette.background).hex,
        "terminal-cursor": Color(*palette.cursor).hex,
        **{f"terminal-{number}": Color(*color).hex for number, color in enumerate(palette.indexed)},
        "border": colors["primary"],
        "border-blurred": colors["rule"],
        "block-cursor-background": colors["cursor-row"],
        "block-cursor-foreground": colors["foreground"],
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": colors["cursor-row"],
        "block-cursor-blurred-foreground": colors["foreground"],
        "block-cursor-blurred-text-style": "none",
        "block-hover-background": colors["panel"],
        "input-cursor-background": colors["primary"],
        "input-cursor-foreground": colors["background"],
        "input-selection-background": colors["cursor-row"],
        "screen-selection-background": colors["cursor-row"],
        "scrollbar": colors["rule"],
        "scrollbar-hover": colors["muted"],
        "scrollbar-active": colors["primary"],
        "scrollbar-background": colors["background"],
        "scrollbar-background-hover": colors["background"],
        "scrollbar-background-active": colors["background"],
        "scrollbar-corner-color": colors["background"],
        "footer-background": colors["background"],
        "footer-foreground": colors["muted"],
        "footer-key-foreground": colors["primary"],
        "link-color": colors["primary"],
    }


def _base(document: Document, lookup: Callable[[str], ThemeSpec | None]) -> ThemeSpec | None:
    name = document.values.get("base")
    if name is None:
        return None
    found = lookup(name) if isinstance(name, str) else None
    if found is None:
        document.fault(("base",), f"base: there is no theme {name!r} to build on")
    return found


def _table(document: Document, name: str) -> dict[str, Any]:
    table = document.values.get(name, {})
    if isinstance(table, dict):
        return table
    document.fault((name,), f"{name}: expected a table")
    return {}


def _colors(
    document: Document, table: str, names: tuple[str, ...], ground: Mapping[str, str]
) -> dict[str, str]:
    values = _table(document, table)
    for key in values:
        if key not in names:
            document.fault((table, key), f"unknown key {table}.{key}", did_you_mean(key, names))
    result = dict(ground)
    missing = [name for name in names if name not in values and name not in ground]
    if missing:
        document.fault(
            (table,), f"{table}: {', '.join(missing)} missing", 'set it, or build on a theme with base = "…"'
        )
    for name in names:
        if name in values and (color := _color(document, (table, name), values[name])) is not None:
            result[name] = color.hex
    return result


def _color(document: Document, path: tuple[str, ...], value: object) -> Color | None:
    try:
        color = Color.parse(value) if isinstance(value, str) else None
    except ColorParseError:
        color = None
    if color is None or color.a < 1 or color.ansi is not None:
        document.fault(path, f"{'.'.join(path)}: {value!r} is not a colour", 'write it like "#82aaff"')
        return None
    return color


def _palette(document: Document, ground: Palette | None) -> Palette | None:
    table = _table(document, "terminal")
    known = (*_SINGLE, "palette")
    for key in table:
        if key not in known:
            document.fault(("terminal", key), f"unknown key terminal.{key}", did_you_mean(key, known))
    missing = [name for name in known if name not in table]
    if missing and ground is None:
        document.fault(
            ("terminal",),
            f"terminal: {', '.join(missing)} missing",
            'set it, or build on a theme with base = "…"',
        )
        return None
    single = {name: _color(document, ("terminal", name), table[name]) for name in _SINGLE if name in table}
    indexed = _indexed(document, table["palette"]) if "palette" in table else None
    if any(color is None for color in single.values()) or ("palette" in table and indexed is None):
        return None
    rgb: dict[str, RGB] = {name: color.rgb for name, color in single.items() if color is not None}
    if ground is not None:
        rgb = {**{name: getattr(ground, name) for name in _SINGLE}, **rgb}
        indexed = indexed or ground.indexed
    return Palette(rgb["foreground"], rgb["background"], rgb["cursor"], indexed or ())


def _indexed(document: Document, value: object) -> tuple[RGB, ...] | None:
    if not isinstance(value, list) or len(value) != 16:
        document.fault(("terminal", "palette"), "terminal.palette: expected a list of 16 colours")
        return None
    colors = [_color(document, ("terminal", "palette"), item) for item in value]
    return None if None in colors else tuple(color.rgb for color in colors if color is not None)


def _variables(document: Document) -> dict[str, str]:
    table = _table(document, "variables")
    if not table:
        return {}
    known = Theme(name="any", primary="#808080").to_color_system().generate()
    result: dict[str, str] = {}
    for key, value in table.items():
        if key not in known:
            document.fault(("variables", key), f"unknown variable {key}", did_you_mean(key, known))
        elif not isinstance(value, str) or not value:
            document.fault(("variables", key), f"variables.{key}: expected text")
        elif not key.endswith("-style") and not _is_css_color(value):
            document.fault(("variables", key), f"variables.{key}: {value!r} is not a colour")
        else:
            result[key] = value
    return result


def _is_css_color(value: str) -> bool:
    color, _, opacity = value.partition(" ")
    if color.startswith("$") or color == "auto":
        return True
    if opacity and not opacity.removesuffix("%").isdigit():
        return False
    try:
        Color.parse(color)
    except ColorParseError:
        return False
    return True


def _generates(spec: ThemeSpec, document: Document) -> bool:
    """Whether Textual can make its colours of the theme; it finds faults in variables only then."""
    if not spec.variables:
        return True
    try:
        to_theme(spec).to_color_system().generate()
    except (ColorParseError, ValueError) as error:
        document.fault((), f"the theme cannot be used: {error}")
        return False
    return True
