from __future__ import annotations

from datetime import UTC

import pytest

from plangate.dashboard.event_words import event_color, event_time, event_words, fits, names_in
from plangate.model.event import Event

NOW = 1_800_000_000.0


@pytest.mark.parametrize(
    ("kind", "data", "words"),
    [
        ("session.started", {"agent": "claude", "task": "fix\nit"}, "started claude: fix it"),
        ("session.started", {"agent": "shell"}, "started shell"),
        ("session.ended", {"code": 0}, "ended well"),
        ("session.ended", {"code": 3}, "ended with exit 3"),
        ("session.ended", {"code": None, "signal": 9}, "ended by signal 9"),
        ("session.ended", {}, "ended, nobody could collect its exit code"),
        ("session.ended", {"note": "interrupted: its host died"}, "ended, interrupted: its host died"),
        ("focus.changed", {"holder": "phone of Ada"}, "focus to phone of Ada"),
        ("focus.changed", {"holder": ""}, "focus free"),
        ("session.state_changed", {"state": "blocked", "reason": "plan", "was": "working"}, "blocked (plan), was working"),
        ("host.succeeded", {"pid": 1}, "its host died and was replaced; the agent lives on"),
        ("plan.was_approved", {"by": "Ada", "note": None}, "plan was approved by=Ada"),
    ],
)  # fmt: skip
def test_events_are_sentences(kind: str, data: dict[str, object], words: str) -> None:
    """Known kinds read like a sentence, unknown ones show what they hold."""
    assert event_words(Event(1, NOW, kind, data=data)) == words


def test_ends_are_painted_by_how_they_ended() -> None:
    """A failure is red, a stop on request is not."""
    assert event_color(Event(1, NOW, "session.ended", data={"code": 1})) == "state-failed"
    assert (
        event_color(Event(1, NOW, "session.ended", data={"signal": 15, "stopped": True})) == "state-stopped"
    )
    assert event_color(Event(1, NOW, "keeper.lost")) == "warning"


def test_times_name_the_day_when_it_is_another() -> None:
    """Today's events have a time of day, older ones the date."""
    assert event_time(Event(1, NOW, "x.y"), NOW, UTC) == "08:00:00"
    assert event_time(Event(1, NOW - 86400, "x.y"), NOW, UTC) == "14 Jan 08:00"


def test_all_words_of_a_filter_must_fit() -> None:
    """Name, kind, actor and sentence are looked through."""
    event = Event(1, NOW, "session.renamed", "abcdefgh", "desk", {"name": "new"})
    assert fits(event, "checkout", "CHECK renamed desk")
    assert not fits(event, "checkout", "check phone")


def test_names_of_sessions_that_are_gone_are_remembered_by_their_events() -> None:
    """The task at first, then the newest name."""
    events = [
        Event(1, NOW, "session.started", "a", data={"task": "fix"}),
        Event(2, NOW, "session.started", "b", data={"task": "test"}),
        Event(3, NOW, "session.renamed", "b", data={"name": "tester", "task": "test"}),
        Event(4, NOW, "session.ended", "b"),
    ]
    assert names_in(events) == {"a": "fix", "b": "tester"}
