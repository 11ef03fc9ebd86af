"""docs/policy.md against the sources."""

from __future__ import annotations

from pathlib import Path

from tests.support.policy_page import policy_page

PAGE = Path(__file__).parents[3] / "docs/policy.md"


def test_the_page_of_the_policy_is_its_keys() -> None:
    """docs/policy.md says what the classes say."""
    assert PAGE.read_text("utf-8") == policy_page(), (
        "run: python -m tests.support.policy_page > docs/policy.md"
    )
