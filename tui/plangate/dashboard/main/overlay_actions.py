"""The actions that open something over the main screen, and the one that leaves it."""

from __future__ import annotations

from plangate.dashboard.actions import Scope
from plangate.dashboard.main.navigation import NavigationActions
from plangate.dashboard.overlays import Overlays

__all__ = ["OverlayActions"]


class OverlayActions(NavigationActions):
    """They live here and not in the app: Textual looks for an action where its key is bound."""

    overlays: Overlays
    """Set by the app; notices and what opens over this screen."""

    def action_app_palette(self) -> None:
        """Run any action, go to any session."""
        self.overlays.palette()

    def action_app_theme(self) -> None:
        """Choose colours."""
        self.overlays.theme()

    def action_app_help(self) -> None:
        """All keys of the place one is in."""
        from plangate.dashboard.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self.place or Scope.LIST, Scope.EVERYWHERE))

    def action_app_pair(self) -> None:
        """Let a phone in."""
        self.overlays.pair()

    def action_app_quit(self) -> None:
        """Close the dashboard; sessions go on."""
        self.app.exit()

    def action_inbox_open(self) -> None:
        """Everything that waits for a person."""
        self.overlays.inbox()

    def action_events_open(self) -> None:
        """What the ledger recorded."""
        self.overlays.events()

    def action_stats_open(self) -> None:
        """How often work is undone and begun again."""
        self.overlays.stats()

    def action_session_broadcast(self) -> None:
        """One line for several sessions."""
        self.overlays.broadcast()
