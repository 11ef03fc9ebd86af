"""What a client can ask about states, background jobs and queued prompts; carried out by `Control.ask` and `BlockingControl.ask`."""

from __future__ import annotations

from plangate.client.call import Call, done, expect
from plangate.model.explanation import Explanation
from plangate.model.jobs import Job
from plangate.model.queue import Queued
from plangate.wire import jobs as wire
from plangate.wire.messages import Message

__all__ = ["cancel", "change", "enqueue", "explanation", "jobs", "queue", "test_notification"]


def explanation(session: str) -> Call[Explanation]:
    """Why its state is believed, and what else is said about it."""
    return Call(
        lambda id: wire.AskExplanation(id, session),
        lambda reply: expect(reply, wire.ExplanationReply).explanation,
    )


def jobs(session: str = "") -> Call[list[Job]]:
    """What runs, or ran lately, behind the back of a session, or of all."""
    return Call(lambda id: wire.AskJobs(id, session), lambda reply: expect(reply, wire.Jobs).jobs)


def queue(session: str = "") -> Call[list[Queued]]:
    """Prompts that wait for a session or for any, and the last ones that do no more."""
    return Call(lambda id: wire.AskQueue(id, session), _items)


def enqueue(key: str, session: str, text: str, when: str) -> Call[Queued]:
    """Queue a prompt.

    Args:
        key: Letters and digits; asking again with it queues no second one.
        session: Its id.
        text: The prompt.
        when: now, idle or job:NUMBER-ends.
    """
    return Call(lambda id: wire.Enqueue(id, key, session, text, when), _item)


def change(item: str, *, text: str | None = None, when: str | None = None) -> Call[Queued]:
    """Change a prompt that waits; None leaves a part as it is."""
    return Call(lambda id: wire.ChangeQueued(id, item, text, when), _item)


def cancel(item: str) -> Call[Queued]:
    """Take a prompt back that waits."""
    return Call(lambda id: wire.ChangeQueued(id, item, cancel=True), _item, repeatable=False)


def test_notification() -> Call[str]:
    """Send a notification to every sink of the settings; what came of it, a line for each."""
    return Call(lambda id: wire.TestNotification(id), done, patience=60.0, repeatable=False)


def _items(reply: Message) -> list[Queued]:
    return expect(reply, wire.Queue).items


def _item(reply: Message) -> Queued:
    return _items(reply)[0]
