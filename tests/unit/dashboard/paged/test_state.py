"""What the page is told."""

from __future__ import annotations

import json

from plangate.dashboard.paged.state import Seen, Target, page_state, theme_colors
from plangate.model.client import Role
from plangate.model.gate import GateView, Question
from plangate.model.session import Exit, Reason, Session, SessionId, State

SESSION = Session(id=SessionId("abc"), name="scraper", agent="claude", state=State.IDLE)
BLOCKED = Session(
    id=SessionId("abc"), name="scraper", agent="claude", state=State.BLOCKED, reason=Reason.QUESTION
)


def test_lines_go_to_the_session_that_is_shown() -> None:
    """Its name stands in the field."""
    state = page_state(Seen(session=SESSION))
    assert state["compose"] == {"to": "s/abc", "name": "scraper", "secret": False}
    assert state["session"]["state"] == "idle"
    assert json.loads(json.dumps(state)) == state


def test_a_field_of_a_dialog_comes_first() -> None:
    """A PIN is marked as secret."""
    form = Target("d/1", "PIN", secret=True)
    state = page_state(Seen(session=SESSION, form=form, covered=True))
    assert state["compose"] == {"to": "d/1", "name": "PIN", "secret": True}


def test_nothing_can_be_written_where_nobody_would_read_it() -> None:
    """No session, an ended one, a dialog without a field, a role that may not."""
    ended = Session(id=SessionId("abc"), name="scraper", agent="claude", exit=Exit(code=0))
    for seen in (
        Seen(),
        Seen(session=ended),
        Seen(session=SESSION, covered=True),
        Seen(session=SESSION, role=Role.APPROVER),
    ):
        assert page_state(seen)["compose"] is None
    assert page_state(Seen(session=ended))["why"] == "scraper has ended"


def test_whoever_else_types_is_named_and_may_be_relieved() -> None:
    """Not by somebody who may only look."""
    state = page_state(Seen(session=SESSION, holder="desk"))
    assert state["holder"] == "desk"
    assert [answer["to"] for answer in state["answers"]] == ["a/take"]
    assert page_state(Seen(session=SESSION, holder="desk", role=Role.VIEWER))["answers"] == []
    assert page_state(Seen(session=SESSION, holder="phone", mine=True))["answers"] == []


def test_a_question_on_the_screen_has_its_answers_as_keys() -> None:
    """With the words that stand there; without a menu the usual ones."""
    state = page_state(Seen(session=BLOCKED, rows=["1. Yes", "2. No, go on"]))
    assert [(each["label"], each["to"], each["text"]) for each in state["answers"]] == [
        ("1 Yes", "k/abc", "1"),
        ("2 No, go on", "k/abc", "2"),
    ]
    assert [each["label"] for each in page_state(Seen(session=BLOCKED))["answers"]] == [
        "1",
        "2",
        "3",
        "y",
        "n",
    ]
    assert page_state(Seen(session=BLOCKED, role=Role.VIEWER))["answers"] == []


def test_a_permission_is_answered_by_its_number() -> None:
    """An approver may, a viewer may not."""
    asking = Session(
        id=SessionId("abc"),
        name="scraper",
        agent="claude",
        state=State.BLOCKED,
        reason=Reason.PERMISSION,
        gate=GateView(questions=(Question(id="q7", tool="Bash", words="rm -rf build"),)),
    )
    state = page_state(Seen(session=asking, role=Role.APPROVER))
    assert "rm -rf build" in state["question"]
    assert [(each["to"], each["text"]) for each in state["answers"]] == [
        ("q/abc/q7", "no"),
        ("a/review", ""),
        ("q/abc/q7", "yes"),
    ]
    assert page_state(Seen(session=asking, role=Role.VIEWER))["answers"] == []


def test_a_plan_is_read_before_anything_is_decided() -> None:
    """There is no button that approves."""
    waiting = Session(
        id=SessionId("abc"),
        name="scraper",
        agent="claude",
        state=State.BLOCKED,
        reason=Reason.PLAN,
        gate=GateView(plan="p1", title="Rework the parser"),
    )
    state = page_state(Seen(session=waiting))
    assert "Rework the parser" in state["question"]
    assert [each["to"] for each in state["answers"]] == ["a/review"]


def test_only_colours_are_worn() -> None:
    """Some variables of a theme are no colours."""
    found = theme_colors({"background": "#10141B", "foreground": "auto 87%", "other": "#ffffff"})
    assert found == {"background": "#10141B"}
