"""Tests of `plangate.cli.resolve`."""

from __future__ import annotations

import pytest
from tests.support.fake_blocking import session

from plangate.cli.resolve import find, find_all
from plangate.errors import NotFound, UsageError
from plangate.model.session import Exit

SESSIONS = [
    session("abcd2345", name="api", created=1.0),
    session("abxy2345", name="web", created=3.0),
    session("zzzz2345", name="abcd2345x", created=2.0),
]


@pytest.mark.parametrize(
    ("word", "id"),
    [
        ("abcd2345", "abcd2345"),
        ("abc", "abcd2345"),
        ("web", "abxy2345"),
        ("we", "abxy2345"),
        ("-", "abxy2345"),
    ],
)
def test_a_session_is_found_by_what_people_type(word: str, id: str) -> None:
    """Id, beginning of an id, name, beginning of a name, or the newest."""
    assert find(SESSIONS, word).id == id


def test_an_exact_id_wins_over_a_name() -> None:
    """A name that looks like another session's id cannot take its place."""
    assert find(SESSIONS, "abcd2345").id == "abcd2345"


def test_a_name_means_the_session_that_runs() -> None:
    """After a restart the ended one is still listed, by the same name."""
    ended = session("old22222", name="api", exit=Exit(0))
    assert find([ended, session("new22222", name="api")], "api").id == "new22222"
    with pytest.raises(UsageError):
        find([ended, ended], "api")


def test_ambiguity_lists_the_candidates() -> None:
    """Whoever typed too little sees what there is to choose from."""
    with pytest.raises(UsageError) as raised:
        find(SESSIONS, "ab")
    assert "abcd2345  api" in raised.value.hint
    assert "abxy2345  web" in raised.value.hint


@pytest.mark.parametrize("sessions", [[], SESSIONS])
def test_what_does_not_exist_is_not_found(sessions: list) -> None:  # type: ignore[type-arg]
    """With the way to find out what does."""
    with pytest.raises(NotFound):
        find(sessions, "nothing")


def test_an_empty_word_means_no_session() -> None:
    """An empty variable in a script must not mean some session."""
    with pytest.raises(UsageError):
        find(SESSIONS, "")


def test_each_session_is_meant_once() -> None:
    """Named twice, done once."""
    assert [found.id for found in find_all(SESSIONS, ["web", "abxy", "api"])] == ["abxy2345", "abcd2345"]
