"""Waiting for a text on a session's screen, told by its frames."""

from __future__ import annotations

import re
import select
import time
from collections.abc import Sequence

from plangate.client.blocking import BlockingControl
from plangate.client.blocking_stream import BlockingStream
from plangate.errors import Exited, TimedOut, UsageError
from plangate.model.client import Role
from plangate.model.session import Exit, Focus, Session

__all__ = ["compiled", "wait_for_text"]

_RATE = 10.0


def compiled(pattern: str) -> re.Pattern[str]:
    """The regular expression; raises `UsageError` for what is none."""
    try:
        return re.compile(pattern, re.MULTILINE)
    except re.error as error:
        raise UsageError(f'"{pattern}" is not a regular expression: {error}') from error


def wait_for_text(
    control: BlockingControl, session: Session, pattern: re.Pattern[str], deadline: float | None
) -> None:
    """Return when the pattern is on the screen.

    Args:
        control: The daemon.
        session: Whose screen.
        pattern: Searched in the lines of the screen, joined by line breaks.
        deadline: On the monotonic clock; None waits without end.

    Raises:
        TimedOut: It did not appear in time.
        Exited: The program ended without it.
    """
    listener = _Listener()
    stream = control.attach(session.id, listener, role=Role.VIEWER, rate=_RATE)
    try:
        while not pattern.search(_screen(stream)):
            stream.ack()
            if (exit := stream.exit or session.exit) is not None:
                raise Exited(f"session {session.id} has ended ({exit}) without this text")
            left = None if deadline is None else max(0.0, deadline - time.monotonic())
            if not select.select([stream], [], [], left)[0]:
                raise TimedOut(f"the text is not on the screen of session {session.id}")
            stream.pump()
    finally:
        stream.close()


def _screen(stream: BlockingStream) -> str:
    return "\n".join(stream.tables.plain(row).rstrip() for row in stream.rows)


class _Listener:
    """The loop reads the mirror itself."""

    def frame_arrived(self, changed: Sequence[int], scrolled: int, full: bool) -> None:
        """The mirror is read after every `pump`."""

    def focus_changed(self, focus: Focus, mine: bool) -> None:
        """A viewer has none."""

    def session_ended(self, exit: Exit) -> None:
        """`BlockingStream.exit` tells it too."""

    def stream_lost(self, reason: str) -> None:
        """`pump` raises instead."""
