"""What the dashboard shows instead of a terminal while there is none."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from plangate.dashboard.actions import action_named
from plangate.dashboard.keymap import Keymap

__all__ = ["Welcome"]


class Welcome(Static):
    """Nothing yet, or why nothing can be shown."""

    DEFAULT_CSS = """
    Welcome { width: 1fr; height: 1fr; content-align: center middle; text-align: center; color: $muted; background: $background; }
    """

    def say_loading(self) -> None:
        """The daemon has not answered yet."""
        self.update(
            Content.assemble(("Plangate", "bold $primary"), "\n\nasking the daemon for your sessions …")
        )

    def say_empty(self, keymap: Keymap, *, filtered: bool) -> None:
        """There is no session, or none that fits the filter."""
        if filtered:
            self.update(
                Content.assemble("No session fits the filter.\n\n", ("Esc", "bold $primary"), " shows all")
            )
            return
        keys = [("session.new", "start an agent"), ("app.help", "all keys"), ("app.quit", "leave")]
        lines: list[Content] = []
        for name, words in keys:
            label = keymap.label(action_named(name))
            lines.append(Content.assemble((label.rjust(3), "bold $primary"), "  ", words.ljust(16)))
        lines.append(Content(""))
        lines.append(Content.assemble(("plangate demo", "$foreground"), " shows what it is like"))
        head = Content.assemble(("No sessions yet", "bold $foreground"), "\n")
        self.update(Content("\n").join([head, *lines]))

    def say_error(self, message: str, hint: str) -> None:
        """The sessions cannot be shown."""
        self.update(
            Content.assemble(("✕ ", "$error"), (message, "$foreground"), f"\n\n{hint}" if hint else "")
        )
