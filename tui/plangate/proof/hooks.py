"""Git hooks that sessions get: they bring the plan's record and trailers into commits.

They are a convenience, not the proof: `git commit --no-verify` goes past them, and `plangate verify` looks
at records. They are switched on for the session alone, by its environment, so nothing in the repository's
configuration changes, and every hook that the repository has itself runs as before. What commits are to
carry they find in the git directory, where `plangate.proof.keeping.note_plan` puts it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

__all__ = ["HOOKS", "environment"]

HOOKS = Path(__file__).resolve().parent / "githooks"
"""One program under every name of githooks(5) that runs in a work tree; sessions cannot write it.

Only `reference-transaction` is missing: it runs several times for each commit, and would cost as often.
"""


def environment(
    present: Mapping[str, str], ignores: Path | None = None, *, hooks: bool = True
) -> dict[str, str]:
    """The variables that switch the hooks on, beside git's configuration that is there already.

    Args:
        ignores: What `plangate.proof.ignoring.write_ignores` made.
        hooks: False: only that.
    """
    count = present.get("GIT_CONFIG_COUNT", "0")
    number = int(count) if count.isdigit() else 0
    settings = {"core.hooksPath": HOOKS} if hooks else {}
    settings |= {"core.excludesFile": ignores} if ignores else {}
    found = {"GIT_CONFIG_COUNT": str(number + len(settings))}
    for at, (name, value) in enumerate(settings.items(), number):
        found |= {f"GIT_CONFIG_KEY_{at}": name, f"GIT_CONFIG_VALUE_{at}": str(value)}
    return found
