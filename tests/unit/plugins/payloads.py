"""Messages that real agents sent to their hooks, without what names a person."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

__all__ = ["names", "payload"]

_FOLDER = Path(__file__).resolve().parents[2] / "fixtures/payloads"


def payload(agent: str, name: str) -> dict[str, Any]:
    """One message, such as "PreToolUse-Bash"."""
    found: dict[str, Any] = json.loads((_FOLDER / agent / f"{name}.json").read_text())
    return found


def names(agent: str) -> list[str]:
    """All of an agent's."""
    return sorted(path.stem for path in (_FOLDER / agent).glob("*.json"))
