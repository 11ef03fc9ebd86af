"""Tests of `plangate.daemon.attempts.requests`."""

from __future__ import annotations

from plangate.daemon.attempts import requests
from plangate.model.attempts import Task


def test_a_message_holds_as_many_tasks_as_fit() -> None:
    """At least one, however large; what is small comes at once."""
    small, large = Task(id="a", title="x"), Task(id="b", title="x" * 3_000_000)
    assert requests.page_of([small, small, small]) == [small, small, small]
    assert requests.page_of([small, large, large]) == [small, large]
    assert requests.page_of([Task(id="c", title="x" * 9_000_000), small]) == [
        Task(id="c", title="x" * 9_000_000)
    ]
    assert requests.page_of([]) == []
