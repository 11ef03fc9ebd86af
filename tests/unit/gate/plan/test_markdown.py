"""Tests of `plangate.gate.plan.markdown`."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from plangate.gate.plan.markdown import is_long, parse, render
from plangate.gate.plan.record import PlanId, plan_of
from plangate.gate.scope import fault

CLAUDE = """\
# Plan: Add paging to the list

## Context
The list grows without end.

## Files to modify
- `src/list.py` - the query
- `src/views/` (templates)

## Implementation steps
1. **Query**: take `limit` and `offset`
   and keep the order
   - a detail
2. View (done when: `pytest tests/test_list.py` passes)
3. [ ] Docs

## Risks
- Slow offsets

## Verification
Run `pytest`.

## Out of scope
- `src/other.py`
"""


def test_a_plan_as_claude_writes_them() -> None:
    """Title, goal, steps with what continues them, scope, risks, tests."""
    plan = parse(CLAUDE)
    assert plan.title == "Add paging to the list"
    assert plan.goal == "The list grows without end."
    assert [(step.id, step.text, step.done_when) for step in plan.steps] == [
        ("s1", "Query: take `limit` and `offset` and keep the order", ""),
        ("s2", "View", "`pytest tests/test_list.py` passes"),
        ("s3", "Docs", ""),
    ]
    assert (plan.scope, plan.scope_assumed) == (("src/list.py", "src/views/"), False)
    assert (plan.risks, plan.tests, plan.out_of_scope) == (
        ("Slow offsets",),
        ("Run `pytest`.",),
        ("`src/other.py`",),
    )


def test_paths_in_the_text_suggest_a_scope() -> None:
    """When no section names files; what is out of scope is not in it, nor are commands."""
    plan = parse(
        "# T\n1. Change `src/a.py:12` and `b.py`\n2. run `npm test`\n\n## Out of scope\n- `c/d.py`\n"
    )
    assert plan.scope == ("src/a.py", "b.py")


def test_without_paths_the_whole_workspace_is_assumed_and_it_says_so() -> None:
    """A person sees that nobody named a scope."""
    plan = parse("Just do it:\n- first\n- second\n")
    assert (plan.scope, plan.scope_assumed, [step.text for step in plan.steps]) == (
        ("**",),
        True,
        ["first", "second"],
    )


def test_front_matter_wins() -> None:
    """Lists in both of YAML's forms."""
    plan = parse(
        "---\ntitle: 'Front'\nscope: [src/**, \"docs/*.md\"]\nrisks:\n  - one\n  - two\n---\n# Body\n1. x\n"
    )
    assert (plan.title, plan.scope, plan.risks) == ("Front", ("src/**", "docs/*.md"), ("one", "two"))


def test_codex_proposals_without_a_heading() -> None:
    """The first line is the title, bold lines are headings."""
    plan = parse("Fix the parser\n\n**Steps**\n1. a\n2. b\n\n**Tests**\n- c\n")
    assert (plan.title, len(plan.steps), plan.tests) == ("Fix the parser", 2, ("c",))


def test_a_heading_that_says_only_plan_gives_way_to_the_task() -> None:
    """And the marks around a proposal are no text."""
    text = "<proposed_plan>\n# Implementation Plan\n1. a\n</proposed_plan>\n"
    assert parse(text, title="Sort the list").title == "Sort the list"
    assert parse(text).title == "Implementation Plan"
    assert parse("<proposed_plan>\nFix it\n\n- a\n</proposed_plan>").title == "Fix it"
    assert parse("", title="The task").title == "The task"


def test_the_title_is_no_section() -> None:
    """Whatever words are in it."""
    plan = parse("# Plan: change the files of the tests\n\n## Notes\n- think\n\n## Steps\n1. act\n")
    assert ([step.text for step in plan.steps], plan.scope_assumed, plan.tests) == (["act"], True, ())


def test_fenced_code_is_no_structure() -> None:
    """A shell comment is no heading, a list in code no step."""
    plan = parse("# T\n```sh\n# not a title\n- no step\ncat `x/y`\n```\n1. real\n")
    assert [step.text for step in plan.steps] == ["real"]
    assert plan.scope_assumed


def test_paths_that_lead_out_are_no_scope() -> None:
    """Neither absolute ones nor `..`."""
    assert parse("# T\n## Files\n- `/etc/passwd`\n- `../x.py`\n- `~/y.py`\n").scope_assumed


def test_steps_named_by_headings() -> None:
    """Some agents write a heading for each."""
    plan = parse("# T\n## Steps\n### 1. First\ntext\n### 2. Second\ntext\n")
    assert [step.text for step in plan.steps] == ["1. First", "2. Second"]


def test_long_plans_are_told() -> None:
    """Nobody reads them to the end."""
    assert is_long(parse("# T\n" + "x\n" * 121))
    assert not is_long(parse(CLAUDE))


LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "# T",
                "## Files",
                "## Steps",
                "## Risks",
                "---",
                "```",
                "- a",
                "1. b",
                "  - c",
                "`src/x.py`",
                "**Tests**:",
                "scope: [a/b]",
                "",
            ]
        ),
        st.text(max_size=30),
    ),
    max_size=20,
).map("\n".join)


@given(LINES)
def test_no_text_makes_it_raise_and_every_scope_is_whole(text: str) -> None:
    """Agents write anything."""
    plan = parse(text)
    assert plan.title
    assert plan.scope
    assert [glob for glob in plan.scope if fault(glob)] == []


@given(LINES)
def test_rendered_plans_are_read_back(text: str) -> None:
    """Scope and number of steps survive the way through markdown."""
    plan = plan_of(parse(text), id=PlanId("p"))
    again = parse(render(plan))
    assert (again.scope, again.scope_assumed) == (plan.scope, plan.scope_assumed)
    assert len(again.steps) == len(plan.steps)


def test_hostile_text_is_read_at_once() -> None:
    """Megabytes of one character, or of nested marks."""
    for text in (
        "`" * 300_000,
        "#" * 300_000,
        "- " * 100_000,
        "*" * 200_000,
        "x " * 200_000,
        "[" * 200_000 + "\n1. a",
    ):
        parse(text)
