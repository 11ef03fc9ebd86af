"""The configuration that opencode gets for a gated session, by the variable that holds configuration."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plangate.plugins.gate import HookCommand
from plangate.plugins.held import GUIDE

__all__ = ["CONTENT", "PLUGIN", "environment"]

CONTENT = "OPENCODE_CONFIG_CONTENT"
PLUGIN = Path(__file__).with_name("gate.js")
_GATE, _TELL = "PLANGATE_OPENCODE_GATE", "PLANGATE_OPENCODE_TELL"


def environment(hook: HookCommand, env: Mapping[str, str]) -> dict[str, str]:
    """Variables that have opencode load our plugin and read the guide; what the user's say is kept.

    Raises:
        ValueError: The user's configuration in that variable is not plain JSON.
    """
    given = _read(env.get(CONTENT, ""))
    instructions = () if hook.observe else (str(GUIDE),)
    told = {
        **given,
        "plugin": _with(given.get("plugin"), (PLUGIN.as_uri(),)),
        "instructions": _with(given.get("instructions"), instructions),
    }
    return {CONTENT: json.dumps(told), _GATE: hook.gate("opencode"), _TELL: hook.tell("opencode")}


def _read(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text or "{}")
    except ValueError as error:
        raise ValueError(f"{CONTENT} is not plain JSON") from error
    if not isinstance(found, dict):
        raise ValueError(f"{CONTENT} is no object")
    return found


def _with(theirs: object, ours: tuple[str, ...]) -> list[object]:
    kept = [one for one in theirs if one not in ours] if isinstance(theirs, list) else []
    return [*kept, *ours]
