"""Every user action has a name here; keys, footer, help screen and palette derive from this table."""

from __future__ import annotations

from collections.abc import Iterable

from plangate.dashboard.action import Action, Need, Scope, Section
from plangate.dashboard.gate_actions import gate_actions, review_actions
from plangate.dashboard.gate_words import plan_waits
from plangate.dashboard.terminal_actions import looking_actions, terminal_actions
from plangate.model.gate import GateState
from plangate.model.session import HostState, Session, State

__all__ = ["ACTIONS", "Action", "Need", "Scope", "Section", "action_named", "available", "in_scope"]

_L, _G, _E = Scope.LIST, Scope.GRID, Scope.EVERYWHERE
_ROWS = (Scope.LIST, Scope.INBOX, Scope.EVENTS)
_PICKED = (Scope.LIST, Scope.GRID)


def _moving() -> Iterable[Action]:
    section = Section.MOVE
    yield Action(
        name="list.down",
        title="Down",
        help="Go to the next row",
        section=section,
        scopes=_ROWS,
        keys=("j", "down"),
        palette=False,
    )
    yield Action(
        name="list.up",
        title="Up",
        help="Go to the row before",
        section=section,
        scopes=_ROWS,
        keys=("k", "up"),
        palette=False,
    )
    yield Action(
        name="list.first",
        title="First",
        help="Go to the first row",
        section=section,
        scopes=_ROWS,
        keys=("home",),
        palette=False,
    )
    yield Action(
        name="list.last",
        title="Last",
        help="Go to the last row",
        section=section,
        scopes=_ROWS,
        keys=("end", "G"),
        palette=False,
    )
    yield Action(
        name="list.jump",
        title="Jump",
        help="Go to the n-th session",
        section=section,
        scopes=_PICKED,
        keys=tuple("123456789"),
        palette=False,
        numbered=True,
    )
    yield Action(
        name="list.filter",
        title="Filter the list",
        label="filter",
        section=section,
        help="Show only sessions with these words; a state such as blocked counts as a word",
        scopes=(_L,),
        keys=("slash",),
    )
    yield Action(
        name="session.next_waiting",
        title="Go to the next one waiting",
        label="next waiting",
        section=section,
        help="Go to the session that has waited longest for a person, then to the one after it",
        scopes=(_E, Scope.INBOX),
        keys=("w", "tab"),
    )
    yield Action(
        name="grid.left",
        title="Left",
        help="Go to the tile on the left",
        section=section,
        scopes=(_G,),
        keys=("h", "left"),
        palette=False,
    )
    yield Action(
        name="grid.down",
        title="Down",
        help="Go to the tile below",
        section=section,
        scopes=(_G,),
        keys=("j", "down"),
        palette=False,
    )
    yield Action(
        name="grid.up",
        title="Up",
        help="Go to the tile above",
        section=section,
        scopes=(_G,),
        keys=("k", "up"),
        palette=False,
    )
    yield Action(
        name="grid.right",
        title="Right",
        help="Go to the tile on the right",
        section=section,
        scopes=(_G,),
        keys=("l", "right"),
        palette=False,
    )


def _session() -> Iterable[Action]:
    section = Section.SESSION
    yield Action(
        name="session.open",
        title="Open and type",
        label="open",
        section=section,
        help="Type into the session; the escape chord comes back",
        scopes=(*_PICKED, Scope.INBOX, Scope.EVENTS),
        keys=("enter",),
        need=Need.SESSION,
    )
    yield Action(
        name="session.peek",
        title="Peek and reply",
        label="peek",
        section=section,
        help="Read what it asks and answer in one line, without opening it",
        scopes=(*_PICKED, Scope.INBOX),
        keys=("space",),
        need=Need.SESSION,
    )
    yield Action(
        name="session.zoom",
        title="Full screen",
        label="full",
        section=section,
        help="Give the session the whole screen, or take it back",
        scopes=_PICKED,
        keys=("f",),
        need=Need.SESSION,
    )
    yield Action(
        name="session.rename",
        title="Rename",
        help="Change its name, group or task",
        section=section,
        scopes=_PICKED,
        keys=("comma", "f2"),
        need=Need.SESSION,
    )
    yield Action(
        name="session.stop",
        title="Stop",
        label="stop",
        section=section,
        help="End its program: interrupt, terminate, then kill",
        scopes=_PICKED,
        keys=("x",),
        need=Need.RUNNING,
    )
    yield Action(
        name="session.restart",
        title="Restart",
        section=section,
        help="Start the same task anew, as a new session",
        scopes=_PICKED,
        keys=("R",),
        need=Need.SESSION,
    )
    yield Action(
        name="session.resume",
        title="Resume",
        section=section,
        help="Go on with the agent's own conversation of an ended session",
        scopes=_PICKED,
        keys=("r",),
        need=Need.RESUMABLE,
    )
    yield Action(
        name="session.remove",
        title="Remove from the list",
        section=section,
        help="Take an ended session off the list, and its worktree if you say so",
        scopes=_PICKED,
        keys=("X", "delete"),
        need=Need.ENDED,
    )


def _many() -> Iterable[Action]:
    section = Section.MANY
    yield Action(
        name="session.new",
        title="New session",
        label="new",
        section=section,
        help="Choose an agent, a task and a directory, and start it",
        scopes=(_E,),
        keys=("n",),
    )
    yield Action(
        name="inbox.open",
        title="Inbox",
        label="inbox",
        section=section,
        help="Everything that waits for a person, oldest first",
        scopes=(_E,),
        keys=("i",),
    )
    yield Action(
        name="session.broadcast",
        title="Send one line to several",
        section=section,
        help="Type one line into the sessions you mark",
        scopes=(_E,),
        keys=("b",),
    )
    yield Action(
        name="grid.toggle",
        title="Grid",
        label="grid",
        section=section,
        help="Show up to nine live terminals, or go back to the list",
        scopes=(_E,),
        keys=("g",),
    )
    yield Action(
        name="events.open",
        title="Events",
        label="events",
        section=section,
        help="What the ledger recorded, as it happens",
        scopes=(_E,),
        keys=("e",),
    )
    yield Action(
        name="events.filter",
        title="Filter the events",
        label="filter",
        section=section,
        help="Show only events with these words",
        scopes=(Scope.EVENTS,),
        keys=("slash",),
        palette=False,
    )
    yield Action(
        name="events.scope",
        title="One session or all",
        label="one/all",
        section=section,
        help="Show the events of this session only, or of all",
        scopes=(Scope.EVENTS,),
        keys=("s",),
        palette=False,
    )


def _program() -> Iterable[Action]:
    section = Section.PROGRAM
    yield Action(
        name="app.palette",
        title="Palette",
        label="palette",
        section=section,
        help="Run any action, go to any session, choose a theme",
        scopes=(_E,),
        keys=("colon", "ctrl+p"),
        palette=False,
    )
    yield Action(
        name="app.help",
        title="Help",
        label="help",
        section=section,
        help="All keys of the place you are in",
        scopes=(_E,),
        keys=("question_mark", "f1"),
    )
    yield Action(
        name="app.theme",
        title="Theme",
        section=section,
        help="Choose colours; they change while you look at them",
        scopes=(_E,),
        keys=("T",),
    )
    yield Action(
        name="dialog.cancel",
        title="Cancel",
        help="Leave a dialog and change nothing",
        section=section,
        scopes=(Scope.DIALOG, Scope.INBOX, Scope.EVENTS),
        keys=("escape",),
        label="back",
        palette=False,
    )
    yield Action(
        name="app.quit",
        title="Quit",
        section=section,
        help="Close the dashboard; all sessions go on",
        scopes=(_E,),
        keys=("q", "ctrl+q"),
    )


ACTIONS: tuple[Action, ...] = (
    *_moving(),
    *_session(),
    *gate_actions(),
    *_many(),
    *terminal_actions(),
    *looking_actions(),
    *review_actions(),
    *_program(),
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
            return plan_waits(session.gate) or bool(session.gate.questions)
        case Need.PLANNED:
            return bool(session.gate.plan)
        case _:
            return True
