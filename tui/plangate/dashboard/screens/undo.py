"""Bringing a session's workspace back to a checkpoint."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.types import CSSPathType
from textual.widgets import OptionList, SelectionList, Static
from textual.widgets.option_list import Option
from textual.widgets.selection_list import Selection

from plangate.client import undo
from plangate.client.api import Control
from plangate.dashboard.screens.dialog import Dialog, FieldError
from plangate.dashboard.undo_words import change_content, checkpoint_content, notes
from plangate.dashboard.wording import clean
from plangate.errors import PlangateError
from plangate.model.checkpoints import CheckpointView, Preview, UndoView
from plangate.model.session import Session

__all__ = ["UndoDialog"]

_MOST = 500
"""Changes that can be picked one by one; above, all or none."""


class _Changes(SelectionList[str]):
    """The changes; Space picks, Enter does it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "screen.bring_back", show=False)]


class UndoDialog(Dialog[UndoView]):
    """Which checkpoint, what would change, which of it; dismisses with what was done."""

    CSS_PATH: ClassVar[CSSPathType | None] = ["dialog.tcss", "undo.tcss"]

    def __init__(self, control: Control, session: Session, *, now: Callable[[], float] = time.time) -> None:
        """`now` is Unix time."""
        super().__init__()
        self.control = control
        self.session = session
        self.now = now
        self.checkpoints: list[CheckpointView] = []
        self.preview: Preview | None = None
        self.pausing = False
        """Whether the person has been told who would be stopped."""

    def title_text(self) -> str:
        return f"Undo · {clean(self.session.name)}".replace("[", r"\[")

    def body(self) -> ComposeResult:
        yield Static("Back to", classes="label -first")
        yield OptionList(id="checkpoints")
        yield Static("What changed since, and goes back", classes="label")
        yield _Changes(id="changes")
        yield Static(id="notes", classes="note")
        yield FieldError()

    def keys(self) -> list[tuple[str, str]]:
        verb = "pause and bring back" if self.pausing else "bring back"
        return [("Enter", verb), ("Space", "pick"), ("Tab", "lists"), (self.cancel_key, "leave it")]

    def on_mount(self) -> None:
        """Read which checkpoints there are."""
        self.read()

    @work(exclusive=True, group="read")
    async def read(self) -> None:
        """Ask which checkpoints there are, the newest first."""
        try:
            self.checkpoints = await self.control.ask(undo.checkpoints(session=self.session.id))
        except PlangateError as error:
            self.complain(error)
            return
        shown = self.query_one("#checkpoints", OptionList)
        shown.add_options(Option(checkpoint_content(one, self.now())) for one in self.checkpoints)
        if self.checkpoints:
            shown.highlighted = 0
            shown.focus()
        else:
            words = "There is no checkpoint of this workspace yet; one is taken at each approval."
            self.query_one("#notes", Static).update(Content(words))

    @on(OptionList.OptionHighlighted, "#checkpoints")
    def looked_at(self, event: OptionList.OptionHighlighted) -> None:
        """Show what has changed since."""
        event.stop()
        self.compare(self.checkpoints[event.option_index].id)

    @work(exclusive=True, group="compare")
    async def compare(self, checkpoint: str) -> None:
        """Ask what an undo would do."""
        self.preview, self.pausing = None, False
        self.show_keys()
        try:
            self.preview = preview = await self.control.ask(undo.preview(checkpoint))
        except PlangateError as error:
            self.complain(error)
            return
        changes = self.query_one(_Changes)
        changes.clear_options()
        changes.add_options(
            Selection(change_content(change), change.path, initial_state=True)
            for change in preview.changes[:_MOST]
        )
        lines = [Content.assemble(each) for each in notes(preview)]
        if len(preview.changes) > _MOST:
            lines.append(Content(f"… and {len(preview.changes) - _MOST} more"))
        self.query_one("#notes", Static).update(Content("\n").join(lines))
        self.query_one(FieldError).show("")

    @on(OptionList.OptionSelected, "#checkpoints")
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """Do it."""
        event.stop()
        self.action_bring_back()

    def action_bring_back(self) -> None:
        """Bring back what is picked; who writes there is named first, and stopped the second time."""
        preview = self.preview
        if preview is None or (not preview.changes and not preview.index):
            return
        picked = tuple(self.query_one(_Changes).selected)
        if not picked and preview.changes:
            self.query_one(FieldError).show("Nothing is picked.")
            return
        if preview.writers and not self.pausing:
            self.pausing = True
            self.show_keys()
            words = f"{preview.writers[0]}. Enter again stops it for as long as the undo takes."
            self.query_one(FieldError).show(clean(words))
            return
        whole = len(picked) == min(len(preview.changes), _MOST)
        self.carry_out(preview.checkpoint.id, () if whole else picked)

    @work(exclusive=True, group="carry out")
    async def carry_out(self, checkpoint: str, paths: tuple[str, ...]) -> None:
        """Ask the daemon; a no is shown."""
        call = undo.undo(checkpoint, session=self.session.id, paths=paths, pause=self.pausing)
        try:
            done = await self.control.ask(call)
        except PlangateError as error:
            self.complain(error)
        else:
            self.dismiss(done)

    def complain(self, error: PlangateError) -> None:
        """Show why something was refused."""
        if self.is_attached:
            self.query_one(FieldError).show(clean(f"{error.message}. {error.hint}".strip()))
