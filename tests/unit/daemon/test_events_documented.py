"""docs/events.md against the sources."""

from __future__ import annotations

import re
from pathlib import Path

import plangate.daemon
from plangate.attempts.facts import FACT_KINDS
from plangate.daemon.gate.gatekeeper import _FACTS

_ROOT = Path(__file__).parents[3]
_KIND = re.compile(
    r'"((?:daemon|keeper|session|host|focus|grants|recordings|access|pin|gate|plan|question|undo|checkpoints?)\.[a-z_]+)"'
)
_ROW = re.compile(r"^\| (`[a-z._`, ]+`) \|", re.MULTILINE)
_ALSO = {f"gate.{fact}" for fact in _FACTS.values()} | set(FACT_KINDS)


def test_every_kind_of_event_is_documented() -> None:
    """And no kind is documented that nothing records."""
    sources = Path(plangate.daemon.__file__).parent.rglob("*.py")
    recorded = {kind for source in sources for kind in _KIND.findall(source.read_text())}
    recorded = (recorded | _ALSO) - {
        "grants.json",
        "plan.md",
        "plan.voted",
        "plan.started",
    }  # files; a plan's own events have a list
    rows = _ROW.findall((_ROOT / "docs" / "events.md").read_text())
    documented = {kind for row in rows for kind in re.findall(r"`([a-z._]+)`", row)}
    assert recorded == documented
