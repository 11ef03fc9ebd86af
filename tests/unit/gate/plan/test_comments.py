"""Tests of `plangate.gate.plan.comments`."""

from __future__ import annotations

from dataclasses import replace

from tests.unit.gate.plan.samples import ADA, sample

from plangate.gate.plan.comments import Anchor, Comment, anchor_line, anchor_step, feedback, place
from plangate.gate.plan.record import Step


def test_a_step_is_found_by_its_id_and_then_by_its_text() -> None:
    """Edits move steps about."""
    plan = sample()
    anchor = anchor_step(plan, "s2")
    assert place(plan, anchor) == ("s2", 0)
    moved = replace(plan, steps=(Step(id="s1", text="first"), Step(id="s3", text="test it")))
    assert place(moved, anchor) == ("s3", 0)
    assert place(replace(plan, steps=()), anchor) is None


def test_a_line_is_found_where_it_went() -> None:
    """By its text; of equal lines the nearest."""
    plan = replace(sample(), body="a\nsame\nb\nsame\n")
    anchor = anchor_line(plan, 4)
    assert place(replace(plan, body="new\na\nsame\nb\n  same\n"), anchor) == ("", 5)
    assert place(replace(plan, body="a\nb\n"), anchor) is None
    assert anchor_line(plan, 99) == Anchor()


def test_open_comments_become_one_text_for_the_agent() -> None:
    """With what each is about."""
    plan = sample()
    comments = (
        Comment(id="1", text="why?", by=ADA, at=1, anchor=anchor_step(plan, "s1")),
        Comment(id="2", text="done", by=ADA, at=1, resolved=True),
        Comment(id="3", text="more tests", by=ADA, at=1),
    )
    text = feedback(plan, comments, "Not yet.")
    assert 'on step s1 "sort": why?' in text
    assert "- more tests" in text
    assert "done" not in text
    assert "Not yet." in text
