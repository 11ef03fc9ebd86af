"""What an agent's hooks and its own records say about its turn, as evidence."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from plangate.daemon.status.evidence import Phase, Turn
from plangate.model.session import Authority
from plangate.plugins.gate import HookCall, HookKind
from plangate.plugins.logs import Interrupted, LogFact, PromptGiven, Ran, TurnOver

__all__ = ["Turned", "hooked", "logged"]


Turned: TypeAlias = Callable[[str, Turn], Awaitable[None]]
"""Takes in what is said of the turn of a session, given by its id."""

_PHASES = {
    HookKind.PROMPT: Phase.PROMPTED,
    HookKind.TOOL: Phase.WORKED,
    HookKind.TOOL_ENDED: Phase.WORKED,
    HookKind.PERMISSION: Phase.WORKED,
    HookKind.PLAN: Phase.WORKED,
    HookKind.TURN_END: Phase.ENDED,
    HookKind.SESSION_START: Phase.FRESH,
}
_GOES_ON = ("compact", "fork")
"""Why agents say that a conversation starts while a turn may run in it."""
_WORDS = 80


def hooked(call: HookCall, at: float) -> Turn | None:
    """A hook's message; None when it says nothing about the turn."""
    phase = _PHASES.get(call.kind)
    if phase is None or (phase is Phase.FRESH and call.source in _GOES_ON):
        return None
    if call.subagent and phase is not Phase.WORKED:
        return None
    words = call.words[:_WORDS] if phase in (Phase.PROMPTED, Phase.WORKED) else ""
    return Turn(phase, Authority.HOOKS, at, words, call.jobs or (), aside=bool(call.subagent))


def logged(fact: LogFact, at: float, *, hooks: bool) -> Turn | None:
    """A line of the agent's records; where hooks tell as well, which come first, only what they do not say."""
    if hooks and not isinstance(fact, Interrupted):
        return None
    match fact:
        case PromptGiven(text):
            first = next(iter(text.splitlines()), "")
            return Turn(Phase.PROMPTED, Authority.RECORD, at, first[:_WORDS])
        case Ran(command):
            return Turn(Phase.WORKED, Authority.RECORD, at, command[:_WORDS])
        case Interrupted():
            return Turn(Phase.INTERRUPTED, Authority.RECORD, at)
        case TurnOver():
            return Turn(Phase.ENDED, Authority.RECORD, at)
        case _:
            return None
