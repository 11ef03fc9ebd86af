"""The actions on a session's terminal: scrolling it, and looking around in it."""

from __future__ import annotations

from collections.abc import Iterable

from plangate.dashboard.action import Action, Need, Scope, Section

__all__ = ["looking_actions", "terminal_actions"]

_PICKED = (Scope.LIST, Scope.GRID)


def terminal_actions() -> Iterable[Action]:
    section = Section.TERMINAL
    yield Action(
        name="terminal.leave",
        title="Back to the list",
        label="back",
        section=section,
        help="Stop typing into the session; every other key goes to the agent",
        scopes=(Scope.TERMINAL,),
        keys=("ctrl+right_square_bracket",),
        palette=False,
    )
    yield Action(
        name="terminal.page_up",
        title="Scroll back",
        help="Scroll the terminal back by a page",
        section=section,
        scopes=_PICKED,
        keys=("pageup",),
        need=Need.SESSION,
        palette=False,
    )
    yield Action(
        name="terminal.page_down",
        title="Scroll on",
        help="Scroll the terminal on by a page",
        section=section,
        scopes=_PICKED,
        keys=("pagedown",),
        need=Need.SESSION,
        palette=False,
    )
    yield Action(
        name="terminal.line_up",
        title="Scroll back a line",
        help="Scroll the terminal back by a line",
        section=section,
        scopes=_PICKED,
        keys=("shift+up",),
        need=Need.SESSION,
        palette=False,
    )
    yield Action(
        name="terminal.line_down",
        title="Scroll on a line",
        help="Scroll the terminal on by a line",
        section=section,
        scopes=_PICKED,
        keys=("shift+down",),
        need=Need.SESSION,
        palette=False,
    )
    yield Action(
        name="terminal.left",
        title="Pan left",
        help="Show cells further left of a terminal that is wider than its pane",
        section=section,
        scopes=_PICKED,
        keys=("shift+left",),
        need=Need.SESSION,
        palette=False,
    )
    yield Action(
        name="terminal.right",
        title="Pan right",
        help="Show cells further right of a terminal that is wider than its pane",
        section=section,
        scopes=_PICKED,
        keys=("shift+right",),
        need=Need.SESSION,
        palette=False,
    )
    yield Action(
        name="terminal.newest",
        title="To the newest line",
        help="Show the newest lines of the terminal and follow them",
        section=section,
        scopes=_PICKED,
        keys=("shift+end", "shift+pagedown"),
        need=Need.SESSION,
        palette=False,
    )
    yield Action(
        name="terminal.look",
        title="Look around",
        help="Move a caret through screen and history, search, select, copy",
        section=section,
        scopes=_PICKED,
        keys=("v",),
        need=Need.SESSION,
    )
    yield Action(
        name="terminal.search",
        title="Search the terminal",
        label="search",
        section=section,
        help="Find text in the session's screen and history",
        scopes=_PICKED,
        keys=("s",),
        need=Need.SESSION,
    )
    yield Action(
        name="terminal.copy",
        title="Copy",
        section=section,
        help="Copy what is selected, or what the screen shows",
        scopes=_PICKED,
        keys=("c",),
        need=Need.SESSION,
    )
    yield Action(
        name="terminal.take_focus",
        title="Take the focus",
        section=section,
        help="Take the right to type from whoever holds it",
        scopes=_PICKED,
        keys=("t",),
        need=Need.RUNNING,
    )
    yield Action(
        name="terminal.fit",
        title="Fit to this screen",
        section=section,
        help="Make the session's terminal as wide as its pane here, for everybody",
        scopes=_PICKED,
        keys=("F",),
        need=Need.RUNNING,
    )


_LOOK = (
    ("look.up", "Up", "Move the caret up", "", ("k", "up")),
    ("look.down", "Down", "Move the caret down", "", ("j", "down")),
    ("look.left", "Left", "Move the caret left", "", ("h", "left")),
    ("look.right", "Right", "Move the caret right", "", ("l", "right")),
    ("look.word_right", "Next word", "Move the caret to the next word", "", ("w", "ctrl+right")),
    ("look.word_left", "Word before", "Move the caret to the word before", "", ("b", "ctrl+left")),
    ("look.line_start", "Start of the line", "Move the caret to the start of the line", "", ("0", "home")),
    ("look.line_end", "End of the line", "Move the caret to the end of the line", "", ("dollar_sign", "end")),
    ("look.page_up", "Page up", "Move the caret up by a page", "", ("pageup", "ctrl+b")),
    ("look.page_down", "Page down", "Move the caret down by a page", "", ("pagedown", "ctrl+f")),
    ("look.top", "Oldest line", "Move the caret to the oldest line", "", ("g",)),
    ("look.bottom", "Newest line", "Move the caret to the newest line", "newest", ("G",)),
    ("look.select", "Select", "Select from the caret on, or drop the selection", "select", ("v", "space")),
    ("look.select_line", "Select lines", "Select whole lines from the caret on", "", ("V",)),
    (
        "look.copy",
        "Copy",
        "Copy what is selected, else the caret's line, and leave",
        "copy",
        ("y", "enter", "c"),
    ),
    ("look.search", "Search", "Find text in the session's screen and history", "search", ("slash", "s")),
    ("look.next", "Next hit", "Go to the next older hit of the search", "older", ("n",)),
    ("look.previous", "Hit before", "Go to the next newer hit of the search", "newer", ("N",)),
    ("look.open_link", "Open the link", "Open the link at the caret", "", ("o",)),
    ("look.leave", "Leave", "Back to the list", "back", ("escape", "q", "ctrl+right_square_bracket")),
)


def looking_actions() -> Iterable[Action]:
    for name, title, text, label, keys in _LOOK:
        yield Action(
            name=name,
            title=title,
            help=text,
            label=label,
            section=Section.LOOK,
            scopes=(Scope.LOOK,),
            keys=keys,
            palette=False,
        )
