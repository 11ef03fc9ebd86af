from __future__ import annotations

import pytest
from msgspec.structs import replace

from plangate.dashboard.actions import ACTIONS, Scope, action_named, available, in_scope
from plangate.model.session import Exit, Session, SessionId, State

RUNNING = Session(id=SessionId("aaaaaaaa"), name="one", agent="shell", state=State.WORKING)


def test_names_are_unique_and_speak() -> None:
    """Every action is named subject.verb, once, and explains itself in one line."""
    names = [action.name for action in ACTIONS]
    assert len(set(names)) == len(names)
    for action in ACTIONS:
        subject, verb = action.name.split(".")
        assert subject.isidentifier()
        assert verb.isidentifier()
        assert action.help
        assert not action.help.endswith(".")
        assert len(action.help) <= 90


@pytest.mark.parametrize("scope", list(Scope))
def test_a_key_means_one_thing_in_a_place(scope: Scope) -> None:
    """No two actions share a default key in a place, and keys that work everywhere are free everywhere."""
    views = {Scope.LIST, Scope.GRID, Scope.INBOX, Scope.EVENTS}
    actions = [*in_scope(scope), *(in_scope(Scope.EVERYWHERE) if scope in views else ())]
    keys = [key for action in dict.fromkeys(actions) for key in action.keys]
    assert sorted(keys) == sorted(set(keys))


def test_typing_keeps_all_keys_but_one() -> None:
    """While typing into a session a single chord is not the agent's."""
    assert [key for action in in_scope(Scope.TERMINAL) for key in action.keys] == [
        "ctrl+right_square_bracket"
    ]


def test_what_an_action_needs_decides_whether_it_is_offered() -> None:
    """Stop is for running sessions, remove for ended ones, resume for those an agent can go on with."""
    ended = replace(RUNNING, state=State.STOPPED, exit=Exit(0))
    stop, remove, resume = (action_named(f"session.{verb}") for verb in ("stop", "remove", "resume"))
    assert available(stop, RUNNING)
    assert not available(stop, ended)
    assert not available(remove, RUNNING)
    assert available(remove, ended)
    assert not available(resume, ended)
    assert available(resume, replace(ended, resumable=True))
    assert not available(stop, None)
    assert available(action_named("session.new"), None)


def test_every_action_can_be_reached_on_every_latin_keyboard() -> None:
    """Characters that need AltGr on German, French, Spanish or Nordic keyboards are never the only way.

    The one exception is the chord that leaves a session; docs/keys.md says how to change it.
    """
    behind_altgr = {
        "at", "number_sign", "left_square_bracket", "right_square_bracket", "left_curly_bracket",
        "right_curly_bracket", "backslash", "vertical_line", "tilde", "circumflex_accent", "grave_accent", "dollar_sign",
    }  # fmt: skip
    hard = [
        action.name
        for action in ACTIONS
        if action.keys and all(key.rpartition("+")[2] in behind_altgr for key in action.keys)
    ]
    assert hard == ["terminal.leave"]
