"""Links between the documents."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """Every file that a page points to exists."""
    targets = re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_commands_in_the_readme_are_understood() -> None:
    """What the first screen shows can be typed."""
    import shlex

    from plangate.cli.parser import parse

    lines = re.findall(r"^    plangate (.*?)(?:  +#.*)?$", PAGES[0].read_text("utf-8"), re.M)
    assert len(lines) >= 4
    for line in lines:
        parse(shlex.split(line))
