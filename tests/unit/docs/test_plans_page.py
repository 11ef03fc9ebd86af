"""docs/plans.md against the sources."""

from __future__ import annotations

import re
from pathlib import Path

from plangate.model.plan import Phase

ROOT = Path(__file__).parents[3]


def test_every_phase_is_explained() -> None:
    """And no other."""
    page = (ROOT / "docs/plans.md").read_text("utf-8")
    table = page[page.index("| phase |") :]
    rows = re.findall(r"^\| (`.*?) \|", table, re.M)
    assert {word for row in rows for word in re.findall(r"`(\w+)`", row)} == set(Phase)
