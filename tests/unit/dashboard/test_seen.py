"""When a session counts as seen."""

from __future__ import annotations

from msgspec.structs import replace
from tests.support.fake_control import NOW
from tests.support.scenes import SESSIONS

from plangate.dashboard.seen import Glance, needs_seeing
from plangate.model.session import State

DONE = replace(SESSIONS[2], since=NOW - 60, last_output=NOW - 60)


def test_somebody_who_is_there_has_seen_it_after_a_moment() -> None:
    """Shown for some seconds and a key pressed meanwhile."""
    assert Glance(shown_since=NOW - 10, last_input=NOW - 2).has_seen(DONE, NOW)


def test_a_glimpse_in_passing_is_not_seeing() -> None:
    """Running through the list marks nothing."""
    assert not Glance(shown_since=NOW - 1, last_input=NOW - 0.1).has_seen(DONE, NOW)


def test_who_went_for_a_coffee_has_not_seen_what_ended_meanwhile() -> None:
    """The session was on the screen, and nobody before it."""
    assert not Glance(shown_since=NOW - 600, last_input=NOW - 120).has_seen(DONE, NOW)


def test_only_news_needs_seeing() -> None:
    """What was seen is not reported again and again."""
    assert needs_seeing(DONE)
    assert needs_seeing(replace(DONE, state=State.WORKING, unread=True))
    assert not needs_seeing(replace(DONE, state=State.IDLE, unread=False))
