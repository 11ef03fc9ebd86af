"""docs/events.md against the sources."""

from __future__ import annotations

import re
from pathlib import Path

from tests.support.event_kinds import recorded_kinds

_ROOT = Path(__file__).parents[3]
_ROW = re.compile(r"^\| (`[a-z._`, ]+`) \|", re.MULTILINE)


def test_every_kind_of_event_is_documented() -> None:
    """And no kind is documented that nothing records."""
    recorded = recorded_kinds() - {"plan.voted", "plan.started"}  # a plan's own events have a list
    rows = _ROW.findall((_ROOT / "docs" / "events.md").read_text())
    documented = {kind for row in rows for kind in re.findall(r"`([a-z._]+)`", row)}
    assert recorded == documented
