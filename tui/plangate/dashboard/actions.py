"""Every user action has a name here; keys, footer, help screen and palette derive from this table."""

from __future__ import annotations

from functools import partial

from plangate.dashboard.action import Action, Need, Scope, Section, action
from plangate.dashboard.gate_actions import GATE_ACTIONS, REVIEW_ACTIONS
from plangate.dashboard.gate_words import gate_asks
from plangate.dashboard.terminal_actions import LOOKING_ACTIONS, TERMINAL_ACTIONS
from plangate.model.gate import GateState
from plangate.model.session import HostState, Reason, Session, State

__all__ = ["ACTIONS", "Action", "Need", "Scope", "Section", "action_named", "available", "in_scope"]

_ROWS = (Scope.LIST, Scope.INBOX, Scope.EVENTS, Scope.STATS)
_PICKED = (Scope.LIST, Scope.GRID)
_move = partial(action, Section.MOVE)
_session = partial(action, Section.SESSION)
_many = partial(action, Section.MANY)
_stats = partial(action, Section.MANY, scopes=(Scope.STATS,), palette=False)
_program = partial(action, Section.PROGRAM)

_MOVING = (
    _move("list.down", "j down", "Down", "Go to the next row", _ROWS, palette=False),
    _move("list.up", "k up", "Up", "Go to the row before", _ROWS, palette=False),
    _move("list.first", "home", "First", "Go to the first row", _ROWS, palette=False),
    _move("list.last", "end G", "Last", "Go to the last row", _ROWS, palette=False),
    _move(
        "list.jump",
        "1 2 3 4 5 6 7 8 9",
        "Jump",
        "Go to the n-th session",
        _PICKED,
        palette=False,
        numbered=True,
    ),
    _move(
        "list.filter",
        "slash",
        "Filter the list",
        "Show only sessions with these words; a state such as blocked counts as a word",
        (Scope.LIST,),
        label="filter",
    ),
    _move(
        "session.next_waiting",
        "w tab",
        "Go to the next one waiting",
        "Go to the session that has waited longest for a person, then to the one after it",
        (Scope.EVERYWHERE, Scope.INBOX),
        label="next waiting",
    ),
    _move("grid.left", "h left", "Left", "Go to the tile on the left", (Scope.GRID,), palette=False),
    _move("grid.down", "j down", "Down", "Go to the tile below", (Scope.GRID,), palette=False),
    _move("grid.up", "k up", "Up", "Go to the tile above", (Scope.GRID,), palette=False),
    _move("grid.right", "l right", "Right", "Go to the tile on the right", (Scope.GRID,), palette=False),
)
_SESSION = (
    _session(
        "session.open",
        "enter",
        "Open and type",
        "Type into the session; the escape chord comes back",
        (*_PICKED, Scope.INBOX),
        label="open",
        need=Need.SESSION,
    ),
    _session(
        "session.peek",
        "space",
        "Peek and reply",
        "Read what it asks and answer in one line, without opening it",
        (*_PICKED, Scope.INBOX),
        label="peek",
        need=Need.SESSION,
    ),
    _session(
        "session.zoom",
        "f",
        "Full screen",
        "Give the session the whole screen, or take it back",
        _PICKED,
        label="full",
        need=Need.SESSION,
    ),
    _session(
        "session.rename", "comma f2", "Rename", "Change its name, group or task", _PICKED, need=Need.SESSION
    ),
    _session(
        "session.queue",
        "Q",
        "Queue a prompt",
        "Have a prompt sent when the agent is idle or a job ends; change or cancel those that wait",
        _PICKED,
        need=Need.RUNNING,
    ),
    _session(
        "session.stop",
        "x",
        "Stop",
        "End its program: interrupt, terminate, then kill",
        _PICKED,
        label="stop",
        need=Need.RUNNING,
    ),
    _session(
        "session.restart",
        "R",
        "Restart",
        "Start the same task anew, as a new session",
        _PICKED,
        need=Need.SESSION,
    ),
    _session(
        "session.resume",
        "r",
        "Resume",
        "Go on with the agent's own conversation of an ended session",
        _PICKED,
        need=Need.RESUMABLE,
    ),
    _session(
        "session.remove",
        "X delete",
        "Remove from the list",
        "Take an ended session off the list, and its worktree if you say so",
        _PICKED,
        need=Need.ENDED,
    ),
)
_MANY = (
    _many(
        "session.new",
        "n",
        "New session",
        "Choose an agent, a task and a directory, and start it",
        (Scope.EVERYWHERE,),
        label="new",
    ),
    _many(
        "inbox.open",
        "i",
        "Inbox",
        "Everything that waits for a person, oldest first",
        (Scope.EVERYWHERE,),
        label="inbox",
    ),
    _many(
        "session.broadcast",
        "b",
        "Send one line to several",
        "Type one line into the sessions you mark",
        (Scope.EVERYWHERE,),
    ),
    _many(
        "grid.toggle",
        "g",
        "Grid",
        "Show up to nine live terminals, or go back to the list",
        (Scope.EVERYWHERE,),
        label="grid",
    ),
    _many(
        "events.open",
        "e",
        "Timeline",
        "What happened, as it happens: prompts, plans, gates, edits, undo, sessions, focus",
        (Scope.EVERYWHERE,),
        label="events",
    ),
    _many(
        "events.go",
        "enter",
        "Go to that moment",
        "Show the session's terminal where it was when this happened",
        (Scope.EVENTS,),
        label="go there",
        palette=False,
    ),
    _many(
        "events.group",
        "1 2 3 4 5 6 7 8",
        "Hide or show a group",
        "Prompts, plans, gate, edits, undo, sessions, focus, the rest",
        (Scope.EVENTS,),
        palette=False,
        numbered=True,
    ),
    _many(
        "events.all",
        "0",
        "Show all groups",
        "Show all groups of events again",
        (Scope.EVENTS,),
        label="all",
        palette=False,
    ),
    _many(
        "events.filter",
        "slash",
        "Filter the events",
        "Show only events with these words",
        (Scope.EVENTS,),
        label="filter",
        palette=False,
    ),
    _many(
        "events.scope",
        "s",
        "One session or all",
        "Show the events of this session only, or of all",
        (Scope.EVENTS,),
        label="one/all",
        palette=False,
    ),
    _many(
        "stats.open",
        "S",
        "Statistics",
        "How often work is undone and begun again, with an approved plan and without",
        (Scope.EVERYWHERE,),
    ),
    _stats(
        "stats.agent",
        "a",
        "One agent or all",
        "Count the attempts of the next agent, or of all",
        label="agent",
    ),
    _stats(
        "stats.place",
        "r",
        "This repository or all",
        "Count the attempts in the repository of the session, or in all",
        label="repository",
    ),
    _stats("stats.period", "p", "Period", "Count all time, or the last 7, 30 or 90 days", label="period"),
    _stats("stats.copy", "y", "Copy the report", "Copy the figures as a report in markdown", label="copy"),
)
_PROGRAM = (
    _program(
        "app.palette",
        "colon ctrl+p",
        "Palette",
        "Run any action, go to any session, choose a theme",
        (Scope.EVERYWHERE,),
        label="palette",
        palette=False,
    ),
    _program(
        "app.help",
        "question_mark f1",
        "Help",
        "All keys of the place you are in",
        (Scope.EVERYWHERE,),
        label="help",
    ),
    _program(
        "app.theme", "T", "Theme", "Choose colours; they change while you look at them", (Scope.EVERYWHERE,)
    ),
    _program(
        "dialog.cancel",
        "escape",
        "Cancel",
        "Leave a dialog and change nothing",
        (Scope.DIALOG, Scope.INBOX, Scope.EVENTS, Scope.STATS),
        label="back",
        palette=False,
    ),
    _program(
        "app.pair",
        "P",
        "Pair a device",
        "Let a phone or another browser in",
        (Scope.EVERYWHERE,),
    ),
    _program("app.quit", "q ctrl+q", "Quit", "Close the dashboard; all sessions go on", (Scope.EVERYWHERE,)),
)

ACTIONS: tuple[Action, ...] = (
    *_MOVING,
    *_SESSION,
    *GATE_ACTIONS,
    *_MANY,
    *TERMINAL_ACTIONS,
    *LOOKING_ACTIONS,
    *REVIEW_ACTIONS,
    *_PROGRAM,
)
"""All actions, in the order in which help shows them."""

_BY_NAME = {action.name: action for action in ACTIONS}
_ENDED = frozenset({State.FAILED, State.STOPPED})


def action_named(name: str) -> Action:
    """The action of this name; KeyError when there is none."""
    return _BY_NAME[name]


def in_scope(scope: Scope) -> tuple[Action, ...]:
    """The actions whose keys work in this place, in order."""
    return tuple(action for action in ACTIONS if scope in action.scopes)


def available(action: Action, session: Session | None) -> bool:
    """Whether the action makes sense with this session selected."""
    if action.need is Need.NOTHING:
        return True
    if session is None:
        return False
    ended = session.exit is not None or session.host is HostState.GONE or session.state in _ENDED
    match action.need:
        case Need.RUNNING:
            return not ended
        case Need.ENDED:
            return ended
        case Need.RESUMABLE:
            return ended and session.resumable
        case Need.GATED:
            return session.gate.state is not GateState.OFF and not ended
        case Need.ASKING:
            return gate_asks(session.gate) or (
                session.state is State.BLOCKED and session.reason is Reason.PLAN
            )
        case Need.PLANNED:
            return bool(session.gate.plan)
        case _:
            return True
