"""What an agent is told about its plan, once there is something to tell. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from plangate.gate.plan.comments import feedback
from plangate.gate.plan.state import PlanState
from plangate.model.gate import GateState
from plangate.model.plan import Phase

__all__ = ["Outcome", "answer_file", "outcome_of"]

_OPEN = (GateState.OPEN, GateState.OBSERVE, GateState.OFF)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of waiting for people."""

    approved: bool
    words: str


def outcome_of(state: PlanState, version: int, gate: GateState) -> Outcome | None:
    """What came of a version of a plan; None while people have still to decide, or the gate to open.

    Args:
        state: Where the plan stands.
        version: The version that was submitted.
        gate: The session's.
    """
    plan = state.plan
    match state.phase:
        case Phase.SUBMITTED | Phase.APPROVED:
            return None
        case Phase.EXECUTING:
            return Outcome(True, _go(state, version)) if gate in _OPEN else None
        case Phase.CHANGES:
            return Outcome(False, feedback(plan, state.comments, _said(state)))
        case Phase.REJECTED:
            return Outcome(False, f"A person has rejected the plan ({state.reason}). Nothing may be changed.")
        case Phase.DRIFTED:
            return Outcome(
                False, f"The plan has drifted: {state.reason}. A person decides; nothing may be changed."
            )
        case Phase.WAITING:
            return Outcome(
                False,
                f"The plan was set aside: {state.reason}. A person lets it go on; nothing may be changed.",
            )
        case Phase.DRAFT:
            return Outcome(False, f"The plan does not run: {state.reason}. Present it again for approval.")
        case _:
            return Outcome(False, f"The plan has ended: {state.reason}.")


def answer_file(state: str, words: str, *, plan: str = "", version: int = 0, of: str = "") -> str:
    """What is written beside a plan that came as a file: first how it stands, then what people say.

    Args:
        state: "submitted", "approved", "changes", "rejected" and so on; "refused": it was not even submitted.
        words: For the agent.
        plan: Its id.
        version: Which one of its versions stands so.
        of: The digest of the text that was read.
    """
    head = [f"state: {state}"]
    head += [f"plan: {plan}", f"version: {version}"] if plan else []
    head += [f"of: {of}"] if of else []
    return "\n".join((*head, "", words, ""))


def _go(state: PlanState, version: int) -> str:
    plan = state.plan
    words = (
        f"A person has approved plan {plan.id}. Carry it out now, within its scope: {', '.join(plan.scope)}."
    )
    if plan.version != version:
        words += f" It was changed before: this is version {plan.version}, which holds:\n\n{plan.body}"
    remarks = [comment.text for comment in state.comments if not comment.resolved]
    if remarks:
        words += " Remarks of people: " + "; ".join(remarks)
    return words


def _said(state: PlanState) -> str:
    """What the person said who asked for changes."""
    _, found, text = state.reason.partition("changes, ")
    return text if found else ""
