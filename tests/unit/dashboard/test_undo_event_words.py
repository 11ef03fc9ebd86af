"""Tests of `plangate.dashboard.undo_event_words`."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.fake_control import NOW

from plangate.dashboard.event_words import event_words
from plangate.model.event import Event


@pytest.mark.parametrize(
    ("kind", "data", "words"),
    [
        (
            "checkpoint.taken",
            {"checkpoint": "c1", "reason": "a plan waits"},
            "checkpoint c1 taken: a plan waits",
        ),
        ("undo.done", {"files": 1, "checkpoint": "c1"}, "undo brought back 1 file (checkpoint c1)"),
        ("undo.failed", {"why": "no room"}, "undo failed: no room"),
    ],
)
def test_what_an_undo_leaves_in_the_ledger_is_a_sentence(kind: str, data: dict[str, Any], words: str) -> None:
    """No names of fields and no digests."""
    assert event_words(Event(seq=1, time=NOW, kind=kind, session="", actor="daemon", data=data)) == words
