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


def environment(present: Mapping[str, str]) -> dict[str, str]:
    """The variables that switch the hooks on, beside git's configuration that is there already."""
    count = present.get("GIT_CONFIG_COUNT", "0")
    number = int(count) if count.isdigit() else 0
    return {
        "GIT_CONFIG_COUNT": str(number + 1),
        f"GIT_CONFIG_KEY_{number}": "core.hooksPath",
        f"GIT_CONFIG_VALUE_{number}": str(HOOKS),
    }
