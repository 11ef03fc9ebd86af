"""Which conversation of an agent a plan belongs to, and what becomes of it when another one begins. Pure."""

from __future__ import annotations

from plangate.gate.plan.events import Conversed
from plangate.gate.plan.state import ENDED, PlanState

__all__ = ["CLEARED", "belongs_to", "heard"]

_SAME_LINE = frozenset({"fork", "compact"})
"""What agents call the beginning of a conversation that holds all that the one before it did."""
CLEARED = "clear"
"""What they call one that holds nothing of it."""


def heard(
    state: PlanState, conversation: str, *, before: str, source: str, survives: bool, head: str
) -> Conversed | None:
    """What a conversation that begins in the plan's session does to the plan; None: nothing.

    A resumed conversation has its own id again, so it is another one unless it is the plan's own.

    Args:
        state: Where the plan stands.
        conversation: The agent's own id of the one that begins.
        before: Of the one that the session had until now.
        source: Why it begins, in the agent's words.
        survives: Whether the policy has plans outlive their conversation.
        head: Commit that the session's tree is on.
    """
    if not conversation or state.phase in ENDED or conversation == state.conversation:
        return None
    known = state.conversation
    forked = source in _SAME_LINE and known in ("", before)
    first = not known and source != CLEARED
    return Conversed(conversation=conversation, head=head, keeps=survives or forked or first)


def belongs_to(state: PlanState, conversation: str) -> bool:
    """Whether a conversation may go on with the plan without a word from a person."""
    return not state.conversation or state.conversation == conversation
