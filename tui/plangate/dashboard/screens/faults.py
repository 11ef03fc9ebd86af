"""What is wrong in the user's files, each fault once, with file and line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from plangate.dashboard.directories import shorten
from plangate.dashboard.screens.dialog import Dialog
from plangate.toml.document import Fault

__all__ = ["FaultsDialog"]


class FaultsDialog(Dialog[None]):
    """Lists faults; everything else in the files is in force."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "dialog_cancel", show=False)]
    DEFAULT_CSS = """
    FaultsDialog {
        .dialog { width: 100; }
        VerticalScroll { height: auto; max-height: 24; }
        VerticalScroll Static { height: auto; margin-bottom: 1; }
    }
    """
    heading = "Faults in your files"

    def __init__(self, faults: Sequence[Fault], home: Path) -> None:
        """`home` is written "~"."""
        super().__init__()
        self.faults = list(dict.fromkeys(faults))
        self.home = home

    def body(self) -> ComposeResult:
        with VerticalScroll():
            for fault in self.faults:
                yield Static(self._entry(fault))
        yield Static("These lines are not in force; everything else is.", classes="note")

    def keys(self) -> list[tuple[str, str]]:
        return [("Enter", "go on"), (self.cancel_key, "close")]

    def _entry(self, fault: Fault) -> Content:
        place = shorten(fault.file, self.home) + (f":{fault.line}" if fault.line else "")
        hint = (f"\n{fault.hint}", "$muted") if fault.hint else ""
        return Content.assemble((place, "bold $warning"), "\n", fault.message, hint)
