"""The theme's variables as Rich styles, for widgets that draw their own lines."""

from __future__ import annotations

from collections.abc import Mapping

from rich.style import Style
from textual.color import Color, ColorParseError

__all__ = ["Ink"]


class Ink:
    """Styles made of the variables of one theme; each is made once."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self._made: dict[tuple[str, str, bool], Style] = {}

    def style(self, front: str, back: str = "background", *, bold: bool = False) -> Style:
        """Text in the colour of a variable, on the colour of another."""
        key = (front, back, bold)
        if key not in self._made:
            ground = self._color(back)
            self._made[key] = Style(
                color=(ground + self._color(front)).rich_color, bgcolor=ground.rich_color, bold=bold or None
            )
        return self._made[key]

    def _color(self, name: str) -> Color:
        try:
            return Color.parse(self._variables.get(name, ""))
        except ColorParseError:
            return Color(128, 128, 128)
