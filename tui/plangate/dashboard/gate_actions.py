"""The actions on a session's gate and on plans."""

from __future__ import annotations

from collections.abc import Iterable

from plangate.dashboard.action import Action, Need, Scope, Section

__all__ = ["gate_actions", "review_actions"]

_PICKED = (Scope.LIST, Scope.GRID)
_REVIEW = (Scope.REVIEW,)


def gate_actions() -> Iterable[Action]:
    section = Section.GATE
    yield Action(
        name="plan.review",
        title="Review and approve",
        label="review",
        section=section,
        help="Read the plan that waits, or answer what the agent asks to be allowed",
        scopes=(*_PICKED, Scope.INBOX),
        keys=("a",),
        need=Need.ASKING,
    )
    yield Action(
        name="plan.deny",
        title="Deny or request changes",
        label="deny",
        section=section,
        help="Send the plan back with a remark, or refuse what the agent asks to be allowed",
        scopes=(*_PICKED, Scope.INBOX),
        keys=("d",),
        need=Need.ASKING,
    )
    yield Action(
        name="plan.show",
        title="Plan",
        section=section,
        help="Read the plan that is carried out, or was last",
        scopes=_PICKED,
        keys=("p",),
        need=Need.PLANNED,
    )
    yield Action(
        name="gate.change",
        title="Gate",
        label="gate",
        section=section,
        help="Open a small budget, close, pause, restore, break the glass",
        scopes=_PICKED,
        keys=("o",),
        need=Need.GATED,
    )


def review_actions() -> Iterable[Action]:
    section = Section.REVIEW
    for name, title, words, moving in (
        ("review.down", "Down", "Go to the next paragraph or step", ("j", "down")),
        ("review.up", "Up", "Go to the one before", ("k", "up")),
    ):
        yield Action(
            name=name, title=title, help=words, section=section, scopes=_REVIEW, keys=moving, palette=False
        )
    for name, title, label, words, keys in (
        (
            "review.approve",
            "Approve",
            "approve",
            "Prove that you are you, and let exactly this text be done",
            ("a",),
        ),
        (
            "review.changes",
            "Request changes",
            "changes",
            "Send it back; your comments reach the agent",
            ("d",),
        ),
        ("review.comment", "Comment", "comment", "Remark on the line or step under the cursor", ("c",)),
        (
            "review.view",
            "Change the view",
            "view",
            "The plan, what changed since you read it, the text as written",
            ("v",),
        ),
        ("review.reject", "Reject", "reject", "End this plan; the agent is told why", ("x",)),
        ("review.finish", "Done or abandoned", "", "End a plan that is being carried out", ("f",)),
        (
            "review.amend",
            "Amend",
            "",
            "Make a new version whose scope has what drifted, to be approved",
            ("m",),
        ),
    ):
        yield Action(
            name=name,
            title=title,
            label=label,
            help=words,
            section=section,
            scopes=_REVIEW,
            keys=keys,
            palette=False,
        )
