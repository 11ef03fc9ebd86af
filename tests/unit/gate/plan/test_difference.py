"""Tests of `plangate.gate.plan.difference`."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from plangate.gate.plan.difference import Kind, compare, text_diff
from plangate.gate.plan.record import Content, Step


def content(*texts: str, **fields: tuple[str, ...]) -> Content:
    """Content with these steps."""
    steps = tuple(Step(id=f"s{number}", text=text) for number, text in enumerate(texts, 1))
    made = Content(title="T", steps=steps, body="\n".join(texts))
    return replace(made, scope=fields.get("scope", ("src/**",)))


def kinds(before: Content, after: Content) -> list[tuple[str, str]]:
    """What became of each step, in order."""
    return [
        (str(step.kind), (step.after or step.before or Step(id="", text="")).text)
        for step in compare(before, after).steps
    ]


def test_added_removed_reworded_and_moved_steps_are_told_apart() -> None:
    """As a person would say it."""
    before = content("write the query for the list", "drop the cache", "add tests", "document it")
    after = content("write the query for the long list", "add tests", "new thing entirely", "document it")
    assert kinds(before, after) == [
        ("changed", "write the query for the long list"),
        ("removed", "drop the cache"),
        ("same", "add tests"),
        ("added", "new thing entirely"),
        ("same", "document it"),
    ]
    assert [kind for kind, _ in kinds(content("aaaa", "bbbb", "cccc"), content("cccc", "aaaa", "bbbb"))] == [
        Kind.MOVED,
        Kind.SAME,
        Kind.SAME,
    ]


def test_a_wider_scope_is_seen() -> None:
    """The first thing to look at."""
    found = compare(content("a"), content("a", scope=("src/**", "setup.py")))
    assert found.scope.added == ("setup.py",)
    assert not found.nothing


def test_equal_versions_have_no_difference() -> None:
    """Nothing to read again."""
    assert compare(content("a", "b"), content("a", "b")).nothing
    assert text_diff(content("a"), content("a")) == ""
    assert "+b" in text_diff(content("a"), content("b"))


TEXTS = st.lists(st.sampled_from(["alpha one", "alpha two", "beta", "gamma", "x"]), max_size=6)


@given(TEXTS, TEXTS)
def test_every_step_of_both_is_told_exactly_once(before: list[str], after: list[str]) -> None:
    """Nothing is lost, nothing is doubled."""
    old, new = content(*before), content(*after)
    steps = compare(old, new).steps
    assert [step.after for step in steps if step.after] == list(new.steps)
    assert sorted(step.before.id for step in steps if step.before) == sorted(step.id for step in old.steps)
