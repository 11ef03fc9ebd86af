"""When a session counts as seen: it was shown for a moment, and the person was there meanwhile. Pure."""

from __future__ import annotations

import msgspec

from plangate.model.session import Session, State

__all__ = ["Glance", "needs_seeing"]

_MOMENT = 1.5
"""Seconds that a session must be shown."""


class Glance(msgspec.Struct, frozen=True):
    """What is known of the person's attention; Unix seconds."""

    shown_since: float
    """Since when the session is shown."""
    last_input: float
    """When the person last touched this dashboard."""

    def has_seen(self, session: Session, now: float) -> bool:
        """Whether the person has looked at what is new.

        Being shown is not enough: somebody who went for a coffee has not seen what finished
        meanwhile. A key or the mouse since then, and a moment to look, are.
        """
        news = session.since if session.state is State.DONE else min(session.since, session.last_output)
        begun = max(self.shown_since, news)
        return (
            now - begun >= _MOMENT and self.last_input >= min(begun, now - _MOMENT) and self.last_input > news
        )


def needs_seeing(session: Session) -> bool:
    """Whether marking it as seen would change anything."""
    return session.unread or session.state is State.DONE
