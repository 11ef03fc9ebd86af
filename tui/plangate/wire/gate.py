"""Messages between a client and the daemon about gates and plans; all of them are for people."""

from __future__ import annotations

from plangate.model.gate import GateView
from plangate.model.plan import PlanSummary, PlanView, VoteKind
from plangate.wire.messages import Message

__all__ = [
    "AnswerQuestion",
    "AskChallenge",
    "AskGate",
    "AskPlan",
    "AskPlans",
    "AskPolicy",
    "BreakGlass",
    "Challenge",
    "ClaimChanges",
    "CloseGate",
    "CommentPlan",
    "ExtendBudget",
    "GateReply",
    "MovePlan",
    "ObserveGate",
    "OpenBudget",
    "PauseGate",
    "PlanChanged",
    "PlanOfBudget",
    "PlanReply",
    "Plans",
    "PolicyReply",
    "ReopenGate",
    "RestoreGate",
    "SetPin",
    "SubmitPlan",
    "TickSteps",
    "VotePlan",
]


class AskPlans(Message, tag=130):
    """Plans, of one session or of all; with `waiting` only those that wait for a person. Answered by `Plans`."""

    id: int
    session: str = ""
    waiting: bool = False


class AskPlan(Message, tag=131):
    """One plan in full. Answered by `PlanReply`."""

    id: int
    plan: str


class SubmitPlan(Message, tag=132):
    """A person submits a plan for a session, or a new version of the one it has. Answered by `PlanReply`."""

    id: int
    session: str
    markdown: str


class CommentPlan(Message, tag=133):
    """A remark on a plan, on one of its steps or on a line of its markdown. Answered by `PlanReply`."""

    id: int
    plan: str
    text: str
    step: str = ""
    line: int = 0


class VotePlan(Message, tag=134):
    """A decision about exactly the text with this digest. Answered by `PlanReply`.

    Asking for changes and rejecting need no proof.
    """

    id: int
    plan: str
    digest: str
    kind: VoteKind
    factor: str = ""
    """code, pin or ssh-sig."""
    proof: str = ""
    """The code that was typed, the PIN, or the armoured signature over the payload of `Challenge`."""
    text: str = ""
    """What the agent is told."""


class AskChallenge(Message, tag=135):
    """What is to be signed for the factor `ssh-sig`. Answered by `Challenge`."""

    id: int
    plan: str
    digest: str


class MovePlan(Message, tag=136):
    """A person moves a plan on: to done, abandoned or submitted (a drifted one, with what it touched).

    Answered by `PlanReply`.
    """

    id: int
    plan: str
    to: str
    text: str = ""


class AskGate(Message, tag=137):
    """The gate of a session. Answered by `GateReply`, as are all requests below that change it."""

    id: int
    session: str


class CloseGate(Message, tag=138):
    """Close it now, whatever opened it; a plan that runs is set aside with its approval."""

    id: int
    session: str


class OpenBudget(Message, tag=139):
    """Open it for a small change without a plan, metered."""

    id: int
    session: str
    reason: str = ""
    despite: bool = False
    """Also when the coin said that a plan is wanted; needs a reason."""


class ExtendBudget(Message, tag=140):
    """The budget is used up: allow as much again, for a reason."""

    id: int
    session: str
    reason: str


class PlanOfBudget(Message, tag=141):
    """The budget is used up: have the agent make a plan, which begins with what was changed."""

    id: int
    session: str


class RestoreGate(Message, tag=142):
    """Bring the workspace back to the checkpoint taken when the gate was opened, and leave it closed."""

    id: int
    session: str


class PauseGate(Message, tag=143):
    """Close the gate and stop the session's processes, or let them go on, closed."""

    id: int
    session: str
    on: bool = True


class BreakGlass(Message, tag=144):
    """Open it without a plan for some minutes; loud, and in the ledger with the reason."""

    id: int
    session: str
    reason: str
    minutes: float


class ObserveGate(Message, tag=145):
    """Record everything and refuse nothing, or close it again."""

    id: int
    session: str
    on: bool = True


class AnswerQuestion(Message, tag=146):
    """Allow or refuse what an agent asked; the first answer wins. Answered by `Done`."""

    id: int
    session: str
    question: str
    allow: bool
    text: str = ""
    """What the agent is told when it is refused."""


class AskPolicy(Message, tag=147):
    """The policy of a session's repository. Answered by `PolicyReply`."""

    id: int
    session: str


class SetPin(Message, tag=148):
    """Choose the PIN that approves plans; `before` is the present one. Answered by `Done`."""

    id: int
    pin: str
    before: str = ""


class ReopenGate(Message, tag=149):
    """Let the plan that was set aside go on, while everything that it was approved for is as it was."""

    id: int
    session: str


class TickSteps(Message, tag=162):
    """A person says that steps of a plan are carried out; all, when none are named. Answered by `PlanReply`."""

    id: int
    plan: str
    steps: tuple[str, ...] = ()


class ClaimChanges(Message, tag=163):
    """A person made these changes, not the session: they are no drift, and a plan that they stopped goes on."""

    id: int
    session: str
    paths: tuple[str, ...]
    """Relative to the workspace, as `GateView.drift` has them."""


class Plans(Message, tag=157):
    """Plans, those that wait first, then the newest."""

    id: int
    plans: list[PlanSummary]


class PlanReply(Message, tag=158):
    """A plan in full, as it is now."""

    id: int
    plan: PlanView


class GateReply(Message, tag=159):
    """A session's gate, as it is now."""

    id: int
    gate: GateView


class PolicyReply(Message, tag=160):
    """The policy that a session is held to."""

    id: int
    path: str
    """The file; empty for the built-in policy."""
    digest: str
    text: str
    """The whole policy as TOML."""
    fault: str = ""
    """Why it cannot be used; empty when it can."""


class Challenge(Message, tag=161):
    """What `ssh-keygen -Y sign -n NAMESPACE` is to sign, once, within `expires`."""

    id: int
    payload: str
    namespace: str
    expires: float
    """Unix seconds."""


class PlanChanged(Message, tag=175):
    """A plan is new or not as it was."""

    plan: PlanSummary
