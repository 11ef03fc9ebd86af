"""Reading `.plangate/policy.toml`. A faulty file is never half-used: it is read as the strictest policy.

The schema is `plangate.gate.policy`: whatever its tables hold may stand in the file, nothing else.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any

from plangate.gate.policy import (
    DEFAULT,
    Approval,
    AttemptRules,
    Budget,
    Commands,
    Dependencies,
    Folders,
    GateRules,
    Network,
    PlanRules,
    Policy,
    Proof,
    Protected,
    strictest,
)
from plangate.gate.scope import fault as wrong_glob
from plangate.gate.scope import is_whole
from plangate.toml.document import Document, Fault
from plangate.toml.schema import read

__all__ = ["PLACE", "PolicyFile", "find_root", "keys", "parse_policy", "policy_path", "read_policy"]

PLACE = ".plangate/policy.toml"
"""Where the policy stands in a repository."""

_MOST_BYTES = 1 << 20
_GLOBS = (
    ("protected", "paths"),
    ("protected", "never_writable"),
    ("dependencies", "files"),
    ("folders", "scratch"),
)
_LEAST = {
    ("budget", "files"): 0,
    ("budget", "lines"): 0,
    ("budget", "new_files"): 0,
    ("budget", "deletions"): 0,
    ("budget", "minutes"): 0,
    ("approval", "quorum"): 1,
    ("approval", "quorum_protected"): 1,
    ("approval", "ttl_hours"): 0.01,
    ("approval", "break_glass_minutes"): 0,
}
_MOST = {
    ("approval", "quorum"): 20,
    ("approval", "quorum_protected"): 20,
    ("approval", "ttl_hours"): 24 * 90,
    ("approval", "break_glass_minutes"): 24 * 60,
    ("budget", "minutes"): 24 * 60,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """The tables of the file; `Policy` without what only the program sets."""

    gate: GateRules = DEFAULT.gate
    budget: Budget = DEFAULT.budget
    protected: Protected = DEFAULT.protected
    dependencies: Dependencies = DEFAULT.dependencies
    commands: Commands = DEFAULT.commands
    folders: Folders = DEFAULT.folders
    approval: Approval = DEFAULT.approval
    plan: PlanRules = DEFAULT.plan
    attempt: AttemptRules = DEFAULT.attempt
    proof: Proof = DEFAULT.proof
    network: Network = DEFAULT.network


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyFile:
    """A policy and where it comes from."""

    policy: Policy
    """What holds: the strictest one when there are faults."""
    file: str = ""
    """The file; empty when there is none and the built-in policy holds."""
    faults: tuple[Fault, ...] = ()
    lines: dict[str, int]
    """For each key that stands in the file, as "budget.files", its line."""

    def origin(self, key: str) -> str:
        """Where a key's value comes from: "built-in" or the file with the line."""
        line = self.lines.get(key)
        return f"{self.file}:{line}" if line else "built-in"


def find_root(directory: Path) -> Path:
    """The nearest directory above that is a git work tree; the directory itself when none is."""
    for place in (directory, *directory.parents):
        if (place / ".git").exists():
            return place
    return directory


def policy_path(root: Path) -> Path:
    """Where the policy of a work tree stands; need not exist."""
    return root / PLACE


def read_policy(root: Path) -> PolicyFile:
    """The policy of a work tree: its file, or the built-in one when there is none."""
    path = policy_path(root)
    try:
        found = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return PolicyFile(policy=DEFAULT, lines={})
    except OSError as error:
        return _broken(path, f"cannot be read: {error.strerror}")
    if stat.S_ISLNK(found.st_mode):
        return _broken(path, "is a symbolic link, which leads out of what is reviewed")
    if not stat.S_ISREG(found.st_mode):
        return _broken(path, "is no file")
    if found.st_size > _MOST_BYTES:
        return _broken(path, "is larger than a megabyte")
    return _judge(Document.read(path))


def parse_policy(text: str, file: str = PLACE) -> PolicyFile:
    """The policy that a text says, for one that is not in the work tree."""
    return _judge(Document.parse(file, text))


def keys(policy: Policy = DEFAULT) -> Iterator[tuple[str, Any]]:
    """Every key that may stand in the file with the policy's value, in the order of the file."""
    for table in fields(_File):
        value = getattr(policy, table.name)
        if is_dataclass(value):
            yield from ((f"{table.name}.{key.name}", getattr(value, key.name)) for key in fields(value))
        else:
            yield table.name, value


def _broken(path: Path, message: str) -> PolicyFile:
    wrong = Fault(str(path), 0, message)
    return PolicyFile(policy=strictest(str(wrong)), file=str(path), faults=(wrong,), lines={})


def _judge(document: Document) -> PolicyFile:
    made = read(_File, document) if not document.faults else None
    if made is not None:
        _check(made, document)
    policy = DEFAULT
    if document.faults or made is None:
        first, more = document.faults[0], len(document.faults) - 1
        policy = strictest(f"{first}" + (f", and {more} more" if more else ""))
    else:
        policy = Policy(**{table.name: getattr(made, table.name) for table in fields(_File)})
    lines = {
        key: document.line(tuple(key.split(".")))
        for key, _ in keys()
        if _stands(document.values, key.split("."))
    }
    return PolicyFile(policy=policy, file=document.file, faults=tuple(document.faults), lines=lines)


def _stands(values: Any, path: list[str]) -> bool:
    for part in path:
        if not isinstance(values, dict) or part not in values:
            return False
        values = values[part]
    return True


def _check(made: _File, document: Document) -> None:
    """What the types alone do not say."""
    for path, least in _LEAST.items():
        value = _at(made, path)
        if value < least:
            document.fault(path, f"{'.'.join(path)}: {value:g} is too small, the least is {least:g}")
    for path, most in _MOST.items():
        value = _at(made, path)
        if value > most:
            document.fault(path, f"{'.'.join(path)}: {value:g} is too large, the most is {most:g}")
    for path in _GLOBS:
        for glob in _at(made, path):
            if wrong := wrong_glob(glob):
                document.fault(path, f'{".".join(path)}: "{glob}" {wrong}')
    _check_folders(made.folders, document)
    _check_approval(made.approval, document)
    for path in (("commands", "allow_closed"), ("commands", "deny_even_open"), ("commands", "allow_tools")):
        if any(not text.strip() or text.strip() == "*" for text in _at(made, path)):
            document.fault(path, f"{'.'.join(path)}: an empty entry or a bare * would mean everything")


def _check_folders(folders: Folders, document: Document) -> None:
    if is_whole(folders.scratch) or any(glob.startswith("!") for glob in folders.scratch):
        document.fault(("folders", "scratch"), "folders.scratch: names single folders of the workspace")
    for folder in folders.writable:
        plain = folder.startswith(("/", "~/")) and ".." not in folder.split("/")
        if not plain or folder.strip("/~") == "":
            document.fault(
                ("folders", "writable"),
                f'folders.writable: "{folder}" is not a folder such as "~/.cache/pip" or "/var/cache/x"',
            )


def _check_approval(approval: Approval, document: Document) -> None:
    if not approval.factors:
        document.fault(("approval", "factors"), "approval.factors: at least one is needed")
    if approval.quorum_protected < approval.quorum:
        document.fault(
            ("approval", "quorum_protected"), "approval.quorum_protected: must not be less than quorum"
        )
    needed = max(approval.quorum, approval.quorum_protected)
    if approval.approvers and len(set(approval.approvers)) < needed:
        document.fault(
            ("approval", "approvers"),
            f"approval.approvers: {needed} approvals are needed and {len(set(approval.approvers))} may give them",
        )


def _at(made: _File, path: tuple[str, str]) -> Any:
    return getattr(getattr(made, path[0]), path[1])
