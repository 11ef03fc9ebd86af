"""What each strength of a gate holds, and what it does not, in words: for every screen and command alike. Pure."""

from __future__ import annotations

from plangate.model.gate import Strength

__all__ = ["holding", "opening", "prevents"]

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
