"""Tests of `plangate.dashboard.gate_event_words`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from plangate.dashboard.event_words import event_color, event_words
from plangate.dashboard.gate_event_words import GATE_SENTENCES
from plangate.model.event import Event

_VOTE = {"vote": {"by": {"name": "ada"}, "kind": "changes", "reason": "smaller steps"}}


@pytest.mark.parametrize(
    ("kind", "data", "words", "color"),
    [
        ("gate.stationed", {"strength": "kernel", "fault": ""}, "gated, strength kernel", "foreground"),
        ("gate.opened", {"directories": ["src", "tests"], "why": "plan"}, "gate open: src, tests (plan)", "success"),
        ("gate.opened", {"directories": ["."]}, "gate open: the whole workspace", "success"),
        ("gate.closing", {"holders": ["node (4): a"]}, "gate closing, held by node (4): a", "warning"),
        ("gate.decision", {"tool": "Bash", "verdict": "deny", "words": "closed"}, "Bash refused: closed", "warning"),
        ("gate.decisions", {"allowed": [{"times": 3}, {"times": 4}]}, "7 harmless tools let through", "foreground"),
        ("gate.glass_broken", {"minutes": 15, "reason": "down"}, "glass broken for 15 minutes: down", "error"),
        ("gate.restored", {"changes": 2, "left": []}, "restored, 2 changes undone", "foreground"),
        ("gate.coin_tossed", {"says": "plan"}, "the coin says: with a plan", "foreground"),
        ("gate.coin_tossed", {"says": "no plan"}, "the coin says: no plan is needed", "foreground"),
        ("gate.budget_given", {"reason": "a typo"}, "budget opened: a typo", "foreground"),
        ("gate.budget_given", {"reason": "now", "despite": True}, "budget opened against the coin: now", "foreground"),
        ("plan.voted", {"event": _VOTE}, "plan sent back by ada: smaller steps", "foreground"),
        ("plan.refused", {"tried": "plan.voted", "why": "wrong code"}, "plan.voted refused: wrong code", "error"),
        ("access.refused", {"why": "it belongs to a gated session"}, "refused to a program of a session: it belongs to a gated session", "error"),
    ],
)  # fmt: skip
def test_sentences(kind: str, data: dict[str, Any], words: str, color: str) -> None:
    """What happened, in the order in which a person asks."""
    event = Event(1, 0.0, kind, "s", "daemon", data)
    assert event_words(event) == words
    assert event_color(event) == color


@pytest.mark.parametrize("kind", GATE_SENTENCES)
def test_no_sentence_needs_what_may_be_missing(kind: str) -> None:
    """A ledger of another version may hold less, or other things."""
    for data in ({}, {"event": "x", "allowed": 3, "directories": "x", "holders": None, "left": 1}):
        assert event_words(Event(1, 0.0, kind, "s", "daemon", data))


def test_every_documented_event_of_a_gate_has_a_sentence() -> None:
    """docs/events.md names them."""
    page = (Path(__file__).parents[3] / "docs" / "events.md").read_text("utf-8")
    told = set(re.findall(r"`((?:gate|access)\.[a-z_]+)`", page))
    assert told
    assert told <= set(GATE_SENTENCES)


def test_an_unknown_event_shows_its_plain_facts() -> None:
    """Not what is nested in it."""
    event = Event(1, 0.0, "plan.viewed", "s", "ada", {"plan": "p-1", "event": {"version": 1}})
    assert event_words(event) == "plan viewed plan=p-1"
