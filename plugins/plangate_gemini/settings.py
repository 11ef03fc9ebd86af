"""The settings that Gemini CLI gets for a gated session, and the arguments it must not get.

They come as its system settings, which hold against the user's and the project's, by the variable
that names their file. What the machine's own system settings say is kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from plangate import atomic
from plangate.errors import Refused
from plangate.plugins.gate import HookCommand

__all__ = ["DEFAULTS", "SETTINGS", "check", "environment", "merged"]

SETTINGS = "GEMINI_CLI_SYSTEM_SETTINGS_PATH"
DEFAULTS = "GEMINI_CLI_SYSTEM_DEFAULTS_PATH"

_MACHINE = Path("/etc/gemini-cli/settings.json")
_DEFAULTS = "system-defaults.json"
_NAME = "plangate"
_DECIDED = ("BeforeTool",)
_TOLD = ("BeforeAgent", "AfterAgent", "SessionStart", "SessionEnd", "Notification")
_TOLD_SECONDS = 20
_POLICY = """# A person approves plans in Plangate, where the tool's hook waits: no second dialog on the screen.
[[rule]]
toolName = "exit_plan_mode"
decision = "allow"
priority = 900
"""
_SILENT = ("--acp", "--experimental-acp")


def check(args: Sequence[str]) -> None:
    """Make sure that nothing leads around the hooks.

    Raises:
        Refused: An argument would.
    """
    for arg in args:
        option = arg.partition("=")[0]
        if option in _SILENT:
            raise Refused(
                f"{option} has another program drive Gemini CLI, past the plan gate's messages",
                "Leave it out, or start the session without a gate.",
            )


def environment(hook: HookCommand, env: Mapping[str, str], shown: Path) -> dict[str, str]:
    """Variables that give Gemini CLI its settings; the files are written.

    Args:
        hook: Our program.
        env: What the agent would get.
        shown: A directory that sessions can read and not write.

    Raises:
        ValueError: The machine's system settings cannot be read.
        OSError: Nor can ours be written.
    """
    machine = Path(env.get(SETTINGS) or _MACHINE)
    policy = _kept(shown, _POLICY, ".toml")
    text = json.dumps(merged(_read(machine), hook, policy), indent=1)
    defaults = env.get(DEFAULTS) or str(machine.with_name(_DEFAULTS))
    return {SETTINGS: str(_kept(shown, text, ".json")), DEFAULTS: defaults}


def merged(machine: Mapping[str, Any], hook: HookCommand, policy: Path) -> dict[str, Any]:
    """The machine's settings with ours."""
    hooks = dict(_table(machine, "hooks"))
    for event, group in _hooks(hook).items():
        theirs = hooks.get(event)
        hooks[event] = [*group, *(theirs if isinstance(theirs, list) else [])]
    policies = machine.get("adminPolicyPaths")
    return {
        **machine,
        "hooks": hooks,
        "hooksConfig": {**_table(machine, "hooksConfig"), "enabled": True},
        "adminPolicyPaths": [*(policies if isinstance(policies, list) else []), str(policy)],
    }


def _hooks(hook: HookCommand) -> dict[str, list[dict[str, Any]]]:
    def group(command: str, seconds: int) -> list[dict[str, Any]]:
        return [
            {"hooks": [{"type": "command", "name": _NAME, "command": command, "timeout": seconds * 1000}]}
        ]

    decided = {event: group(hook.gate("gemini"), hook.within) for event in _DECIDED}
    return decided | {event: group(hook.tell("gemini"), _TOLD_SECONDS) for event in _TOLD}


def _read(path: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise ValueError(f"{path} is not plain JSON") from error
    if not isinstance(found, dict):
        raise ValueError(f"{path} is no object")
    return found


def _table(settings: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = settings.get(name)
    return found if isinstance(found, dict) else {}


def _kept(shown: Path, text: str, suffix: str) -> Path:
    """A file with that content, the same one for all sessions that need it."""
    path = shown / f"gemini-{hashlib.sha256(text.encode()).hexdigest()[:16]}{suffix}"
    if not path.exists():
        atomic.write(path, text.encode(), durable=False)
    return path
