"""Tests of `plangate.daemon.notify.notes`."""

from __future__ import annotations

from msgspec.structs import replace

from plangate.daemon.notify.notes import Note, Pacer, note_of
from plangate.model.gate import GateView, Question
from plangate.model.session import Focus, Reason, Session, SessionId, State

_WANTED = ("blocked", "done", "failed")
_WORKS = Session(id=SessionId("s1"), name="checkout", agent="claude", state=State.WORKING)
_ASKS = replace(_WORKS, state=State.BLOCKED, reason=Reason.PERMISSION, evidence="asks: rm -rf build")


def _note(after: Session, before: Session | None = _WORKS, *, looked: float = 0.0) -> Note | None:
    return note_of(before, after, _WANTED, looked=looked, now=1000.0)


def test_a_question_is_told_with_its_words_and_a_link() -> None:
    """Of the gate where it knows it, else the reason why the session is believed to be blocked."""
    made = _note(_ASKS)
    assert made is not None
    assert (made.title, made.text) == ("checkout asks for a permission", "asks: rm -rf build")
    assert (made.link, made.urgent) == ("plangate attach s1", True)
    question = Question(id="q", tool="Bash", words="make deploy", detail="", asked=1.0)
    asked = _note(replace(_ASKS, gate=GateView(questions=(question,))))
    assert asked is not None
    assert asked.text == "make deploy"


def test_only_a_change_to_a_wanted_state_is_told() -> None:
    """What was so before, or is not known, is no news."""
    assert _note(_ASKS, _ASKS) is None
    assert _note(_ASKS, None) is None
    assert _note(replace(_WORKS, state=State.IDLE)) is None
    assert _note(replace(_WORKS, state=State.DONE)) is not None


def test_nobody_is_told_who_is_there() -> None:
    """Who types into it, or has looked at it just now."""
    assert _note(replace(_ASKS, focus=Focus("c", "Ada", 1))) is None
    assert _note(_ASKS, looked=995.0) is None
    assert _note(_ASKS, looked=900.0) is not None


def test_nothing_that_a_terminal_would_obey_is_passed_on() -> None:
    """A session's words are a stranger's."""
    evil = replace(
        _WORKS, state=State.DONE, name="a\x1b]0;x\x07b", last_line="one\x1b[2J\n\x9bmtwo" + "x" * 999
    )
    made = _note(evil)
    assert made is not None
    assert made.title.isprintable()
    assert made.text.isprintable()
    assert len(made.text) <= 300


def test_the_same_is_told_once_in_a_while_and_a_flood_is_counted() -> None:
    """Ten in a minute; the next one says how many there were besides."""
    pacer = Pacer()
    note = Note("s", "n", "done", "t", "x", False, "l")
    assert pacer.allow(note, 0.0) == note
    assert pacer.allow(note, 1.0) is None
    assert pacer.allow(note, 40.0) == note
    told = [pacer.allow(replace(note, text=str(number)), 41.0) for number in range(20)]
    assert sum(each is not None for each in told) == 8
    later = pacer.allow(replace(note, text="later"), 120.0)
    assert later is not None
    assert later.text == "later (and 12 more)"
