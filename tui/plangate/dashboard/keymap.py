"""Which keys run which actions: the defaults, changed by what the user's keymap says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from textual.binding import Binding

from plangate.dashboard.actions import ACTIONS, Action, Scope, in_scope
from plangate.dashboard.keynames import key_label, parse_key

__all__ = ["DEFAULT_KEYMAP", "UNBOUND", "Keymap", "KeymapEntry", "KeymapFault", "bindings", "resolve"]

UNBOUND = "unbound"
"""A key that no keyboard has; Textual's keymaps cannot say "no key" otherwise."""


class KeymapEntry(msgspec.Struct, frozen=True):
    """One line of a user's keymap."""

    action: str
    keys: tuple[str, ...]
    """As written; empty takes all keys away."""
    line: int = 0


class KeymapFault(msgspec.Struct, frozen=True):
    """Why a line of the keymap is not in force."""

    line: int
    message: str
    hint: str = ""


class Keymap(msgspec.Struct, frozen=True):
    """The keys in force."""

    chosen: Mapping[str, tuple[str, ...]]
    """By action name, only where they differ from the defaults."""

    def keys(self, action: Action) -> tuple[str, ...]:
        """The action's keys as Textual names them."""
        return self.chosen.get(action.name, action.keys)

    def label(self, action: Action) -> str:
        """The key to show for the action; empty when it has none."""
        keys = self.keys(action)
        if not keys:
            return ""
        if action.numbered and len(keys) > 1:
            return f"{key_label(keys[0])}-{key_label(keys[-1])}"
        return key_label(keys[0])

    def labels(self, action: Action) -> str:
        """All keys of the action for a help line, "j ↓"."""
        if action.numbered:
            return self.label(action)
        return " ".join(key_label(key) for key in self.keys(action))

    def action_for(self, key: str, scope: Scope) -> Action | None:
        """What the key does in this place, if anything."""
        return next((action for action in in_scope(scope) if key in self.keys(action)), None)

    def overrides(self) -> dict[str, str]:
        """What `App.set_keymap` wants to hear."""
        named = {action.name: action for action in ACTIONS}
        found: dict[str, str] = {}
        for name, keys in self.chosen.items():
            action = named[name]
            if not action.numbered:
                found[name] = ",".join(keys) or UNBOUND
                continue
            for place in range(len(action.keys)):
                found[_numbered_id(action, place)] = keys[place] if place < len(keys) else UNBOUND
        return found


DEFAULT_KEYMAP = Keymap({})


def bindings(*scopes: Scope) -> list[Binding]:
    """Textual bindings of these places with the default keys; `App.set_keymap` changes them by id."""
    found: dict[str, Binding] = {}
    for scope in scopes:
        for action in in_scope(scope):
            for binding in _bindings_of(action):
                found.setdefault(binding.id or "", binding)
    return [*found.values()]


def resolve(entries: Iterable[KeymapEntry]) -> tuple[Keymap, list[KeymapFault]]:
    """The defaults changed by a user's lines, and what is wrong with the lines that were not used.

    A key may mean two things only in different places; a line whose key is taken is not used,
    unless another line takes that key away from where it was.
    """
    faults: list[KeymapFault] = []
    wanted: dict[str, tuple[tuple[str, ...], int]] = {}
    for entry in entries:
        if (fault := _check(entry)) is not None:
            faults.append(fault)
        else:
            keys = tuple(dict.fromkeys(key for key in map(parse_key, entry.keys) if key))
            wanted[entry.action] = (keys, entry.line)
    while (clash := _first_clash(wanted)) is not None:
        name, fault = clash
        faults.append(fault)
        del wanted[name]
    return Keymap({name: keys for name, (keys, _) in wanted.items()}), sorted(faults, key=lambda f: f.line)


def _check(entry: KeymapEntry) -> KeymapFault | None:
    action = next((each for each in ACTIONS if each.name == entry.action), None)
    if action is None:
        return KeymapFault(entry.line, f'there is no action "{entry.action}"', _nearest(entry.action))
    for key in entry.keys:
        if parse_key(key) is None:
            return KeymapFault(
                entry.line, f'"{key}" is not a key', 'write keys like "x", "R", "?", "ctrl+k", "f5", "space"'
            )
    if action.name == "terminal.leave" and not entry.keys:
        return KeymapFault(entry.line, "terminal.leave needs a key: nothing else leaves a session")
    return None


def _nearest(name: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, [action.name for action in ACTIONS], n=1)
    return f'did you mean "{close[0]}"?' if close else "docs/keys.md lists all actions"


def _first_clash(wanted: Mapping[str, tuple[tuple[str, ...], int]]) -> tuple[str, KeymapFault] | None:
    in_force = {action.name: wanted.get(action.name, (action.keys, 0))[0] for action in ACTIONS}
    for name, (keys, line) in sorted(wanted.items(), key=lambda item: -item[1][1]):
        action = next(each for each in ACTIONS if each.name == name)
        for other in ACTIONS:
            shared = [key for key in keys if key in in_force[other.name]]
            if other is action or not shared or not _meet(action.scopes, other.scopes):
                continue
            return name, KeymapFault(
                line,
                f'"{key_label(shared[0])}" already means {other.title} ({other.name}), so {name} stays as it was',
                f"give {other.name} another key too",
            )
    return None


def _meet(one: Sequence[Scope], other: Sequence[Scope]) -> bool:
    views = {Scope.LIST, Scope.GRID, Scope.INBOX, Scope.EVENTS}
    if Scope.EVERYWHERE in one and views & {*other}:
        return True
    if Scope.EVERYWHERE in other and views & {*one}:
        return True
    return bool({*one} & {*other})


def _bindings_of(action: Action) -> list[Binding]:
    if action.numbered:
        return [
            Binding(
                key, f"{action.method}({place + 1})", action.title, show=False, id=_numbered_id(action, place)
            )
            for place, key in enumerate(action.keys)
        ]
    return [
        Binding(
            ",".join(action.keys) or UNBOUND,
            action.method,
            action.label or action.title,
            show=bool(action.label),
            key_display=key_label(action.keys[0]) if action.keys else None,
            id=action.name,
        )
    ]


def _numbered_id(action: Action, place: int) -> str:
    return f"{action.name}#{place + 1}"
