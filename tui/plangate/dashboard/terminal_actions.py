"""The actions on a session's terminal: scrolling it, and looking around in it."""

from __future__ import annotations

from functools import partial

from plangate.dashboard.action import Need, Scope, Section, action

__all__ = ["LOOKING_ACTIONS", "TERMINAL_ACTIONS"]

_PICKED = (Scope.LIST, Scope.GRID)
_terminal = partial(action, Section.TERMINAL)
_look = partial(action, Section.LOOK, scopes=(Scope.LOOK,), palette=False)

TERMINAL_ACTIONS = (
    _terminal(
        "terminal.leave",
        "ctrl+right_square_bracket",
        "Back to the list",
        "Stop typing into the session; every other key goes to the agent",
        (Scope.TERMINAL,),
        label="back",
        palette=False,
    ),
    _terminal(
        "terminal.page_up",
        "pageup",
        "Scroll back",
        "Scroll the terminal back by a page",
        _PICKED,
        need=Need.SESSION,
        palette=False,
    ),
    _terminal(
        "terminal.page_down",
        "pagedown",
        "Scroll on",
        "Scroll the terminal on by a page",
        _PICKED,
        need=Need.SESSION,
        palette=False,
    ),
    _terminal(
        "terminal.line_up",
        "shift+up",
        "Scroll back a line",
        "Scroll the terminal back by a line",
        _PICKED,
        need=Need.SESSION,
        palette=False,
    ),
    _terminal(
        "terminal.line_down",
        "shift+down",
        "Scroll on a line",
        "Scroll the terminal on by a line",
        _PICKED,
        need=Need.SESSION,
        palette=False,
    ),
    _terminal(
        "terminal.left",
        "shift+left",
        "Pan left",
        "Show cells further left of a terminal that is wider than its pane",
        _PICKED,
        need=Need.SESSION,
        palette=False,
    ),
    _terminal(
        "terminal.right",
        "shift+right",
        "Pan right",
        "Show cells further right of a terminal that is wider than its pane",
        _PICKED,
        need=Need.SESSION,
        palette=False,
    ),
    _terminal(
        "terminal.newest",
        "shift+end shift+pagedown",
        "To the newest line",
        "Show the newest lines of the terminal and follow them",
        _PICKED,
        need=Need.SESSION,
        palette=False,
    ),
    _terminal(
        "terminal.look",
        "v",
        "Look around",
        "Move a caret through screen and history, search, select, copy",
        _PICKED,
        need=Need.SESSION,
    ),
    _terminal(
        "terminal.search",
        "s",
        "Search the terminal",
        "Find text in the session's screen and history",
        _PICKED,
        label="search",
        need=Need.SESSION,
    ),
    _terminal(
        "terminal.copy",
        "c",
        "Copy",
        "Copy what is selected, or what the screen shows",
        _PICKED,
        need=Need.SESSION,
    ),
    _terminal(
        "terminal.take_focus",
        "t",
        "Take the focus",
        "Take the right to type from whoever holds it",
        _PICKED,
        need=Need.RUNNING,
    ),
    _terminal(
        "terminal.ask_focus",
        "A",
        "Ask for the focus",
        "Let whoever types know that you want to; you may as soon as they stop",
        _PICKED,
        need=Need.RUNNING,
    ),
    _terminal(
        "terminal.fit",
        "F",
        "Fit to this screen",
        "Make the session's terminal as wide as its pane here, for everybody",
        _PICKED,
        need=Need.RUNNING,
    ),
)

LOOKING_ACTIONS = (
    _look("look.up", "k up", "Up", "Move the caret up"),
    _look("look.down", "j down", "Down", "Move the caret down"),
    _look("look.left", "h left", "Left", "Move the caret left"),
    _look("look.right", "l right", "Right", "Move the caret right"),
    _look("look.word_right", "w ctrl+right", "Next word", "Move the caret to the next word"),
    _look("look.word_left", "b ctrl+left", "Word before", "Move the caret to the word before"),
    _look("look.line_start", "0 home", "Start of the line", "Move the caret to the start of the line"),
    _look("look.line_end", "dollar_sign end", "End of the line", "Move the caret to the end of the line"),
    _look("look.page_up", "pageup ctrl+b", "Page up", "Move the caret up by a page"),
    _look("look.page_down", "pagedown ctrl+f", "Page down", "Move the caret down by a page"),
    _look("look.top", "g", "Oldest line", "Move the caret to the oldest line"),
    _look("look.bottom", "G", "Newest line", "Move the caret to the newest line", label="newest"),
    _look(
        "look.select", "v space", "Select", "Select from the caret on, or drop the selection", label="select"
    ),
    _look("look.select_line", "V", "Select lines", "Select whole lines from the caret on"),
    _look(
        "look.copy",
        "y enter c",
        "Copy",
        "Copy what is selected, else the caret's line, and leave",
        label="copy",
    ),
    _look(
        "look.search", "slash s", "Search", "Find text in the session's screen and history", label="search"
    ),
    _look("look.next", "n", "Next hit", "Go to the next older hit of the search", label="older"),
    _look("look.previous", "N", "Hit before", "Go to the next newer hit of the search", label="newer"),
    _look("look.open_link", "o", "Open the link", "Open the link at the caret"),
    _look("look.leave", "escape q ctrl+right_square_bracket", "Leave", "Back to the list", label="back"),
)
