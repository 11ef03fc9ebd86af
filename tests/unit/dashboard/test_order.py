"""The order of the list, and its filter."""

from __future__ import annotations

from msgspec.structs import replace
from tests.support.scenes import SESSIONS

from plangate.dashboard.order import arrange, fits, held
from plangate.model.session import State


def test_what_waits_comes_first_and_what_has_ended_last() -> None:
    """Blocked by age, done, working by start, idle, ended."""
    assert [session.name for session in arrange(SESSIONS)] == [
        "dependency bump",
        "checkout totals",
        "api docs",
        "login flake",
        "county scraper",
        "build",
        "notes",
        "migrate to uv",
        "übersetzen 日本語",
    ]


def test_groups_stay_together() -> None:
    """A group stands where its first session would."""
    grouped = [replace(each, group="shop") if each.cwd.endswith("shop") else each for each in SESSIONS]
    groups = [session.group for session in arrange(grouped)]
    assert groups == sorted(groups, reverse=True)


def test_a_held_order_moves_nothing_and_appends_what_is_new() -> None:
    """A row that a person is about to open stays where it is."""
    before = [session.id for session in arrange(SESSIONS)][1:]
    changed = [replace(each, state=State.IDLE) for each in SESSIONS]
    assert [session.id for session in held(changed, before)][:-1] == before


def test_the_filter_knows_words_states_and_their_other_names() -> None:
    """All words must fit; waiting is blocked, running is working."""
    assert [session.name for session in SESSIONS if fits(session, "claude waiting")] == ["checkout totals"]
    assert [session.name for session in SESSIONS if fits(session, "running")] == ["county scraper", "build"]
    assert [session.name for session in SESSIONS if fits(session, "DJANGO")] == ["dependency bump"]
    assert len([session for session in SESSIONS if fits(session, "")]) == len(SESSIONS)
