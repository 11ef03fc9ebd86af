"""The settings that Claude Code gets for a gated session, and the arguments it must not get."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from plangate.errors import Refused, UsageError
from plangate.plugins.argv import value_of, without
from plangate.plugins.gate import HookCommand

__all__ = ["GUIDE", "SCRUBBED", "gated"]

SCRUBBED = ("CLAUDE_CODE_SIMPLE", "CLAUDE_CODE_SAFE_MODE")
"""Variables that do what `--bare` and `--safe-mode` do."""

GUIDE = (
    "This session runs under Plangate's plan gate. Until a person has approved a plan, files in the workspace"
    " cannot be changed: writes fail with 'Read-only file system' or are refused, and there is no way around"
    " it. Reading, searching and tests work. To change something, enter plan mode and present a plan with"
    " ExitPlanMode: a title, numbered steps, a section Scope that lists the files to be changed, risks and"
    " tests. Where ExitPlanMode is missing, write the plan to a file in /tmp and run"
    " `plangate plan submit --file FILE --wait`. Once it is approved, go on in this session and keep to its scope."
)
"""Appended to the system prompt."""

_SILENT = ("--bare", "--safe-mode")
"""Without hooks. `disableAllHooks` in any file does not matter: the inline settings win."""
_ELSEWHERE = ("--bg", "--background", "--cloud", "--environment", "--desktop", "--teleport", "--tmux")
"""Run the agent where neither the gate nor the dashboard sees it."""
_ENDED = ("PostToolUse", "PostToolUseFailure")
_OTHER_PROGRAMS = ("agents", "attach", "gateway", "respawn")
_DECIDED = ("PreToolUse", "PermissionRequest")
_TOLD = ("UserPromptSubmit", "SessionStart", "SessionEnd", "Stop", "Notification", *_ENDED)
"""Never WorktreeCreate: a hook there takes the place of what Claude Code does itself."""
_TOLD_SECONDS = 20
_PROGRAM = "plangate/client/hook.py claude "


def gated(args: Sequence[str], hook: HookCommand, cwd: str) -> tuple[str, ...]:
    """The arguments with the gate's settings, merged with settings and a prompt that the user gave.

    Inline settings, because files can be changed by the agent: these hold against every other one.
    Arguments that hold them already, as those of a session that is resumed, get them anew.

    Raises:
        Refused: An argument would switch the hooks off, or run the agent elsewhere.
        UsageError: The user's own settings cannot be read.
    """
    own, rest = _split(args)
    _check(own)
    settings = _merged(_given(value_of(own, "--settings"), cwd), hook)
    said = value_of(own, "--append-system-prompt").removesuffix(GUIDE).rstrip()
    guide = f"{said}\n\n{GUIDE}" if said else GUIDE
    kept = without(own, valued=("--settings", "--append-system-prompt"))
    return (
        "--settings",
        json.dumps(settings, separators=(",", ":")),
        "--append-system-prompt",
        guide,
        *kept,
        *rest,
    )


def _split(args: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    cut = args.index("--") if "--" in args else len(args)
    return tuple(args[:cut]), tuple(args[cut:])


def _check(args: Sequence[str]) -> None:
    if args and args[0] in _OTHER_PROGRAMS:
        raise Refused(
            f"claude {args[0]} works outside of this session, where no gate holds",
            "Start a session without it.",
        )
    for arg in args:
        option = arg.partition("=")[0]
        if option in _SILENT:
            raise Refused(
                f"{option} switches the plan gate's messages off, so a gated session does not take it",
                "Leave it out, or start the session without a gate.",
            )
        if option in _ELSEWHERE:
            raise Refused(
                f"{option} runs Claude Code outside of this session, where no gate holds",
                "Leave it out: sessions of Plangate run in the background anyway.",
            )


def _given(told: str, cwd: str) -> dict[str, Any]:
    """The user's `--settings`: JSON, or a file of it."""
    if not told:
        return {}
    try:
        text = told if told.lstrip().startswith("{") else (Path(cwd) / Path(told).expanduser()).read_text()
        found = json.loads(text)
    except (OSError, ValueError) as error:
        raise UsageError(f"--settings cannot be read: {error}") from error
    if not isinstance(found, dict):
        raise UsageError("--settings must be a JSON object")
    return found


def _merged(given: Mapping[str, Any], hook: HookCommand) -> dict[str, Any]:
    """The user's settings with ours; their own hooks run as well, and a refusal of ours wins over them."""
    hooks = dict(_table(given, "hooks"))
    for event, groups in _hooks(hook).items():
        theirs = hooks.get(event)
        others = [group for group in theirs if not _is_ours(group)] if isinstance(theirs, list) else []
        hooks[event] = [*groups, *others]
    return {
        **given,
        "disableAllHooks": False,
        "hooks": hooks,
        # else a service decides about tools, and questions do not reach the person
        "permissions": {**_table(given, "permissions"), "disableAutoMode": "disable"},
    }


def _is_ours(group: object) -> bool:
    """Whether it is what a start before this one put there."""
    return _PROGRAM in json.dumps(group)


def _table(settings: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = settings.get(name)
    return found if isinstance(found, dict) else {}


def _hooks(hook: HookCommand) -> dict[str, list[dict[str, Any]]]:
    def group(command: str, seconds: int, **more: str) -> list[dict[str, Any]]:
        return [{"hooks": [{"type": "command", "command": command, "timeout": seconds, **more}]}]

    failure = {} if hook.observe else {"onFailure": "block"}
    decided = {event: group(hook.gate("claude"), hook.within, **failure) for event in _DECIDED}
    return decided | {event: group(hook.tell("claude"), _TOLD_SECONDS) for event in _TOLD}
