"""Tests of `plangate.attempts.prompts`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangate.attempts.prompts import Vocabulary, asks_again, is_routine, title

TASK = "Implement pagination for the orders endpoint in api/orders.py"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "y",
        "Yes!",
        "ok, continue",
        "please go on",
        "commit it",
        "/model opus",
        "run the tests",
        "undo that",
        "LGTM",
        "Implement the plan.",
        "The plan is approved. Implement it.",
    ],
)
def test_routine(text: str) -> None:
    """They keep a conversation going and ask for nothing new."""
    assert is_routine(text)


@pytest.mark.parametrize(
    "text",
    [
        TASK,
        "commit hooks should run the linter",
        "continue statements are missing in the loop",
        "no, use httpx",
        "implement the plan for the orders page",
        "the plan is wrong: use httpx",
    ],
)
def test_not_routine(text: str) -> None:
    """They begin like a routine prompt and ask for something."""
    assert not is_routine(text)


@pytest.mark.parametrize(
    "text",
    [
        "try again",
        "No, start over from scratch",
        "please do it again",
        "let's start over: keep the old names",
    ],
)
def test_asks_again(text: str) -> None:
    """They name no task: the last one is meant."""
    assert asks_again(text)


def test_a_task_does_not_ask_again() -> None:
    """Words of it do not make it so."""
    assert not asks_again("Begin a transaction before the second try in the importer")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (TASK, TASK.upper() + "  "),
        (TASK, TASK + "."),
        (TASK, f"Start again. {TASK}, and this time keep the tests green, do not touch the models"),
        (TASK, TASK.replace("pagination", "paginations")),
    ],
)
def test_same(one: str, other: str) -> None:
    """Near-identical prompts and a prompt inside a longer one are the same request, both ways."""
    known = Vocabulary()
    assert known.same(one, other)
    assert known.same(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (TASK, "Implement sorting for the orders endpoint in api/orders.py"),
        (TASK, "Implement pagination for the users endpoint in api/users.py"),
        ("Do step 3 of the migration plan please", "Do step 4 of the migration plan please"),
        ("add tests", "add tests for the parser and fix the two that fail"),
        (TASK, "Review pagination"),
        (TASK, ""),
    ],
)
def test_not_same(one: str, other: str) -> None:
    """Prompts of one family are different tasks."""
    known = Vocabulary()
    for text in (one, other, TASK, "Implement caching for the orders endpoint in api/orders.py"):
        known.learn(text)
    assert not known.same(one, other)
    assert not known.same(other, one)


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_can_be_compared(one: str, other: str) -> None:
    """Whatever a prompt holds; equal ones are the same unless they are empty."""
    known = Vocabulary()
    known.learn(one)
    assert bool(known.same(one, other)) == bool(known.same(other, one))
    assert bool(known.same(one, one)) == bool(one.split())
    is_routine(one)
    asks_again(one)
    assert len(title(one)) <= 80
    assert title(one).isprintable()


def test_title_is_the_first_line_that_says_something() -> None:
    """Marks of lists and headings are left out, and what is too long is cut."""
    assert title("\n\n## Fix the parser\n\nIt is slow.") == "Fix the parser"
    assert title("x" * 100) == "x" * 79 + "…"
