from __future__ import annotations

import pytest
from msgspec.structs import replace

from plangate.dashboard.theme_file import STATES
from plangate.dashboard.wording import (
    GLYPHS,
    age,
    asks,
    clean,
    explain_state,
    says_something,
    state_variable,
    state_words,
    telling_line,
)
from plangate.model.session import Exit, Reason, Session, SessionId, State
from plangate.width import cells

ONE = Session(id=SessionId("aaaaaaaa"), name="one", agent="shell", state=State.BLOCKED, reason=Reason.PLAN)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-3, "0s"), (0.9, "0s"), (59, "59s"), (60, "1m"), (3599, "59m"), (3600, "1h"), (4200, "1h10m"),
        (35999, "9h59m"), (36000, "10h"), (86400, "24h"), (172800, "2d"), (86400 * 400, "400d"),
    ],
)  # fmt: skip
def test_ages_are_short(seconds: float, text: str) -> None:
    """An age takes at most five cells and never counts backwards."""
    assert age(seconds) == text
    assert len(text) <= 5


def test_every_state_has_a_sign_and_a_colour() -> None:
    """Signs take one cell and differ, and the theme knows the colour of every state."""
    assert {cells(glyph) for glyph in GLYPHS.values()} == {1}
    assert len(set(GLYPHS.values())) == len(GLYPHS) == len(State)
    assert {state_variable(state) for state in State} == {f"state-{name}" for name in STATES}


def test_states_are_said_in_words() -> None:
    """Blocked names its reason, failed its exit."""
    assert state_words(ONE) == "plan"
    assert explain_state(replace(ONE, evidence="plan on screen")) == "blocked: plan · plan on screen"
    assert state_words(replace(ONE, state=State.FAILED, exit=Exit(signal=9))) == "failed, signal 9"
    assert asks(ONE) == "It has a plan for you to read"
    assert asks(replace(ONE, last_line=" Go\ton?\x1b ")) == "Go on?"


def test_text_of_programs_is_made_safe() -> None:
    """Control characters and line breaks never reach a one-line label."""
    assert clean("a\x1b[31mb\r\n\tc   d") == "a [31mb c d"


@pytest.mark.parametrize(
    "line",
    ["", "❯", "│ > │", "? for shortcuts", " Esc to cancel · Tab to amend", "plan first (shift+tab) · /help",
     "ctrl+c to exit", "─────────", "root@vm:~/shop#", "enter to select · esc to go back"],
)  # fmt: skip
def test_frames_prompts_and_key_help_say_nothing(line: str) -> None:
    """What every agent has at the bottom of its screen is no answer to what it wants."""
    assert not says_something(line)


def test_the_telling_line_is_the_question_where_one_is_asked() -> None:
    """Found above its choices and the help for keys; else the last words that are not a choice."""
    asking = [
        "● I will round.",
        " Do you want to make this edit?",
        " ❯ 1. Yes",
        "   2. No",
        " Esc to cancel · Tab to amend",
    ]
    assert telling_line([*asking, *[""] * 40], question=True) == "Do you want to make this edit?"
    assert telling_line([*asking[:1], *asking[2:]], question=True) == "● I will round."
    assert (
        telling_line(["● Done: 2 files changed.", "", "❯", "  ? for shortcuts"], question=False)
        == "● Done: 2 files changed."
    )
    assert telling_line(["│ > │"], question=False) == ""


def test_a_last_line_that_says_nothing_is_replaced() -> None:
    """The task says more than "? for shortcuts"."""
    idle = replace(ONE, state=State.DONE, last_line="? for shortcuts", task="Round the totals")
    assert asks(idle) == "Round the totals"
    assert asks(replace(ONE, last_line="Esc to cancel · Tab to amend")) == "It has a plan for you to read"


def test_an_undo_under_way_comes_before_every_state() -> None:
    """Until it has ended nothing else counts."""
    session = Session(id=SessionId("a"), name="a", agent="shell", state=State.WORKING, undoing="u1")
    assert state_words(session) == "undoing"
