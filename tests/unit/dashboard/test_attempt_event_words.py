"""Tests of `plangate.dashboard.attempt_event_words`."""

from __future__ import annotations

import pytest

from plangate.attempts.facts import FACT_KINDS
from plangate.dashboard.attempt_event_words import ATTEMPT_SENTENCES
from plangate.dashboard.event_words import event_color, event_words
from plangate.model.event import Event


@pytest.mark.parametrize(
    ("kind", "fact", "words"),
    [
        ("attempt.began", {"prompt": "Fix it\nnow", "linked": ""}, "asked: Fix it"),
        (
            "attempt.began",
            {"prompt": "Fix it", "linked": "the same prompt"},
            "asked: Fix it (again: the same prompt)",
        ),
        ("attempt.worked", {"files": 1, "lines": 12}, "edited 1 file, 12 lines"),
        ("attempt.planned", {"before_edit": True}, "plan approved before the first edit"),
        ("attempt.ended", {"end": "done", "why": "the turn ended"}, "attempt done: the turn ended"),
        ("attempt.restarted", {"why": "the same prompt"}, "begun again: the same prompt"),
        ("attempt.marked", {"end": "undone", "by": "ada"}, "counts as undone, says ada"),
        ("undo.taken_back", {}, "the work is there again"),
    ],
)
def test_facts_are_sentences(kind: str, fact: dict[str, object], words: str) -> None:
    """As a person would tell them."""
    assert event_words(Event(1, 0.0, kind, data={"fact": fact})) == words


def test_an_undo_says_how_much_by_whom_and_why_it_is_believed() -> None:
    """In part, or all of it."""
    undo = {
        "full": False,
        "share": 0.4,
        "who": "agent",
        "kind": "restore",
        "confidence": "high",
        "evidence": "a.py is back",
    }
    event = Event(1, 0.0, "attempt.undone", data={"fact": {"undo": undo}})
    assert event_words(event) == "undone in part, 40 % by agent (restore, high): a.py is back"
    whole = {**undo, "full": True, "who": "unknown"}
    assert event_words(Event(1, 0.0, "attempt.undone", data={"fact": {"undo": whole}})).startswith(
        "all undone (restore"
    )
    assert event_color(event) == "warning"


@pytest.mark.parametrize("kind", [*FACT_KINDS, *ATTEMPT_SENTENCES])
def test_every_kind_has_words_even_without_data(kind: str) -> None:
    """What an older version left out harms nobody."""
    assert kind in ATTEMPT_SENTENCES
    assert event_words(Event(1, 0.0, kind))
