"""What every attached stream lets others read: the mirror and the focus."""

from __future__ import annotations

from collections.abc import Sequence

from plangate.client.attachment import Attachment
from plangate.model.screen import Cursor, Modes, Row, Tables
from plangate.model.session import Exit, Focus, SessionId

__all__ = ["View"]


class View:
    """Read access to an attachment; the properties of `plangate.client.api.Stream`."""

    _attachment: Attachment

    def __init__(self, session: SessionId) -> None:
        self._session = session

    @property
    def session(self) -> SessionId:
        """Which session this is."""
        return self._session

    @property
    def columns(self) -> int:
        """Width of the session's terminal."""
        return self._attachment.mirror.size[0]

    @property
    def lines(self) -> int:
        """Height of the session's terminal."""
        return self._attachment.mirror.size[1]

    @property
    def base(self) -> int:
        """Oldest line of history that the host still holds."""
        return self._attachment.mirror.base

    @property
    def top(self) -> int:
        """Absolute number of the line in the screen's first row."""
        return self._attachment.mirror.top

    @property
    def rows(self) -> Sequence[Row]:
        """The screen, `lines` rows."""
        return self._attachment.mirror.rows

    @property
    def tables(self) -> Tables:
        """What the rows' codes stand for."""
        return self._attachment.mirror.tables

    @property
    def cursor(self) -> Cursor:
        """The program's cursor."""
        return self._attachment.mirror.cursor

    @property
    def modes(self) -> Modes:
        """The terminal's modes."""
        return self._attachment.mirror.modes

    @property
    def focus(self) -> Focus:
        """Who may type."""
        return self._attachment.focus

    @property
    def holds_focus(self) -> bool:
        """Whether that is us."""
        return self._attachment.mine

    @property
    def exit(self) -> Exit | None:
        """How the program ended; None while it runs."""
        return self._attachment.exit
