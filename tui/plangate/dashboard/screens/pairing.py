"""Letting a phone in: a QR code and six digits, until it is there or the time is over."""

from __future__ import annotations

import time
from collections.abc import Callable

from textual import work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from plangate.client import devices
from plangate.client.api import Control
from plangate.dashboard.board import Board, Change
from plangate.dashboard.screens.dialog import Dialog, FieldError
from plangate.dashboard.wording import clean, complaint
from plangate.errors import PlangateError
from plangate.model.client import Role
from plangate.qr import qr_lines
from plangate.wire.devices import Pairing

__all__ = ["PairDevice"]

_ROLES = {"v": Role.VIEWER, "a": Role.APPROVER, "d": Role.DRIVER}
_MAY = {
    Role.VIEWER: "sees everything and changes nothing",
    Role.APPROVER: "also answers plans and questions, and stops",
    Role.DRIVER: "also types and starts, as you do here",
}


class PairDevice(Dialog[str]):
    """Dismisses with the name of the device that came."""

    heading = "Pair a device"
    DEFAULT_CSS = """
    PairDevice {
        .dialog { width: auto; min-width: 44; max-width: 96%; }
        #code { width: auto; color: ansi_white; }
        .note { margin-top: 1; width: auto; }
    }
    """

    def __init__(
        self,
        control: Control,
        board: Board,
        role: Role = Role.DRIVER,
        *,
        now: Callable[[], float] = time.time,
    ) -> None:
        """`now` is in Unix seconds."""
        super().__init__()
        self.control = control
        self.board = board
        self.role = role
        self._now = now
        self._pairing: Pairing | None = None

    def body(self) -> ComposeResult:
        yield Static(id="code")
        yield Static(id="words", classes="note")
        yield FieldError()

    def keys(self) -> list[tuple[str, str]]:
        return [*((key, str(role)) for key, role in _ROLES.items()), (self.cancel_key, "close")]

    def on_mount(self) -> None:
        """Invite, and look whether somebody comes."""
        self.board.watch(self._changed)
        self.set_interval(1.0, self._tick)
        self.call_after_refresh(self.invite)

    def key_v(self) -> None:
        """A viewer instead."""
        self._another(Role.VIEWER)

    def key_a(self) -> None:
        """An approver instead."""
        self._another(Role.APPROVER)

    def key_d(self) -> None:
        """A driver instead."""
        self._another(Role.DRIVER)

    @work(exclusive=True)
    async def invite(self) -> None:
        """Have the daemon let one device in."""
        try:
            self._pairing = await self.control.ask(devices.open_pairing(self.role))
        except PlangateError as error:
            self.query_one(FieldError).show(complaint(error))
            return
        self._show(self._pairing)

    def action_dialog_cancel(self) -> None:
        """Invite nobody any more."""
        self.app.run_worker(self._close(), group="pairing")
        super().action_dialog_cancel()

    async def _close(self) -> None:
        try:
            await self.control.ask(devices.close_pairing())
        except PlangateError:
            return  # it ends by itself soon

    def _another(self, role: Role) -> None:
        self.role = role
        self.invite()

    def _changed(self, change: Change) -> None:
        if self.present and change.event is not None and change.event.kind == "device.paired":
            self.dismiss(clean(str(change.event.data.get("name", ""))))

    def _tick(self) -> None:
        if self._pairing is not None and self.present:
            self._show(self._pairing)

    def _show(self, pairing: Pairing) -> None:
        left = pairing.expires - self._now()
        if not pairing.fronts:
            self.query_one(FieldError).show(
                "Nothing serves the dashboard: plangate serve does, in a terminal of its own."
            )
            return
        front = pairing.fronts[0]
        address = f"{front.urls[0]}/" if front.urls else "http://localhost:PORT/"
        drawn = qr_lines(f"{address}#pair={pairing.token}") if front.urls and left > 0 else []
        fits = bool(drawn) and len(drawn) + 12 <= self.size.height and len(drawn[0]) + 6 <= self.size.width
        self.query_one("#code", Static).update(
            Content.styled("\n".join(drawn), "#ffffff on #000000") if fits else Content("")
        )
        if left <= 0:
            self.query_one("#words", Static).update(Content("The time is over; a role's key begins anew."))
            return
        words: list[Content | str | tuple[str, str]] = [
            (address, "bold"), "\n", "code ", (f"{pairing.code[:3]} {pairing.code[3:]}", "bold $warning"), "\n",
            f"A {self.role}" if self.role is not Role.APPROVER else "An approver", f" {_MAY[self.role]}.", "\n",
            f"Good once, for {left:.0f} s.",
        ]  # fmt: skip
        if front.fingerprint:
            words += ["\n", f"Its certificate's SHA-256 begins with {front.fingerprint[:23]}"]
        self.query_one("#words", Static).update(Content.assemble(*words))
