"""What all dialogs share: a calm box in the middle, Escape, and a line that says which keys work."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, ClassVar, Concatenate, ParamSpec, TypeVar

from textual import events, work
from textual.app import App, ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.types import CSSPathType
from textual.widgets import Static
from textual.worker import NoActiveWorker, Worker, get_current_worker

from plangate.dashboard.actions import Scope, action_named
from plangate.dashboard.keymap import DEFAULT_KEYMAP, Keymap, bindings
from plangate.dashboard.screens.hints import TAP, buttons, hints

__all__ = ["Dialog", "FieldError", "keymap_of", "once"]

T = TypeVar("T")
D = TypeVar("D", bound="Dialog[Any]")
P = ParamSpec("P")


def keymap_of(app: App[object]) -> Keymap:
    """The keys in force in this app."""
    keymap = getattr(app, "keymap", None)
    return keymap if isinstance(keymap, Keymap) else DEFAULT_KEYMAP


def once(ask: Callable[Concatenate[D, P], Coroutine[Any, Any, None]]) -> Callable[Concatenate[D, P], Any]:
    """A worker for what asks something of the daemon: pressing the key again while it waits does nothing.

    An exclusive worker would begin anew: the daemon hears both, and a task is started twice.
    """

    @work(group=ask.__name__)
    @wraps(ask)
    async def carried_out(self: D, *args: P.args, **named: P.kwargs) -> None:
        if self.asking:
            return
        self.asking = True
        try:
            await ask(self, *args, **named)
        finally:
            self.asking = False

    return carried_out


class FieldError(Static):
    """What is wrong with the field above; takes no room while nothing is."""

    DEFAULT_CSS = """
    FieldError { color: $error; height: auto; display: none; &.-shown { display: block; } }
    """

    def show(self, message: str) -> None:
        """Say it, or nothing."""
        self.set_class(bool(message), "-shown")
        self.update(Content(message))


class Dialog(ModalScreen[T | None]):
    """A box with a title, a body and a line of keys; Escape dismisses it with None."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.DIALOG)]
    CSS_PATH: ClassVar[CSSPathType | None] = "dialog.tcss"

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (65, "-wide")]  # noqa: RUF012  # Textual types it without ClassVar
    VERTICAL_BREAKPOINTS = [(0, "-short"), (34, "-tall")]  # noqa: RUF012  # the same

    heading: ClassVar[str] = ""
    """Title in the border."""

    asking: bool = False
    """Whether an answer of the daemon is being waited for."""

    _due: tuple[T | None] | None = None
    """What to leave with as soon as no other dialog is on top."""

    def compose(self) -> ComposeResult:
        """The box around what `body` yields."""
        with Vertical(classes="dialog") as box:
            box.border_title = self.title_text()
            yield from self.body()
            yield Static(hints(self.keys()), classes="keys")

    def title_text(self) -> str:
        """The title; plain text."""
        return self.heading.replace("[", r"\[")

    def body(self) -> ComposeResult:
        """The dialog's widgets."""
        yield from ()

    def keys(self) -> list[tuple[str, str]]:
        """Keys and their meanings for the last line."""
        return [(self.cancel_key, "cancel")]

    @property
    def keymap(self) -> Keymap:
        """The keys in force."""
        return keymap_of(self.app)

    @property
    def cancel_key(self) -> str:
        """The key that leaves the dialog, as shown."""
        return self.keymap.label(action_named("dialog.cancel"))

    def show_keys(self) -> None:
        """Write the keys anew: a line of them, or buttons where the screen is a phone's."""
        line = self.query_one(".keys", Static)
        room = line.content_size.width if self.has_class("-narrow") else 0
        line.update(buttons(self.keys(), room) if room else hints(self.keys()))

    def on_resize(self) -> None:
        """Fingers need buttons, keys a line."""
        self.call_after_refresh(self._show_keys_again)

    def _show_keys_again(self) -> None:
        if self.present:
            self.show_keys()

    async def on_click(self, event: events.Click) -> None:
        """A tap on a key's hint is the key: phones have no Escape."""
        if isinstance(key := event.style.meta.get(TAP), str):
            event.stop()
            self.app.call_later(self.app.simulate_key, key)  # from here it would stop at this screen

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Leave with a result, once; under another dialog only when that one has gone.

        Textual's own takes away whatever is on top, which need not be this dialog when the reason to
        leave comes from the daemon and not from a key.
        """
        stack = self.app.screen_stack
        if self not in stack:
            return AwaitComplete()
        if stack[-1] is not self:
            self._due = (result,)
            return AwaitComplete()
        self._stop_work()
        return super().dismiss(result)

    @property
    def present(self) -> bool:
        """Whether its widgets can be written to; while it is taken away they may be gone before it is."""
        return self.is_attached and self in self.app.screen_stack

    def _stop_work(self) -> None:
        """End what still waits for an answer that nobody will see, but not who is leaving just now."""
        try:
            leaving: Worker[object] | None = get_current_worker()
        except NoActiveWorker:
            leaving = None
        for worker in [*self.workers]:
            if worker.node is self and worker is not leaving:
                worker.cancel()

    def on_screen_resume(self) -> None:
        """Leave now, if that was due while another dialog was on top."""
        if self._due is not None:
            (result,), self._due = self._due, None
            self.dismiss(result)

    def action_dialog_cancel(self) -> None:
        """Leave and change nothing."""
        self.dismiss(None)
