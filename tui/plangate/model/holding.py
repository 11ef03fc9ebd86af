"""What each strength of a gate holds, and what it does not, in words: for every screen and command alike. Pure."""

from __future__ import annotations

from plangate.model.gate import GateState, GateView, Strength

__all__ = ["held_words", "holding", "opening", "prevents"]

_HOLDS = {
    Strength.KERNEL: "the kernel refuses what is not open",
    Strength.SYSCALL: "a supervisor of system calls refuses what is not open",
    Strength.HOOKS: "the agent's hooks say no to it; what goes past them is noticed, not prevented",
    Strength.WATCH: "changes are noticed, not prevented",
    Strength.ADVISORY: "nothing is prevented, and nothing is noticed for certain",
}
_OPENS = {
    Strength.KERNEL: "Writable in the kernel",
    Strength.SYSCALL: "Writable through the supervisor",
    Strength.HOOKS: "Let through by hooks; elsewhere noticed, not prevented",
    Strength.WATCH: "Not told as drift; elsewhere noticed, not prevented",
    Strength.ADVISORY: "Asked of the agent, not enforced",
}


def prevents(strength: Strength) -> bool:
    """Whether something keeps the files as they are, whatever the session's programs do."""
    return strength.at_least(Strength.SYSCALL)


def holding(strength: Strength) -> str:
    """What holds, as a sentence without capital or stop."""
    return _HOLDS[strength]


def opening(strength: Strength | None) -> str:
    """A heading for the directories that an approval opens.

    Args:
        strength: None where no gate holds the plan's session any more.
    """
    return "Covered directories" if strength is None else _OPENS[strength]


def held_words(view: GateView) -> str:
    """What keeps the workspace as it is at this moment, as a sentence without capital or stop."""
    if view.state is GateState.OBSERVE:
        return "nothing is refused, everything is recorded"
    if view.state is GateState.OPEN and view.glass:
        return "the glass is broken: the workspace is open until it closes"
    if view.state is GateState.CLOSING and prevents(view.possible):
        return "what is held open can still change; anything else is refused"
    if view.state is GateState.BUDGET and prevents(view.possible):
        return "what changes is metered; at the limit the gate closes"
    return holding(view.strength)
