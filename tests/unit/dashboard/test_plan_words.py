"""Tests of `plangate.dashboard.plan_words`."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.support.scenes import PLAN

from plangate.dashboard.plan_words import difference, differs, facts, printable, step_of, warnings
from plangate.model.gate import Strength
from plangate.model.holding import opening, prevents


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("fine", ""),
        ("a\n" * 130, "It has 131 lines"),
        ("seen <!-- rm -rf / --> seen", "1 passage would not show"),
        ("[x]: http://127.0.0.1 'hidden'", "1 passage would not show"),
        ("safe \u202e kcart", "cannot be seen"),
        ("zero\u200bwidth", "cannot be seen"),
        ("tabs\tand\r\nlines", ""),
    ],
)
def test_what_a_reader_could_miss_is_said(text: str, words: str) -> None:
    """Too long, hidden by the rendering, hidden by characters."""
    found = " ".join(warnings(replace(PLAN, markdown=text, warnings=())))
    assert words in found
    assert bool(words) is bool(found)


def test_characters_that_hide_others_are_shown() -> None:
    """Line breaks and tabs stay."""
    assert printable("a\u202eb\u200b\x1b[2J\n\tc\r\nd") == "a‹U+202E›b‹U+200B›‹U+001B›[2J\n\tc\nd"


def test_steps_are_found_by_their_text() -> None:
    """Whatever marks them in the list."""
    lines = PLAN.markdown.splitlines()
    found = {step_of(PLAN, number) for number in range(0, len(lines) + 2)}
    assert found == {"", "s1", "s2", "s3", "s4"}


def test_the_difference_is_to_what_was_read_last() -> None:
    """Else to the version before; a first version has none."""
    first = replace(PLAN, summary=replace(PLAN.summary, version=1), versions=PLAN.versions[:1])
    assert differs(first, 0) is None
    before = differs(PLAN, 0)
    assert before is not None
    assert before.number == 1
    words = str(difference(before.markdown, PLAN.markdown))
    assert "- 4. Run the tests of the orders" in words
    assert "+ 4. Run the whole suite, mend what breaks" in words
    assert "The text is the same" in str(difference("a", "a"))


def test_facts_name_what_opens_of_git() -> None:
    """Beside the directories of the scope, and what of it does not."""
    shown = dict(facts(replace(PLAN, strength=Strength.KERNEL, directories=("src",), stores=(".git",))))
    assert shown["Writable in the kernel"] == (
        "src/",
        ".git/ (git: commits and branches, no hooks, no configuration)",
    )


@pytest.mark.parametrize("strength", [*Strength, None])
def test_facts_claim_no_more_than_holds(strength: Strength | None) -> None:
    """The kernel is named only where it is the kernel that holds; what only notices says so."""
    headings = [heading for heading, _ in facts(replace(PLAN, strength=strength, directories=("src",)))]
    assert ("Writable in the kernel" in headings) == (strength is Strength.KERNEL)
    claims = [heading for heading in headings if "ritable" in heading]
    assert bool(claims) == (strength is not None and prevents(strength))
    assert opening(strength) in headings
