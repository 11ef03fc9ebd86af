"""What the palette offers, and which of it fits what was typed. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

import msgspec
from textual.fuzzy import FuzzySearch

from plangate.dashboard.actions import ACTIONS, available
from plangate.dashboard.keymap import Keymap
from plangate.dashboard.wording import GLYPHS, clean, state_variable, state_words
from plangate.model.session import Session

__all__ = ["Entry", "EntryKind", "Match", "action_entries", "find", "session_entries", "theme_entries"]


class EntryKind(StrEnum):
    """What choosing an entry does."""

    ACTION = "action"
    """Runs the action named by the entry's value."""
    SESSION = "session"
    """Goes to the session with that id."""
    THEME = "theme"
    """Changes to the theme of that name."""


class Entry(msgspec.Struct, frozen=True):
    """One line of the palette."""

    kind: EntryKind
    value: str
    title: str
    detail: str = ""
    sign: str = ""
    """What stands in the column before the title: a key, or a state's sign."""
    sign_color: str = "primary"
    """The theme's variable it is painted with."""
    swatch: tuple[str, ...] = ()
    """Colours that are shown in place of the sign."""


class Match(msgspec.Struct, frozen=True):
    """An entry that fits, and which characters of its title made it fit."""

    entry: Entry
    score: float
    offsets: tuple[int, ...] = ()


def action_entries(keymap: Keymap, selected: Session | None) -> list[Entry]:
    """All actions that can be run now, with their keys."""
    return [
        Entry(EntryKind.ACTION, action.name, action.title, action.help, keymap.label(action))
        for action in ACTIONS
        if action.palette and available(action, selected)
    ]


def session_entries(sessions: Iterable[Session]) -> list[Entry]:
    """All sessions, with their state and task."""
    return [
        Entry(
            EntryKind.SESSION,
            session.id,
            clean(session.name),
            " · ".join(part for part in (state_words(session), session.agent, clean(session.task)) if part),
            GLYPHS[session.state],
            state_variable(session.state),
        )
        for session in sessions
    ]


def theme_entries(
    titles: Mapping[str, str],
    current: str,
    swatches: Mapping[str, tuple[str, ...]] | None = None,
    *,
    prefix: str = "Theme: ",
) -> list[Entry]:
    """All themes, each with some of its colours; the one in use is marked."""
    return [
        Entry(
            EntryKind.THEME,
            name,
            f"{prefix}{title}",
            "in use" if name == current else "",
            "◆",
            "muted",
            (swatches or {}).get(name, ()),
        )
        for name, title in titles.items()
    ]


def find(query: str, entries: Sequence[Entry]) -> list[Match]:
    """The entries that fit, best first; all of them in their order while nothing is typed."""
    wanted = query.strip()
    if not wanted:
        return [Match(entry, 0.0) for entry in entries]
    search = FuzzySearch()
    found: list[Match] = []
    for entry in entries:
        score, offsets = search.match(wanted, entry.title)
        if score > 0:
            found.append(Match(entry, score, tuple(offsets)))
        elif wanted.lower() in entry.detail.lower() or wanted.lower() in entry.value.lower():
            found.append(Match(entry, 0.1))
    return sorted(found, key=lambda match: -match.score)
