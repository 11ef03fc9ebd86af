from __future__ import annotations

from msgspec.structs import replace
from tests.support.scenes import EVENTS, SESSIONS

from plangate.client.api import Connected, Disconnected
from plangate.dashboard.board import Board, Change, waiting
from plangate.model.session import SessionId, State
from plangate.wire.control import EventAppended, Notice, SessionChanged, SessionRemoved


def test_who_waits_is_listed_by_urgency_and_age() -> None:
    """First those that ask, oldest first, then those that ended their turn unseen."""
    assert [session.name for session in waiting(SESSIONS)] == [
        "dependency bump",
        "checkout totals",
        "api docs",
        "login flake",
    ]
    failed = [replace(each, unread=True) if each.state is State.FAILED else each for each in SESSIONS]
    assert waiting(failed)[3].name == "migrate to uv"


def test_next_waiting_goes_round() -> None:
    """From one waiting session to the next, from the last to the first, from elsewhere to the first."""
    board = Board()
    assert board.next_waiting() is None
    board.replace(SESSIONS)
    names = []
    here = ""
    for _ in range(5):
        session = board.next_waiting(here)
        assert session is not None
        names.append(session.name)
        here = session.id
    assert names == ["dependency bump", "checkout totals", "api docs", "login flake", "dependency bump"]


def test_updates_change_the_board_and_are_told() -> None:
    """Watchers hear what was before and what is now, until they stop watching."""
    board = Board()
    told: list[Change] = []
    stop = board.watch(told.append)
    board.apply(Connected())
    board.replace(SESSIONS[:1])
    changed = replace(SESSIONS[0], state=State.WORKING)
    board.apply(SessionChanged(changed))
    board.apply(EventAppended(EVENTS[0]))
    board.apply(Notice(level="warning", message="disk nearly full"))
    board.apply(SessionRemoved(changed.id))
    assert told == [
        Change(connection=True),
        Change(connection=True),
        Change(before=SESSIONS[0], after=changed),
        Change(event=EVENTS[0]),
        Change(notice=Notice(level="warning", message="disk nearly full")),
        Change(before=changed),
    ]
    assert board.get(SessionId(changed.id)) is None
    stop()
    board.apply(Disconnected("the daemon ended"))
    assert (board.connected, board.reason, len(told)) == (False, "the daemon ended", 6)
