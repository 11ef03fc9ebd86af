"""Every kind of event that the sources record."""

from __future__ import annotations

import re
from pathlib import Path

import plangate.daemon
from plangate.attempts.facts import FACT_KINDS
from plangate.daemon.gate.gatekeeper import _FACTS

__all__ = ["recorded_kinds"]

_KIND = re.compile(
    r'"((?:daemon|keeper|session|host|focus|grants|recordings|access|device|pin|gate|plan|question|undo|checkpoints?|job|queue)\.[a-z_]+)"'
)
_FILES = {"grants.json", "plan.md"}


def recorded_kinds() -> set[str]:
    """As they stand in the daemon's sources, with those that are made from values; files with such names are none."""
    sources = Path(plangate.daemon.__file__).parent.rglob("*.py")
    found = {kind for source in sources for kind in _KIND.findall(source.read_text())}
    return (found | {f"gate.{fact}" for fact in _FACTS.values()} | set(FACT_KINDS)) - _FILES
