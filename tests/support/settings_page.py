"""docs/settings.md, made from the settings: `python -m tests.support.settings_page > docs/settings.md`."""

from __future__ import annotations

import sys
from itertools import groupby

from plangate.config.settings import registry
from plangate.toml.schema import Entry

__all__ = ["settings_page"]

_HEAD = """\
# Settings

This page is made from `plangate.config.settings`; a test fails when they differ.

`~/.config/plangate/settings.toml` (below `$XDG_CONFIG_HOME` where that is set) need not exist: every setting has a
default. `plangate config` reads and changes it from the command line; changes made by the program keep your
comments and the order of the lines. What is wrong in the file is named with its line (`plangate config check`, also
`plangate doctor`); the rest of the file holds, and the faulty setting has its default.

```toml
[appearance]
theme = "light"          # easier in the sun

[environment]
allow = ["MY_PROXY_*"]   # sessions get these, too
```

The running daemon takes changes up with `plangate daemon reload`; most of them hold for new sessions.
"""


def settings_page() -> str:
    """The whole page."""
    parts = [_HEAD]
    for table, found in groupby(registry(), lambda entry: entry.path.partition(".")[0]):
        parts.append(f"\n## {table}\n\n| Setting | Default | Value | What it is |\n|---|---|---|---|\n")
        parts += [_row(entry) for entry in found]
    return "".join(parts)


def _row(entry: Entry) -> str:
    name = entry.path.partition(".")[2]
    return f"| `{name}` | `{_written(entry.default)}` | {entry.type} | {entry.meaning}. |\n"


def _written(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    return str(list(value)) if isinstance(value, tuple) else str(value)


if __name__ == "__main__":
    sys.stdout.write(settings_page())
