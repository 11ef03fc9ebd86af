"""A summer of attempts and what became of their plans, the same in every test and picture."""

from __future__ import annotations

from tests.support.fake_control import NOW, FakeControl
from tests.unit.gate.plan.samples import AGENT, BASE, POLICY, sample, vote

from plangate.gate.plan import events as plan_events
from plangate.gate.plan.votes import Terms
from plangate.model.attempts import Attempt, AttemptEnd, Enforcement, Task, Undo, UndoKind, Who
from plangate.model.event import Event
from plangate.wire.attempts import AskTasks, Tasks

__all__ = ["PRESENT", "TASKS", "answer_tasks", "attempt", "plan_ledger", "summer"]

_DAY = 86_400.0
_SHOP, _REGISTERS = "/home/ada/shop", "/home/ada/registers"


def attempt(
    id: str,
    began: float,
    *,
    task: str = "",
    number: int = 1,
    session: str = "k3m7q2xa",
    agent: str = "claude",
    workspace: str = _SHOP,
    minutes: float = 20.0,
    end: AttemptEnd = AttemptEnd.DONE,
    undone: bool = False,
    by: str = "",
    planned: bool = False,
    files: int = 2,
    enforcement: Enforcement = Enforcement.GATED,
    prompt: str = "Round totals per line, not per order",
) -> Attempt:
    """One attempt; with `undone` all of its work was taken back, with `by` it was begun again."""
    ended = None if end is AttemptEnd.OPEN else began + minutes * 60
    undo = Undo(
        id=f"{id}.1", attempt=id, at=ended or began, kind=UndoKind.RESTORE, full=True, count=files,
        lines=40 * files, share=1.0, who=Who.PERSON, evidence="git restore ., and the files are as before",
    )  # fmt: skip
    return Attempt(
        id=id, task=task or f"t{id}", number=number, session=session, agent=agent, workspace=workspace,
        prompt=prompt, began=began, ended=ended, end=end, enforcement=enforcement,
        plan="p-7d2kq4xz" if planned else "", planned=planned, first_edit=began + 60 if files else None,
        files=files, lines=40 * files, tokens=18_000 * files if undone else None,
        undos=(undo,) if undone else (), restarted_by=by,
    )  # fmt: skip


def summer() -> list[Attempt]:
    """Half a year: 6 of 15 redone without a plan, none of 17 with one, some without any gate."""
    found = []
    for place in range(48):
        began = NOW - (180 - place * 3.7) * _DAY
        group = place % 3
        planned = group == 1 or (group == 2 and place % 4 == 0)
        enforcement = Enforcement.GATED if group != 2 else Enforcement.OFF
        redone = (group == 0 and place % 15 in (0, 6)) or place in (2, 20, 26)
        found.append(
            attempt(
                f"a{place:02}", began, planned=planned and not redone, enforcement=enforcement,
                undone=redone, by=f"b{place:02}" if redone else "", files=(1, 3, 8)[place % 7 % 3],
                end=AttemptEnd.RESTARTED if redone else AttemptEnd.DONE, agent="codex" if place % 5 == 0 else "claude",
                workspace=_REGISTERS if place % 5 == 0 else _SHOP,
            )
        )  # fmt: skip
    return found


PRESENT = (
    attempt("c01", NOW - 8_400, task="tc", minutes=30, end=AttemptEnd.RESTARTED, undone=True, by="c02", files=3),
    attempt("c02", NOW - 4_000, task="tc", number=2, end=AttemptEnd.OPEN, planned=True, files=3),
    attempt("d01", NOW - 13_500, session="p4w9t6zc", agent="codex", workspace=_REGISTERS, minutes=60,
            prompt="Scrape the planning register of all counties"),
    attempt("d02", NOW - 9_000, session="p4w9t6zc", agent="codex", workspace=_REGISTERS, minutes=40, undone=True,
            end=AttemptEnd.UNDONE, prompt="Retry what failed", files=1),
    attempt("e01", NOW - 5_200, session="a8d2f5hb", minutes=80, prompt="Find out why test_login fails one time in ten"),
    attempt("f01", NOW - 7_000, session="g5j7k9qd", agent="gemini", minutes=15, end=AttemptEnd.ABANDONED,
            prompt="Raise Django to 5.2 and mend what breaks"),
)  # fmt: skip
"""Of the sessions of the afternoon."""


def _task(attempts: tuple[Attempt, ...]) -> Task:
    first = attempts[0]
    return Task(
        id=first.task, title=first.prompt, workspace=first.workspace, began=first.began, attempts=attempts
    )


TASKS = [
    *(_task((one,)) for one in summer()),
    _task(PRESENT[:2]),
    *(_task((one,)) for one in PRESENT[2:]),
]


def answer_tasks(control: FakeControl, tasks: list[Task] | None = None) -> FakeControl:
    """Have a control answer what is asked about tasks."""
    known = TASKS if tasks is None else tasks

    def reply(asked: AskTasks) -> Tasks:
        found = [
            task
            for task in known
            if any(one.began >= asked.since and asked.session in ("", one.session) for one in task.attempts)
        ]
        return Tasks(asked.id, found[asked.skip :])

    control.replies[AskTasks] = reply
    return control


def plan_ledger() -> list[Event]:
    """Three plans: approved after 2, 9 and 40 minutes; the last one drifts."""
    found: list[Event] = []
    for place, minutes in enumerate((2, 9, 40)):
        plan = sample(id=f"p-aaaaaaa{place + 2}")
        at = NOW - (60 - place) * _DAY
        steps: list[tuple[float, plan_events.PlanEvent]] = [
            (at, plan_events.Drafted(plan=plan, by=AGENT)),
            (at, plan_events.Submitted(digest=plan.digest, terms=Terms(), by=AGENT)),
            (at + 60 * minutes, vote(plan, at=at + 60 * minutes)),
        ]
        if place == 2:
            started = plan_events.Started(
                digest=plan.digest, head=BASE, policy_digest=POLICY, checkpoint="k1"
            )
            strays = plan_events.Touched(paths=("elsewhere.txt",))
            steps += [(at + 3000, started), (at + 3600, strays)]
        for when, event in steps:
            found.append(
                Event(
                    len(found) + 1, when, plan_events.event_kind(event), "k3m7q2xa",
                    data={"plan": str(plan.id), "at": when, "event": plan_events.event_payload(event)},
                )
            )  # fmt: skip
    return found
