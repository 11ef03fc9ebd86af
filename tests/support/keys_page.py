"""docs/keys.md, made from the registry of actions: `python -m tests.support.keys_page > docs/keys.md`."""

from __future__ import annotations

import sys

from plangate.dashboard.actions import ACTIONS, Action, Scope, Section
from plangate.dashboard.keynames import key_label

__all__ = ["keys_page"]

_WHERE = {
    Scope.EVERYWHERE: "list, grid",
    Scope.LIST: "list",
    Scope.GRID: "grid",
    Scope.TERMINAL: "typing",
    Scope.LOOK: "looking around",
    Scope.INBOX: "inbox",
    Scope.EVENTS: "events",
    Scope.STATS: "statistics",
    Scope.REVIEW: "plan",
    Scope.DIALOG: "dialogs",
}
_HEAD = """# Keys

This page is made from the registry of actions (`plangate.dashboard.actions`); a test fails when they differ.
In the list and the grid `?` shows all keys, and `:` finds every action by a few letters; dialogs name theirs in their last line.

While you type into a session every key goes to the agent, also Esc, Tab, Shift+Tab, Ctrl+C, Ctrl+P and Ctrl+Q.
One chord comes back: the key of `terminal.leave`, Ctrl+] by default. On keyboards where Ctrl+] is hard to type
(on German ones it is Ctrl+AltGr+9) set another one: `escape = "f12"` in the table `keyboard` of `settings.toml`,
or `terminal.leave = "f12"` in the keymap.

## Your own keys

`~/.config/plangate/keymap.toml`, one line for each action:

```toml
session.stop = "ctrl+k"
session.open = ["enter", "O"]
app.quit = []                  # no key
```

Write a key as it is on the keyboard: `x`, `R` (Shift and r), `?`, `space`, `enter`, `tab`, `escape`, `up`, `pageup`,
`f5`, `ctrl+k`, `alt+enter`, `ctrl+shift+left`. The keys you give replace all default keys of that action. A line
with an unknown action, with something that is no key, or with a key that already means something else in the same
place is not used; Plangate says so once, with the line's number.
"""


def keys_page() -> str:
    """The whole page."""
    parts = [_HEAD]
    for section in Section:
        rows = [_row(action) for action in ACTIONS if action.section is section]
        parts.append(
            "\n".join(
                [f"## {section.value}\n", "| Keys | What | Where | Action |", "|---|---|---|---|", *rows, ""]
            )
        )
    return "\n".join(parts)


def _row(action: Action) -> str:
    if action.numbered:
        keys = f"`{action.keys[0]}` to `{action.keys[-1]}`"
    else:
        keys = " ".join(f"`{key_label(key)}`" for key in action.keys)
    where = ", ".join(dict.fromkeys(_WHERE[scope] for scope in action.scopes))
    return f"| {keys} | {action.help}. | {where} | `{action.name}` |"


if __name__ == "__main__":
    sys.stdout.write(keys_page())
