"""The configuration that Codex gets for a gated session, and the arguments it must not get.

Everything goes through `-c`, which holds for every subcommand and leaves the user's files alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from plangate.errors import Refused
from plangate.plugins.argv import without
from plangate.plugins.gate import HookCommand, Writable

__all__ = ["GUIDE", "gated", "hooks_option", "original", "sandbox", "state_option"]

GUIDE = (
    "This session runs under Plangate's plan gate. Until a person has approved a plan, files in the workspace"
    " cannot be changed: writes fail with 'Read-only file system' or are refused, and there is no way around"
    " it; do not ask for more permissions. Reading, searching and tests work. To change something, first end"
    " your turn with the plan in a <proposed_plan> block: a title, numbered steps, a section Scope that lists"
    " the files to be changed, risks and tests. Or write it to a file in /tmp and run"
    " `plangate plan submit --file FILE --wait`. Once it is approved, go on in this session and keep to its scope."
)
"""Added to the developer's instructions."""

_DECIDED = ("PreToolUse",)
"""Not PermissionRequest: it runs before the dialog, and would keep it from the screen."""
_TOLD = ("UserPromptSubmit", "SessionStart", "SessionEnd", "Stop", "PostToolUse")
_TOLD_SECONDS = 20
_SANDBOX = ("-s", "--sandbox", "-a", "--ask-for-approval")
_FULL = ("--dangerously-bypass-approvals-and-sandbox", "--yolo")
_OURS = (
    "features.hooks=true",
    "hooks={PreToolUse=",
    "hooks.state=",
    "developer_instructions=",
    "sandbox_mode=",
    "approval_policy=",
    "default_permissions=",
    "permissions.plangate=",
)
_ELSEWHERE = ("--remote", "--remote-auth-token-env")
_OTHER_PROGRAMS = ("agents", "app-server", "cloud", "exec-server", "queue", "remote-control")
_SELF_APPROVING = "--approve-for-me"
_ROOTS = ("--add-dir",)
_HOLDS = ("sandbox_mode", "sandbox_workspace_write", "default_permissions", "permissions", "approval_policy")
"""Settings that would open Codex's own sandbox again, where that is what holds."""
_NAME = re.compile(r"[\w-]+")


def sandbox(writable: Writable, *, kernel: bool, known: bool) -> tuple[str, ...]:
    """Values for `-c` that choose Codex's own sandbox.

    Under the kernel's gate it would break even reading, so it gives way. Without, it is all that
    holds `write_stdin`, which no hook sees: read-only, and for a plan a permission profile that names
    what is open. The most specific path counts in those (seen with 0.169.0).

    Args:
        kernel: Whether the kernel holds the gate.
        known: Whether this version is one whose profiles were seen; others get the whole workspace.
    """
    if kernel or not writable.open:
        return (f"sandbox_mode={_toml('danger-full-access' if kernel else 'read-only')}",)
    if not known:
        return (f"sandbox_mode={_toml('workspace-write')}",)
    rights = {":root": "read", "/tmp": "write", writable.workspace: "read"}
    rights |= dict.fromkeys(writable.open, "write") | dict.fromkeys(writable.shut, "read")
    told = ",".join(f"{_toml(path)}={_toml(right)}" for path, right in rights.items())
    return (f"default_permissions={_toml('plangate')}", f"permissions.plangate={{filesystem={{{told}}}}}")


def gated(
    args: Sequence[str], options: Sequence[str], sandbox: Sequence[str], *, kernel: bool
) -> tuple[str, ...]:
    """The arguments with the gate's configuration and a sandbox that works beside it.

    Args:
        args: The user's, without the program.
        options: Values for `-c`: the hooks and their trust.
        sandbox: Values for `-c`: what `sandbox` gives.
        kernel: Whether the kernel holds the gate.

    Raises:
        Refused: An argument would switch the hooks off, or run the agent elsewhere.
    """
    cut = args.index("--") if "--" in args else len(args)
    own, rest = tuple(args[:cut]), tuple(args[cut:])
    own = original(own)
    _check(own)
    if not kernel:
        own = without(own, valued=_ROOTS)
        _holds_itself(own)
    policy = "never" if not kernel or any(arg in _FULL for arg in own) else _approval(own)
    own = without(own, valued=_SANDBOX, bare=_FULL)
    told = (*options, f"developer_instructions={_toml(GUIDE)}")
    told += (*sandbox, f"approval_policy={_toml(policy)}")
    return (*(word for value in told for word in ("-c", value)), *own, *rest)


def hooks_option(hook: HookCommand) -> str:
    """The value of `-c` that registers our hooks."""
    groups = {
        **{event: _group(hook.gate("codex"), hook.within) for event in _DECIDED},
        **{event: _group(hook.tell("codex"), _TOLD_SECONDS) for event in _TOLD},
    }
    return "hooks={" + ",".join(f"{event}={group}" for event, group in groups.items()) + "}"


def state_option(hashes: Mapping[str, str]) -> str:
    """The value of `-c` that trusts them; without it they are silently not run."""
    known = ",".join(f"{_toml(key)}={{trusted_hash={_toml(value)}}}" for key, value in hashes.items())
    return f"hooks.state={{{known}}}"


def _group(command: str, seconds: int) -> str:
    return f'[{{hooks=[{{type="command",command={_toml(command)},timeout={seconds}}}]}}]'


def _toml(text: str) -> str:
    """A basic string; JSON's escapes are TOML's, but for a character that neither we nor paths hold."""
    return json.dumps(text, ensure_ascii=False)


def _approval(args: Sequence[str]) -> str:
    """What the user asked for; by default what Codex does by itself."""
    for position, arg in enumerate(args):
        name, _, value = arg.partition("=")
        if name in ("-a", "--ask-for-approval"):
            return value or (args[position + 1] if position + 1 < len(args) else "") or "on-request"
    return "on-request"


def original(args: Sequence[str]) -> tuple[str, ...]:
    """The arguments as they were before `gated`: those of a session that is resumed hold its options."""
    kept: list[str] = []
    position = 0
    while position < len(args):
        value = args[position + 1] if position + 1 < len(args) else ""
        if args[position] == "-c" and value.startswith(_OURS):
            position += 2
            if value == f"approval_policy={_toml('never')}":
                kept += ["-a", "never"]
            continue
        kept.append(args[position])
        position += 1
    return tuple(kept)


def _options(args: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each argument as an option, with what would be its value."""
    for position, arg in enumerate(args):
        option, _, value = arg.partition("=")
        if arg.startswith("-c") and arg != "-c":  # -cKEY=VALUE
            option, value = "-c", arg[2:]
        yield option, value or (args[position + 1] if position + 1 < len(args) else "")


def _holds_itself(args: Sequence[str]) -> None:
    for option, value in _options(args):
        if option in ("-c", "--config") and _keys(value)[0] in _HOLDS:
            raise Refused(
                f"{option} {value} changes the sandbox that holds Codex here",
                "Leave it out: the kernel does not hold the gate on this machine, plangate doctor says why.",
            )


def _keys(setting: str) -> list[str]:
    return [part.strip(" \t\"'=") for part in setting.partition("=")[0].split(".")]


def _check(args: Sequence[str]) -> None:
    if args and args[0] in _OTHER_PROGRAMS:
        raise Refused(f"codex {args[0]} works outside of this session, where no gate holds", "Leave it out.")
    for option, value in _options(args):
        silent = (option == "--disable" and value == "hooks") or (
            option in ("-c", "--config") and _about_hooks(value)
        )
        if silent:
            raise Refused(
                f"{option} {value} changes the plan gate's hooks, so a gated session does not take it",
                "Leave it out, or start the session without a gate.",
            )
        if option in _ELSEWHERE:
            raise Refused(
                f"{option} runs Codex outside of this session, where no gate holds", "Leave it out."
            )
        if option == _SELF_APPROVING:
            raise Refused(
                f"{option} has a model answer what Codex would ask a person",
                "Leave it out, or start without a gate.",
            )


def _about_hooks(setting: str) -> bool:
    """Whether a value of `-c` says something about hooks, or about features with hooks among them."""
    value, parts = setting.partition("=")[2], _keys(setting)
    return parts[0] == "hooks" or (parts[0] == "features" and "hooks" in (*parts[1:2], *_words(value, parts)))


def _words(value: str, parts: Sequence[str]) -> tuple[str, ...]:
    """What a table of all features names."""
    return tuple(_NAME.findall(value)) if len(parts) == 1 else ()
