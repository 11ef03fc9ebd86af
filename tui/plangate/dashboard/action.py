"""What an action is, where its keys work, and what it needs."""

from __future__ import annotations

from enum import StrEnum

import msgspec

__all__ = ["Action", "Need", "Scope", "Section", "action"]


class Scope(StrEnum):
    """Where a key means something."""

    EVERYWHERE = "everywhere"
    """In every view, but not in a dialog and not while typing into a session."""
    LIST = "list"
    """In the list of sessions."""
    GRID = "grid"
    """In the grid, while no tile is typed into."""
    TERMINAL = "terminal"
    """While typing into a session; everything but these keys goes to the agent."""
    LOOK = "look"
    """While looking around in a terminal with a caret; nothing goes to the agent."""
    INBOX = "inbox"
    """In the inbox."""
    EVENTS = "events"
    """In the list of events."""
    STATS = "statistics"
    """While the redo rate is looked at."""
    REVIEW = "review"
    """While reading a plan."""
    DIALOG = "dialog"
    """In every dialog."""


class Section(StrEnum):
    """Headings of the help screen, in this order."""

    MOVE = "Moving around"
    SESSION = "The selected session"
    GATE = "Its gate and plan"
    REVIEW = "Reading a plan"
    MANY = "All sessions"
    TERMINAL = "Its terminal"
    LOOK = "Looking around in it"
    PROGRAM = "Plangate"


class Need(StrEnum):
    """What must be so for an action to make sense."""

    NOTHING = "nothing"
    SESSION = "session"
    """A session is selected."""
    RUNNING = "running"
    """Its program runs."""
    ENDED = "ended"
    """Its program has ended."""
    RESUMABLE = "resumable"
    """Its program has ended, and the agent can go on with the conversation."""
    GATED = "gated"
    """It has a gate."""
    ASKING = "asking"
    """A plan of it waits for a person, or its agent asks the gate for permission."""
    PLANNED = "planned"
    """It has, or had, a plan."""


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """One thing a person can do."""

    name: str
    """Subject and verb: "session.open". Never changed once released: keymaps use it."""
    title: str
    help: str
    """One line, a full sentence without the final stop."""
    section: Section
    scopes: tuple[Scope, ...]
    keys: tuple[str, ...]
    """Default keys as Textual names them, the one to show first."""
    label: str = ""
    """One word for the footer; empty keeps it out of there."""
    need: Need = Need.NOTHING
    palette: bool = True
    """Whether it can be run from the palette; moving about cannot."""
    numbered: bool = False
    """The n-th key calls the action with n."""

    @property
    def method(self) -> str:
        """What Textual calls it: the widget, screen or app has an `action_` method of this name."""
        return self.name.replace(".", "_")


def action(
    section: Section,
    name: str,
    keys: str,
    title: str,
    help: str,
    scopes: tuple[Scope, ...],
    *,
    label: str = "",
    need: Need = Need.NOTHING,
    palette: bool = True,
    numbered: bool = False,
) -> Action:
    """A row of a table of actions; `keys` are separated by blanks."""
    return Action(
        name=name,
        title=title,
        help=help,
        section=section,
        scopes=scopes,
        keys=tuple(keys.split()),
        label=label,
        need=need,
        palette=palette,
        numbered=numbered,
    )
