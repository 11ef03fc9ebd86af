from __future__ import annotations

from tests.support.fake_control import FakeControl
from tests.support.scenes import SESSIONS, afternoon
from tests.support.stage import Stage
from textual.widgets import Input, OptionList

from plangate.dashboard.board import Board
from plangate.dashboard.screens.broadcast import BroadcastScreen
from plangate.dashboard.screens.dialog import FieldError
from plangate.errors import NotFocusHolder
from plangate.model.session import SessionId


class _Picky(FakeControl):
    """One session is being typed into by somebody else."""

    async def send_line(self, session: SessionId, text: str, *, enter: bool = True) -> None:
        await super().send_line(session, text, enter=enter)
        if session == "p4w9t6zc":
            raise NotFocusHolder("phone of Ada is typing in this session")


def _broadcast(control: FakeControl, marked: str = "") -> tuple[Stage, BroadcastScreen]:
    board = Board()
    board.replace(SESSIONS)
    screen = BroadcastScreen(control, board, SessionId(marked) if marked else None)
    return Stage(screen), screen


async def test_a_line_goes_to_the_marked_sessions_only() -> None:
    """Space marks, the line is typed once in each, and what is ended is not offered."""
    control = afternoon()
    app, screen = _broadcast(control)
    async with app.run_test() as pilot:
        assert len(screen.sessions) == 7
        await pilot.press("space", "j", "j", "space", "tab", *"go on", "enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert screen.query_one(Input).value == ""
        assert not screen.marked
    assert control.called("send_line") == [("k3m7q2xa", "go on", True), ("a8d2f5hb", "go on", True)]


async def test_each_session_says_what_became_of_it() -> None:
    """Where somebody else types nothing was sent; that one stays marked for another try."""
    control = _Picky(SESSIONS)
    app, screen = _broadcast(control, "k3m7q2xa")
    async with app.run_test() as pilot:
        screen.query_one(OptionList).focus()
        await pilot.press("a", "tab", *"hi", "enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        options = screen.query_one(OptionList)
        texts = [str(options.get_option_at_index(place).prompt) for place in range(options.option_count)]
        assert "✔ sent" in texts[0]
        assert "not sent: phone of Ada is typing" in texts[1]
        assert screen.marked == {"p4w9t6zc"}
        assert screen.query_one(Input).value == "hi"
        assert screen.query_one(FieldError).has_class("-shown")


async def test_nothing_is_sent_without_a_mark_or_a_line() -> None:
    """Both are asked for in plain words."""
    control = afternoon()
    app, screen = _broadcast(control)
    async with app.run_test() as pilot:
        await pilot.press("tab", *"hi", "enter")
        assert "Mark a session" in str(screen.query_one(FieldError).content)
    app, screen = _broadcast(control, "k3m7q2xa")
    async with app.run_test() as pilot:
        await pilot.press("enter")
        assert "Write the line" in str(screen.query_one(FieldError).content)
    assert not control.called("send_line")
