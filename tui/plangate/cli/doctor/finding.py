"""One thing that was looked at."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

__all__ = ["Finding", "Level"]


class Level(StrEnum):
    """How good it is."""

    OK = "ok"
    NOTE = "note"
    """Good to know, nothing to do."""
    WARN = "warn"
    """Works, but something is lost or will fail later."""
    FAIL = "fail"
    """Something does not work."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, in one line, and what can be done about it."""

    section: str
    name: str
    level: Level
    text: str
    hint: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    """The same as values, for `--json`."""
