"""A believable afternoon of work, the same in every test and picture."""

from __future__ import annotations

from tests.support.fake_control import NOW, FakeControl

from plangate.model.event import Event
from plangate.model.gate import GateState, GateView, Meter, Strength
from plangate.model.plan import Phase, PlanComment, PlanStep, PlanSummary, PlanVersion, PlanView
from plangate.model.session import (
    Authority,
    Exit,
    HostState,
    Reason,
    Session,
    SessionId,
    State,
    Worktree,
)
from plangate.model.status import AgentInfo
from plangate.wire.gate import AskPlan, PlanReply

__all__ = ["AGENTS", "EVENTS", "PLAN", "SCREENS", "SESSIONS", "afternoon"]

_SHOP = "/home/ada/shop"

SESSIONS = (
    Session(
        id=SessionId("k3m7q2xa"), name="checkout totals", agent="claude", task="Round totals per line, not per order",
        cwd=_SHOP, branch="fix/rounding", state=State.BLOCKED, reason=Reason.PERMISSION, since=NOW - 754,
        authority=Authority.SCREEN, evidence="permission question on screen", created=NOW - 9000, pid=4011, unread=True,
        last_line="Do you want to make this edit to totals.py?", last_output=NOW - 754, title="✳ Round totals",
        said="The rounding is done once per order, so a cent is lost where an order has many lines. "
             "I round each line instead, as the invoice does.",
        gate=GateView(state=GateState.OPEN, strength=Strength.KERNEL, possible=Strength.KERNEL, plan="p-7d2kq4xz",
                      phase="executing", version=1, title="Round totals per line", scope=("src/shop/**", "tests/**"),
                      directories=("src/shop", "tests"), since=NOW - 3000, until=NOW + 25000),
    ),
    Session(
        id=SessionId("p4w9t6zc"), name="county scraper", agent="codex", task="Scrape the planning register of all counties",
        cwd="/home/ada/registers", branch="main", state=State.WORKING, since=NOW - 4210,
        authority=Authority.STATUS, evidence="the agent says so (OSC 7501)", created=NOW - 14000, pid=4102,
        last_line="82 % (1,560 of 1,900), 340 left, no errors", last_output=NOW - 2, recording=True,
        said="The scraper runs in the background. It has read 1,560 of 1,900 counties without an error; "
             "340 are left, which takes about half an hour.",
        gate=GateView(state=GateState.CLOSED, strength=Strength.KERNEL, possible=Strength.KERNEL, since=NOW - 14000),
    ),
    Session(
        id=SessionId("a8d2f5hb"), name="login flake", agent="claude", task="Find out why test_login fails one time in ten",
        cwd=_SHOP, branch="plangate/login-flake", state=State.DONE, since=NOW - 96, unread=True,
        redone=2,
        worktree=Worktree(path=f"{_SHOP}.trees/login-flake", branch="plangate/login-flake", repository=_SHOP),
        authority=Authority.SCREEN, evidence="prompt on screen", created=NOW - 5400, pid=4203,
        last_line="The clock was read twice; fixed, and 500 runs passed.", last_output=NOW - 96,
        gate=GateView(state=GateState.BUDGET, strength=Strength.WATCH, possible=Strength.KERNEL, since=NOW - 400,
                      used=Meter(files=2, lines=31, minutes=7), limit=Meter(files=3, lines=40, new_files=1, minutes=20)),
    ),
    Session(
        id=SessionId("z6c4v8nm"), name="api docs", agent="opencode", task="Write examples for every endpoint",
        cwd="/home/ada/api", branch="docs", state=State.BLOCKED, reason=Reason.QUESTION, since=NOW - 48,
        authority=Authority.SCREEN, evidence="question on screen", created=NOW - 2400, pid=4304, unread=True,
        last_line="Which style do you want for the examples: curl or httpie?", last_output=NOW - 48,
        gate=GateView(state=GateState.CLOSED, strength=Strength.SYSCALL, possible=Strength.SYSCALL, since=NOW - 2400),
    ),
    Session(
        id=SessionId("g5j7k9qd"), name="dependency bump", agent="gemini", task="Raise Django to 5.2 and mend what breaks",
        cwd=_SHOP, branch="deps/django-5.2", state=State.BLOCKED, reason=Reason.PLAN, since=NOW - 2130,
        authority=Authority.SCREEN, evidence="plan on screen", created=NOW - 7200, pid=4405,
        last_line="Ready to start? The plan touches 14 files.", last_output=NOW - 2130,
        gate=GateView(state=GateState.CLOSED, strength=Strength.KERNEL, possible=Strength.KERNEL, plan="p-4kq7zm2a",
                      phase="submitted", version=2, title="Raise Django to 5.2", since=NOW - 7200),
    ),
    Session(
        id=SessionId("r2s4t6ue"), name="build", agent="command", argv=("make", "-j2", "all"), task="",
        cwd="/home/ada/engine", branch="main", state=State.WORKING, since=NOW - 31,
        authority=Authority.ACTIVITY, evidence="output a moment ago", created=NOW - 31, pid=4506,
        last_line="[ 61%] Building CXX object src/mesh.o", last_output=NOW - 1,
    ),
    Session(
        id=SessionId("b3n5m7wf"), name="notes", agent="shell", cwd="/home/ada", state=State.IDLE, since=NOW - 19800,
        authority=Authority.ACTIVITY, evidence="prompt mark", created=NOW - 30000, pid=4607,
        last_line="ada@desk:~$", last_output=NOW - 19800,
    ),
    Session(
        id=SessionId("h8y6g4tg"), name="migrate to uv", agent="aider", task="Replace requirements.txt by uv",
        cwd="/home/ada/tools", branch="uv", state=State.FAILED, since=NOW - 640, authority=Authority.PROCESS,
        evidence="the process ended", created=NOW - 3600, ended=NOW - 640, exit=Exit(1), host=HostState.ALIVE,
        last_line="litellm.AuthenticationError: no API key", last_output=NOW - 641, resumable=True,
    ),
    Session(
        id=SessionId("q9r7x5vh"), name="übersetzen 日本語", agent="claude", task="Translate the shop into Japanese",
        cwd=_SHOP, branch="i18n/ja", state=State.STOPPED, since=NOW - 86400 * 2, authority=Authority.PROCESS,
        evidence="the machine was restarted", created=NOW - 86400 * 3, ended=NOW - 86400 * 2, exit=Exit(),
        host=HostState.GONE, last_line="", resumable=True,
    ),
)  # fmt: skip

AGENTS = (
    AgentInfo(name="claude", title="Claude Code", path="/home/ada/.local/bin/claude", version="2.1.329", resumable=True),
    AgentInfo(name="codex", title="Codex CLI", path="/usr/local/bin/codex", version="0.99.0", resumable=True),
    AgentInfo(name="opencode", title="opencode", path="/usr/local/bin/opencode", version="1.0.180"),
    AgentInfo(name="shell", title="Shell", path="/bin/bash"),
    AgentInfo(name="command", title="Any command", path="/bin/sh"),
    AgentInfo(name="gemini", title="Gemini CLI", hint="npm install -g @google/gemini-cli"),
    AgentInfo(name="aider", title="aider", hint="uv tool install aider-chat"),
)  # fmt: skip

SCREENS = {
    "k3m7q2xa": (
        "● I will round each line before summing, as the invoice does.",
        "",
        "  Edit src/shop/totals.py",
        "   41 -    return round(sum(line.price * line.count for line in lines), 2)",
        "   41 +    return sum(round(line.price * line.count, 2) for line in lines)",
        "",
        " Do you want to make this edit to totals.py?",
        " ❯ 1. Yes",
        "   2. Yes, allow all edits during this session (shift+tab)",
        "   3. No, and tell Claude what to do differently (esc)",
    ),
    "z6c4v8nm": (
        "  I have read openapi.yaml: 42 endpoints, 9 without a description.",
        "",
        "  Which style do you want for the examples: curl or httpie?",
        "  >",
    ),
    "g5j7k9qd": (
        "  1. Raise Django to 5.2 in pyproject.toml",
        "  2. Replace the removed index_together in 6 models",
        "  3. Run the tests, mend what breaks",
        "",
        "  Ready to start? The plan touches 14 files.",
        "  1. Yes   2. No, change the plan",
    ),
    "p4w9t6zc": ("  82 % (1,560 of 1,900), 340 left, no errors",),
}


def _event(
    seq: int, ago: float, kind: str, session: str = "", actor: str = "daemon", **data: object
) -> Event:
    return Event(seq, NOW - ago, kind, session, actor, dict(data))


EVENTS = (
    _event(1, 9000, "daemon.started", version="0.1.0"),
    _event(2, 9000, "session.started", "k3m7q2xa", "desk", agent="claude", name="checkout totals"),
    _event(3, 7200, "session.started", "g5j7k9qd", "desk", agent="gemini", name="dependency bump"),
    _event(4, 3600, "session.started", "h8y6g4tg", "desk", agent="aider", name="migrate to uv"),
    _event(5, 2130, "session.state_changed", "g5j7k9qd", state="blocked", reason="plan", was="working"),
    _event(6, 1500, "session.renamed", "k3m7q2xa", "phone of Ada", name="checkout totals", was="claude 1"),
    _event(7, 754, "session.state_changed", "k3m7q2xa", state="blocked", reason="permission", was="working"),
    _event(8, 640, "session.ended", "h8y6g4tg", "host", code=1),
    _event(9, 96, "session.state_changed", "a8d2f5hb", state="done", was="working"),
    _event(10, 48, "session.state_changed", "z6c4v8nm", state="blocked", reason="question", was="working"),
)


_PLAN_TEXT = """# Raise Django to 5.2

The shop runs on **4.2**, which gets no security fixes after April. Nothing a customer sees changes.

## Steps

1. Raise `django` to `5.2` in `pyproject.toml` and lock it
2. Replace `index_together` by `Meta.indexes` in six models, with one migration
3. Give `USE_L10N` and `DEFAULT_FILE_STORAGE` up, which 5.1 removed
4. Run the whole suite, mend what breaks

## Scope

- `src/shop/**`
- `pyproject.toml`
- `tests/**`

## Risks

- The migration locks `orders` for as long as the index is built: about 40 s on a copy of production

## Tests

```
pytest -q
python manage.py migrate --plan
```
"""
_PLAN_BEFORE = _PLAN_TEXT.replace("with one migration", "by hand").replace(
    "4. Run the whole suite, mend what breaks", "4. Run the tests of the orders"
)

PLAN = PlanView(
    summary=PlanSummary(
        id="p-4kq7zm2a", session="g5j7k9qd", title="Raise Django to 5.2", phase=Phase.SUBMITTED, version=2,
        digest="9f2c" * 16, author="gemini", created=NOW - 4000, since=NOW - 2130, steps=4, lines=28,
    ),
    markdown=_PLAN_TEXT,
    goal="Stay on a Django that gets security fixes",
    steps=(
        PlanStep(id="s1", text="Raise `django` to `5.2` in `pyproject.toml` and lock it"),
        PlanStep(id="s2", text="Replace `index_together` by `Meta.indexes` in six models, with one migration"),
        PlanStep(id="s3", text="Give `USE_L10N` and `DEFAULT_FILE_STORAGE` up, which 5.1 removed"),
        PlanStep(id="s4", text="Run the whole suite, mend what breaks"),
    ),
    scope=("src/shop/**", "pyproject.toml", "tests/**"),
    risks=("The migration locks orders for as long as the index is built: about 40 s on a copy of production",),
    tests=("pytest -q", "python manage.py migrate --plan"),
    base="4f1d09c2b7",
    versions=(
        PlanVersion(number=1, digest="1b7e" * 16, at=NOW - 4000, by="gemini", markdown=_PLAN_BEFORE),
        PlanVersion(number=2, digest="9f2c" * 16, at=NOW - 2130, by="gemini", markdown=_PLAN_TEXT),
    ),
    comments=(
        PlanComment(id="c1", by="ada", at=NOW - 3000, text="In one migration, please, not by hand", version=1, step="s2"),
    ),
    factors=("code", "pin"),
    code="K7QM",
    protected=("pyproject.toml", "**/migrations/**"),
    directories=(".",),
    strength=Strength.KERNEL,
)  # fmt: skip


def afternoon() -> FakeControl:
    """The afternoon, behind a control."""
    control = FakeControl(SESSIONS, agents=AGENTS, events=EVENTS, screens=dict(SCREENS))
    control.replies[AskPlan] = PlanReply(1, PLAN)
    return control
