"""How a session is listed: its name, its group, its task."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from plangate.client.api import Control
from plangate.dashboard.screens.dialog import Dialog, FieldError, once
from plangate.dashboard.wording import complaint
from plangate.errors import PlangateError
from plangate.model.session import Session

__all__ = ["RenameSession"]

_FIELDS = (("name", "Name"), ("group", "Group"), ("task", "Task"))


class RenameSession(Dialog[bool]):
    """Changes how a session is listed; dismisses with True once the daemon has taken it."""

    heading = "Rename"

    def __init__(self, control: Control, session: Session) -> None:
        super().__init__()
        self.control = control
        self.session = session

    def body(self) -> ComposeResult:
        for number, (field, label) in enumerate(_FIELDS):
            yield Static(label, classes="label" if number else "label -first")
            yield Input(getattr(self.session, field), id=field, compact=True)
        yield FieldError()

    def keys(self) -> list[tuple[str, str]]:
        return [("Enter", "save"), ("Tab", "next field"), (self.cancel_key, "cancel")]

    @on(Input.Submitted)
    def submitted(self) -> None:
        """Save what has changed, if it can be."""
        values = {field: self.query_one(f"#{field}", Input).value.strip() for field, _ in _FIELDS}
        if not values["name"]:
            self.query_one(FieldError).show("A session needs a name.")
            self.query_one("#name").focus()
            return
        changed = {field: value for field, value in values.items() if value != getattr(self.session, field)}
        self.save(changed)

    @once
    async def save(self, changed: dict[str, str]) -> None:
        """Tell the daemon; what it says no to is shown and nothing is lost."""
        try:
            if changed:
                await self.control.rename_session(self.session.id, **changed)
        except PlangateError as error:
            self.query_one(FieldError).show(complaint(error))
        else:
            self.dismiss(True)
