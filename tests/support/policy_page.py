"""Writes docs/policy.md from the policy's keys: `python -m tests.support.policy_page > docs/policy.md`."""

from __future__ import annotations

import sys

from plangate.config.policy import keys
from plangate.config.policy_text import MEANINGS
from plangate.gate.policy import ALWAYS_READ_ONLY

__all__ = ["policy_page"]

_HEAD = """\
# The policy

This page is made from `plangate.config.policy_text`; a test fails when they differ.

`.plangate/policy.toml` at the root of a repository says what coding agents may change there without a plan, and who
approves plans. Without the file the built-in policy holds, whose values are the defaults below: agents are gated,
a person approves by typing a code. `plangate policy init` writes a file with every key explained.

A key that is left out has its default; a list in the file replaces the built-in list. A faulty file is never half-used:
until `plangate policy check` finds nothing, the gate of every session in the repository stays closed, without a budget.
A change of the policy voids every approval that was given under the old one.

These paths no session may ever write, whatever the policy says: {always}.

`plangate policy explain` prints every key with its value and the line it comes from, `plangate policy explain PATH` what
holds for a file, and `plangate policy explain --command TEXT` for a shell command, and `--event SEQ` judges a recorded decision again from its facts.

## Paths

Patterns are those of .gitignore, relative to the root: `*` and `?` within a name, `**` across directories, `[a-z]`,
`{{a,b}}`, a leading `!` takes out again. Where such lists leave room, what is allowed is read narrowly and what is protected
widely. In `protected` and `dependencies` a plain name is meant in every directory, with all below, in any case of letters.
In `folders` and in a plan's scope it is that one path at the root, or all below when it is a directory, and `src/*` does
not reach into the directories of `src`.

## Keys

"""


def policy_page() -> str:
    """The page."""
    lines = [_HEAD.format(always=", ".join(f"`{path}`" for path in ALWAYS_READ_ONLY))]
    table = ""
    for key, value in keys():
        around, dot, _ = key.partition(".")
        if not dot:
            lines.append(f"`{key}`: {MEANINGS[key]} Default {_value(value)}.\n")
        elif around != table:
            table = around
            lines.append(f"### {table}\n\n{MEANINGS[table]}\n\n| key | default | |\n|---|---|---|")
        if dot:
            lines.append(f"| `{key}` | {_value(value)} | {MEANINGS[key]} |")
            last = [name for name, _ in keys() if name.startswith(f"{table}.")][-1]
            if key == last:
                lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(f"`{item}`".replace("|", "\\|") for item in value) or "none"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value:g}`" if isinstance(value, int | float) else f"`{value}`" if value else "empty"


if __name__ == "__main__":
    sys.stdout.write(policy_page())
