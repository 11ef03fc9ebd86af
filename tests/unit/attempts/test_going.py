"""Tests of `plangate.attempts.going`: what the book remembers survives a restart of the daemon."""

from __future__ import annotations

import msgspec
from tests.support.redo import Story

from plangate.attempts.going import Memory
from plangate.model.attempts import AttemptEnd


def test_a_story_goes_on_after_a_restart() -> None:
    """Encoded, decoded, and the undo and the restart are still seen."""
    story = Story()
    story.begin()
    story.ask("Add a retry with exponential backoff to the fetcher")
    story.edit(a="a = 2\n")
    story.book.memory = msgspec.msgpack.decode(msgspec.msgpack.encode(story.book.memory), type=Memory)
    story.edit(a="a = 1\n")
    story.book.memory = msgspec.msgpack.decode(msgspec.msgpack.encode(story.book.memory), type=Memory)
    story.ask("Add a retry with exponential backoff to the fetcher")
    first, _ = story.attempts
    assert first.redone
    assert first.end is AttemptEnd.RESTARTED
