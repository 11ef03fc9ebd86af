"""Textual's driver for a dashboard behind a front: it never blocks, and paints no frame that nobody can take yet."""

from __future__ import annotations

import asyncio
import fcntl
import os
import threading
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from textual import messages
from textual.app import App
from textual.drivers import web_driver

from plangate.dashboard.keyboard import FaithfulParser
from plangate.dashboard.remote import LineComposed, Reattached

__all__ = ["FrontDriver"]

_PIPE = 16 * 1024
"""Bytes under way to the front: less lies between what is painted and what is seen, the smaller it is."""
_F_SETPIPE_SZ = 1031
_ENDING = 3.0
"""Seconds in which the app ends by itself when the front is gone."""
_SETUP = "\x1b[?1049h\x1b[?1000h\x1b[?1003h\x1b[?1006h\x1b[?25l\x1b[?2004h\x1b[2J"


class FrontDriver(web_driver.WebDriver):
    """Speaks textual-serve's packets; `output` is where they go."""

    output = 1

    def __init__(self, app: App[Any], **options: Any) -> None:
        super().__init__(app, **options)
        vars(web_driver)["XTermParser"] = FaithfulParser
        self.fileno = self.output
        self._queue: deque[memoryview] = deque()
        self._running: asyncio.AbstractEventLoop | None = None
        self._thread = threading.get_ident()
        self._waiting = False
        self._detached = False
        self._held = False
        self._write = self._enqueue  # type: ignore[assignment]  # Textual's returns how much was written and nobody asks
        with suppress(OSError):
            fcntl.fcntl(self.fileno, _F_SETPIPE_SZ, _PIPE)

    def start_application_mode(self) -> None:
        """Begin; from now on writing does not block."""
        self._running = asyncio.get_running_loop()
        os.set_blocking(self.fileno, False)
        super().start_application_mode()

    def stop_application_mode(self) -> None:
        """End; what is left goes out."""
        super().stop_application_mode()
        self._stop_waiting()
        with suppress(OSError):
            os.set_blocking(self.fileno, True)
            while self._queue:
                os.write(self.fileno, self._queue.popleft())

    def run_input_thread(self) -> None:
        """Read until the front closes its end, and then end the app: nobody could ever see it again."""
        super().run_input_thread()
        if self.exit_event.is_set() or self._running is None:
            return
        with suppress(RuntimeError):
            asyncio.run_coroutine_threadsafe(self._app._post_message(messages.ExitApp()), self._running)
        if not self.exit_event.wait(_ENDING):
            os._exit(1)

    def on_meta(self, packet_type: str, payload: dict[str, object]) -> None:
        """From the front."""
        if packet_type == "repaint":
            self._soon(self._repaint)
        elif packet_type == "detached":
            self._soon(self._pause)
        elif packet_type == "line":
            text, submit = str(payload["text"]), bool(payload["submit"])
            self._app.post_message(LineComposed(str(payload["id"]), text, submit))
        else:
            super().on_meta(packet_type, payload)

    def tell_page(self, kind: str, values: Mapping[str, object]) -> None:
        """A message for the page, which is not a part of the screen."""
        self.write_meta({"type": "page", "kind": kind, "values": dict(values)})

    def _soon(self, what: Any) -> None:
        if self._running is not None:
            self._running.call_soon_threadsafe(what)

    def _pause(self) -> None:
        """Nobody looks: paint nothing until somebody does."""
        self._detached = True
        self._hold()

    def _repaint(self) -> None:
        """Somebody looks anew, at a terminal that shows nothing yet."""
        self._detached = False
        self.write_meta({"type": "repainting"})
        self.write(_SETUP)
        if self._held and not self._waiting:
            self._let_go()
        self._refresh()
        self._app.post_message(Reattached())

    def _enqueue(self, data: bytes) -> None:
        if threading.get_ident() != self._thread:
            self._soon(lambda: self._enqueue(data))
            return
        self._queue.append(memoryview(data))
        if not self._waiting:
            self._flush()

    def _flush(self) -> None:
        while self._queue:
            data = self._queue[0]
            try:
                written = os.write(self.fileno, data)
            except BlockingIOError:
                written = 0
            except OSError:  # the front is gone; the input thread notices
                self._queue.clear()
                break
            if written < len(data):
                self._queue[0] = data[written:]
                self._wait()
                return
            self._queue.popleft()
        self._stop_waiting()
        if self._held and not self._detached:
            self._let_go()

    def _wait(self) -> None:
        """The pipe is full: paint nothing more until it has been taken."""
        if self._running is not None and not self._waiting:
            self._waiting = True
            self._running.add_writer(self.fileno, self._flush)
            self._hold()

    def _stop_waiting(self) -> None:
        if self._waiting and self._running is not None:
            self._waiting = False
            self._running.remove_writer(self.fileno)

    def _hold(self) -> None:
        if not self._held:
            self._held = True
            self._app._begin_batch()

    def _let_go(self) -> None:
        self._held = False
        self._app._end_batch()
        if getattr(self._app, "left_out", True):  # Textual took for painted what was not
            self._refresh()

    def _refresh(self) -> None:
        vars(self._app)["left_out"] = False
        self._app.screen.refresh()
