"""Tests of `plangate.client.attachment`."""

from __future__ import annotations

from plangate.client.attachment import Attachment
from plangate.client.mirror import Applied
from plangate.model.input import Key, Mouse, MouseAction
from plangate.model.screen import Cursor, Modes, Row
from plangate.model.session import Exit, Focus
from plangate.wire import stream as wire
from plangate.wire.messages import Failure, Message


class _Observer:
    """Keeps what it hears."""

    def __init__(self) -> None:
        self.heard: list[tuple[object, ...]] = []

    def on_frame(self, applied: Applied) -> None:
        self.heard.append(("frame", applied.full))

    def on_focus(self, focus: Focus, mine: bool) -> None:
        self.heard.append(("focus", focus.holder, mine))

    def on_refused(self, failure: Failure) -> None:
        self.heard.append(("refused", failure.message))

    def on_ended(self, exit: Exit) -> None:
        self.heard.append(("ended", exit.code))

    def on_reply(self, request: int, reply: Message) -> None:
        self.heard.append(("reply", request, type(reply).__name__))


def _made() -> tuple[Attachment, list[Message], _Observer]:
    sent: list[Message] = []
    observer = _Observer()
    return Attachment(sent.append, observer), sent, observer


def _frame(seq: int) -> wire.Frame:
    return wire.Frame(seq, True, 3, 1, 0, 0, 1, Cursor(), Modes(), [(0, Row("x", "\0"))], 1)


def test_input_takes_a_free_focus_and_then_carries_its_epoch() -> None:
    """Epoch 0 until we hold it, and again after it was lost."""
    attachment, sent, _ = _made()
    attachment.data(b"a")
    attachment.receive(wire.FocusChanged(Focus("me", "desk", 4), mine=True))
    attachment.key(Key("b", text="b"))
    attachment.mouse(Mouse(MouseAction.PRESS, 0, 1, 1))
    attachment.paste("c")
    attachment.fit(80, 24)
    attachment.receive(wire.FocusChanged(Focus("other", "phone", 5), mine=False))
    attachment.data(b"d")
    assert [getattr(message, "epoch", None) for message in sent] == [0, 4, 4, 4, 4, 0]


def test_a_wish_for_the_focus_is_taken_back() -> None:
    """Letting go of what one does not hold yet means that one wants it no more; but only once."""
    attachment, sent, _ = _made()
    attachment.receive(wire.FocusChanged(Focus("other", "phone", 5), mine=False))
    attachment.release()
    attachment.ask()
    attachment.release()
    attachment.release()
    assert sent == [wire.FocusRequest(ask=True), wire.FocusRelease(5)]


def test_each_frame_is_acknowledged_once() -> None:
    """Only the newest counts."""
    attachment, sent, _ = _made()
    attachment.ack()
    attachment.receive(_frame(1))
    attachment.receive(_frame(2))
    attachment.ack()
    attachment.ack()
    assert sent == [wire.Ack(2)]


def test_a_new_connection_starts_anew() -> None:
    """The focus was left with the old one, and its sequence numbers begin again."""
    attachment, sent, _ = _made()
    attachment.receive(_frame(9))
    attachment.ack()
    attachment.receive(wire.FocusChanged(Focus("me", "desk", 4), mine=True))
    sent.clear()
    attachment.open(30.0)
    attachment.receive(_frame(1))
    attachment.ack()
    attachment.renew()
    assert sent == [wire.Attach(30.0), wire.Ack(1)]


def test_a_refusal_for_want_of_focus_is_told() -> None:
    """Other refusals belong to requests, or to nobody."""
    attachment, _, observer = _made()
    attachment.receive(wire.FocusChanged(Focus("me", "desk", 4), mine=True))
    attachment.receive(Failure(0, "stale_lease", "taken"))
    attachment.receive(Failure(7, "usage", "bad pattern"))
    attachment.receive(Failure(0, "usage", "too small"))
    assert observer.heard == [("focus", "me", True), ("focus", "me", False), ("reply", 7, "Failure")]


def test_what_arrives_reaches_the_observer() -> None:
    """Frames, ends and replies; unknown kinds are nothing."""
    attachment, _, observer = _made()
    attachment.receive(_frame(1))
    attachment.receive(wire.SearchHits(3, [], False))
    attachment.receive(wire.Ended(Exit(2)))
    attachment.receive(wire.Detach())
    assert observer.heard == [("frame", True), ("reply", 3, "SearchHits"), ("ended", 2)]
    assert attachment.exit == Exit(2)


def test_only_the_holder_renews_releases_and_tells_of_its_pane() -> None:
    """Everybody else keeps quiet."""
    attachment, sent, _ = _made()
    attachment.renew()
    attachment.release()
    attachment.pane_focus(True)
    assert sent == []
    attachment.receive(wire.FocusChanged(Focus("me", "desk", 4), mine=True))
    attachment.renew()
    attachment.pane_focus(True)
    attachment.release()
    assert sent == [wire.FocusRequest(), wire.PaneFocus(4, True), wire.FocusRelease(4)]


def test_input_beyond_our_role_is_told() -> None:
    """It is no loss of the focus, and no answer to a question."""
    observer = _Observer()
    attachment = Attachment(lambda _: None, observer)
    attachment.receive(Failure(0, "unauthorised", "this needs the role driver"))
    assert observer.heard == [("refused", "this needs the role driver")]
