"""The field of a dialog that has the keyboard, as a place that composed lines can go to."""

from __future__ import annotations

import secrets

from textual import events
from textual.app import App
from textual.widget import Widget
from textual.widgets import Input, TextArea

from plangate.dashboard.paged.state import Target
from plangate.errors import Refused

__all__ = ["Forms"]


class Forms:
    """Gives each field that gets the keyboard a name of its own, so that no line lands in another one."""

    def __init__(self, app: App[None]) -> None:
        self._app = app
        self._widget: Widget | None = None
        self._name = ""

    def current(self) -> Target | None:
        """The field that has the keyboard, if one has."""
        focused = self._app.focused
        if not isinstance(focused, (Input, TextArea)) or focused.disabled:
            self._widget = None
            return None
        if focused is not self._widget:
            self._widget, self._name = focused, secrets.token_hex(6)
        if isinstance(focused, Input):
            return Target(f"d/{self._name}", focused.placeholder or "the form", secret=focused.password)
        return Target(f"d/{self._name}", "the form")

    def write(self, name: str, text: str, submit: bool) -> None:
        """Paste a line into the field of that name, and press Enter there.

        Raises:
            Refused: It has not got the keyboard any more.
        """
        if self.current() is None or name != self._name:
            raise Refused("that form is not open any more")
        self._app.post_message(events.Paste(text))
        if submit and isinstance(self._widget, Input):
            self._app.post_message(events.Key("enter", "\r"))
