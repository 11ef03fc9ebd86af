"""Which role each request needs. What is not listed needs the owner."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from plangate.daemon.standing import Proof, Rank
from plangate.errors import Unauthorised
from plangate.gate.policy import Factor
from plangate.model.client import Role
from plangate.model.plan import VoteKind
from plangate.wire import attempts, control, devices, gate, jobs, undo
from plangate.wire.messages import Message

__all__ = ["NEEDED", "PROVEN", "Pin", "carries_pin", "check", "needed"]


class Pin(Enum):
    """How a device shows that a person is there."""

    EACH = "each"
    """The PIN for this very request."""
    OF_LATE = "of late"
    """The PIN within the last minutes."""


NEEDED: dict[type[Message], Role] = {
    control.AskSessions: Role.VIEWER,
    control.AskGrant: Role.VIEWER,  # and the role that it asks for
    control.AskEvents: Role.VIEWER,
    control.AskAgents: Role.VIEWER,
    control.AskStatus: Role.VIEWER,
    control.Subscribe: Role.VIEWER,
    gate.AskPlans: Role.VIEWER,
    gate.AskPlan: Role.VIEWER,
    gate.AskGate: Role.VIEWER,
    gate.AskPolicy: Role.VIEWER,
    undo.AskCheckpoints: Role.VIEWER,
    undo.AskPreview: Role.VIEWER,
    attempts.AskTasks: Role.VIEWER,
    jobs.AskExplanation: Role.VIEWER,
    jobs.AskJobs: Role.VIEWER,
    jobs.AskQueue: Role.VIEWER,
    control.MarkSeen: Role.APPROVER,
    control.StopSession: Role.APPROVER,
    gate.CommentPlan: Role.APPROVER,
    gate.VotePlan: Role.APPROVER,
    gate.AskChallenge: Role.APPROVER,
    gate.MovePlan: Role.APPROVER,
    gate.TickSteps: Role.APPROVER,
    gate.CloseGate: Role.APPROVER,
    gate.PauseGate: Role.APPROVER,
    gate.PlanOfBudget: Role.APPROVER,
    gate.AnswerQuestion: Role.APPROVER,
    gate.ReopenGate: Role.APPROVER,
    gate.OpenBudget: Role.APPROVER,
    gate.ExtendBudget: Role.APPROVER,
    gate.ClaimChanges: Role.APPROVER,
    devices.AskDevices: Role.APPROVER,
    devices.ProvePin: Role.APPROVER,
    devices.RevokeDevice: Role.VIEWER,  # itself; the daemon looks at whom
    devices.RenameDevice: Role.VIEWER,  # itself
    control.Start: Role.DRIVER,
    control.Restart: Role.DRIVER,
    control.Resume: Role.DRIVER,
    control.Remove: Role.DRIVER,
    control.Rename: Role.DRIVER,
    gate.SubmitPlan: Role.DRIVER,
    gate.RestoreGate: Role.DRIVER,
    undo.TakeCheckpoint: Role.DRIVER,
    undo.Undo: Role.DRIVER,
    attempts.LinkAttempt: Role.DRIVER,
    attempts.MarkAttempt: Role.DRIVER,
    attempts.DismissUndo: Role.DRIVER,
    jobs.Enqueue: Role.DRIVER,
    jobs.ChangeQueued: Role.DRIVER,
    jobs.TestNotification: Role.OWNER,
    undo.DropCheckpoint: Role.OWNER,
    gate.BreakGlass: Role.OWNER,
    gate.ObserveGate: Role.OWNER,
    gate.SetPin: Role.OWNER,
    control.Shutdown: Role.OWNER,
    control.PurgeRecordings: Role.OWNER,
    control.Reload: Role.OWNER,
    control.UpgradeHosts: Role.OWNER,
    control.UsePalette: Role.OWNER,
    control.RevokeGrants: Role.OWNER,
    devices.OpenPairing: Role.OWNER,
    devices.ClosePairing: Role.OWNER,
    devices.Pair: Role.OWNER,
    devices.AskTicket: Role.OWNER,
    devices.FrontHere: Role.OWNER,
    devices.KnowDevice: Role.OWNER,
}

PROVEN: dict[type[Message], Pin] = {
    gate.VotePlan: Pin.EACH,
    gate.ReopenGate: Pin.EACH,
    gate.OpenBudget: Pin.EACH,
    gate.ExtendBudget: Pin.EACH,
    gate.ClaimChanges: Pin.EACH,
    gate.AnswerQuestion: Pin.OF_LATE,
}
"""What lets an agent go on: from a device only with the PIN."""


@dataclass(frozen=True, slots=True)
class _Needs:
    role: Role
    pin: Pin | None


def needed(message: Message) -> _Needs:
    """What a request needs."""
    kind = type(message)
    role = NEEDED.get(kind, Role.OWNER)
    if isinstance(message, control.AskGrant):  # nobody is given more for a host than it has here
        role = message.role
    return _Needs(role, PROVEN.get(kind) if _lets_go_on(message) else None)


def check(message: Message, rank: Rank, proof: Proof, now: float) -> None:
    """Make sure that a connection may ask for this; `now` in monotonic seconds.

    Raises:
        Unauthorised: Its role is too weak.
        PinNeeded: A device has to show the PIN first.
    """
    needs = needed(message)
    if not rank.role.covers(needs.role):
        where = f"{rank.name} is a {rank.role}" if rank.name else f"this dashboard is a {rank.role}'s"
        only = "it is done at the machine itself" if needs.role is Role.OWNER else f"it needs a {needs.role}"
        raise Unauthorised(f"{where}: {only}", "plangate pair --role gives a device another role.")
    if needs.pin is None:
        return
    if not rank.decides:
        raise Unauthorised(
            "what opens a gate cannot be decided here", "Decide at the machine, or on a paired device."
        )
    if not rank.device or carries_pin(message):
        return
    if needs.pin is Pin.EACH:
        proof.use(now)
    else:
        proof.look(now)


def carries_pin(message: Message) -> bool:
    """Whether the PIN is a part of the request itself."""
    return isinstance(message, gate.VotePlan) and message.factor == Factor.PIN


def _lets_go_on(message: Message) -> bool:
    """Whether it says yes: no, and not yet, need no proof."""
    if isinstance(message, gate.VotePlan):
        return message.kind is VoteKind.APPROVE
    if isinstance(message, gate.AnswerQuestion):
        return message.allow
    return True
