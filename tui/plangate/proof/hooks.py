"""Git hooks that a session's worktree gets: they bring the plan's record and trailers into its commits.

They are a convenience, not the proof: `git commit --no-verify` goes past them, and `plangate verify` looks
at records. They are switched on for the session alone, by its environment, so nothing in the repository's
configuration changes, and every hook that the repository has itself runs as before.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from plangate.gate.plan.record import record_path
from plangate.proof.record import ProofRecord, trailers

__all__ = ["HOOKS", "environment", "note_plan", "write_hooks"]

HOOKS = (
    "applypatch-msg",
    "commit-msg",
    "post-applypatch",
    "post-checkout",
    "post-commit",
    "post-merge",
    "post-rewrite",
    "pre-applypatch",
    "pre-auto-gc",
    "pre-commit",
    "pre-merge-commit",
    "pre-push",
    "pre-rebase",
    "prepare-commit-msg",
    "push-to-checkout",
    "reference-transaction",
    "sendemail-validate",
)
"""All of githooks(5) that run in a work tree: each is passed on to the repository's own."""

_SCRIPT = """\
#!/bin/sh
# Adds the approved plan's record and trailers to commits, then runs the repository's own hook of this name.
name=${0##*/}
here=${0%/*}
own=$(GIT_CONFIG_COUNT=0 git config --type=path --get core.hooksPath) || own=$(git rev-parse --git-common-dir)/hooks
if [ "$name" = pre-commit ] && [ -s "$here/record" ]; then
    record=$(cat "$here/record")
    [ ! -f "$record" ] || git add -f -- "$record"
fi
if [ -x "$own/$name" ] && [ ! "$own/$name" -ef "$0" ]; then
    "$own/$name" "$@" || exit $?
fi
if [ "$name" = commit-msg ] && [ -s "$here/trailers" ]; then
    message=$1
    set --
    while IFS= read -r line; do
        set -- "$@" --trailer "$line"
    done < "$here/trailers"
    git interpret-trailers --in-place --if-exists addIfDifferent "$@" "$message"
fi
exit 0
"""


def write_hooks(directory: Path) -> None:
    """Write the hooks; the directory is made, and belongs to the session alone.

    Raises:
        OSError: It cannot be written.
    """
    directory.mkdir(mode=0o755, parents=True, exist_ok=True)
    for name in HOOKS:
        path = directory / name
        path.unlink(missing_ok=True)
        path.write_text(_SCRIPT, "ascii")
        path.chmod(0o755)


def note_plan(directory: Path, record: ProofRecord | None) -> None:
    """Have commits from now on carry a plan; None: none.

    Raises:
        OSError: It cannot be written.
    """
    lines = "".join(f"{line}\n" for line in trailers(record)) if record else ""
    (directory / "trailers").write_text(lines, "utf-8")
    (directory / "record").write_text(record_path(record.plan.id) + "\n" if record else "", "utf-8")


def environment(directory: Path, present: Mapping[str, str]) -> dict[str, str]:
    """The variables that switch the hooks on, beside the git configuration that is given there already."""
    count = present.get("GIT_CONFIG_COUNT", "0")
    number = int(count) if count.isdigit() else 0
    return {
        "GIT_CONFIG_COUNT": str(number + 1),
        f"GIT_CONFIG_KEY_{number}": "core.hooksPath",
        f"GIT_CONFIG_VALUE_{number}": str(directory),
    }
