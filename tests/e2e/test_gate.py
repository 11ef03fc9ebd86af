"""Real Claude Code and Codex behind the plan gate, against a scripted model that tries everything.

At strength kernel: nothing is changed while the gate is closed, whatever mode the agent is in; once
a plan is approved the same process goes on and changes what the plan covers, and nothing else.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.desk import Desk
from tests.support.outer import plangate

from plangate.conformance.model import Model
from plangate.conformance.said import Call, Said, Script, Step, Turn
from plangate.conformance.setups import SETUPS
from plangate.sandbox.probe import LIMIT

PLAN = """# Greet loudly

1. Change the greeting in `src/app.py`.
2. Add {more}.

## Scope
- `src/**`

## Tests
- {tests}
"""
COMMENT = "step 2 is unclear: name the tests"
END = "Everything has been tried."
_APP = 'def greet(name):\n    return "hello " + name\n'
_JOB = re.compile(r"background with ID: (\w+)")
_SERVER = Path(__file__).with_name("mcp_server.py")


class Work:
    """The repository that the agent is in."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "src").mkdir()
        (root / "src/app.py").write_text(_APP)
        (root / "sed.txt").write_text("one\ntwo\n")
        self._before = self.files()

    def files(self) -> dict[str, str]:
        """Everything in it."""
        return {
            str(path.relative_to(self.root)): path.read_text()
            for path in self.root.rglob("*")
            if path.is_file()
        }

    def changed(self) -> set[str]:
        """Names of files that are not as they were."""
        now = self.files()
        return {name for name in now.keys() | self._before.keys() if now.get(name) != self._before.get(name)}


@pytest.fixture
def work(desk: Desk) -> Work:
    """In the desk's directory, which is all of it that an agent may change."""
    return Work(desk.work)


def start(
    name: str,
    args: tuple[str, ...],
    desk: Desk,
    model: Model,
    more: Mapping[str, str],
    *,
    without: tuple[str, ...] = (),
    strength: str = "kernel",
) -> str:
    """A session in a closed gate of some strength whose agent takes a prompt."""
    setup = SETUPS[name]
    setup.prepare(desk.home, desk.work, model.url)
    given = [arg for arg in setup.args if arg not in without]
    session = desk.run(*given, *args, agent=name, size="110x40", env={**setup.env(model.url), **more})
    gate = gate_of(session)
    assert (gate["state"], gate["strength"]) == ("closed", strength), gate
    desk.sees(session, setup.ready, "100s")
    desk.settles(session)
    return session


def gate_of(session: str) -> dict[str, Any]:
    """Its gate."""
    found: dict[str, Any] = json.loads(plangate("gate", "show", session, "--json").stdout)
    gate: dict[str, Any] = found["gate"]
    return gate


def with_prompt(desk: Desk, session: str, text: str) -> None:
    """Type a prompt and send it once it is seen."""
    desk.type(session, text, enter=False)
    desk.sees(session, text[-20:])
    desk.press(session, "enter")


def attempts(session: str) -> list[dict[str, Any]]:
    """Its attempts, the oldest first."""
    tasks = json.loads(plangate("tasks", "ls", "--json", "-s", session).stdout)["tasks"]
    found = [attempt for task in tasks for attempt in task["attempts"]]
    return sorted(found, key=lambda attempt: float(attempt["began"]))


def what_became(session: str) -> dict[str, tuple[str, bool]]:
    """How its attempts ended, by prompt, and whether a plan was approved before their first edit."""
    return {each["prompt"]: (each["end"], each["planned"]) for each in attempts(session)}


def until(what: Callable[[], object], reason: str, patience: float = 60.0) -> None:
    """Wait for something that no command waits for."""
    deadline = time.monotonic() + patience
    while not what():
        assert time.monotonic() < deadline, f"never happened: {reason}"
        time.sleep(0.2)


def waiting_plan(desk: Desk, session: str, version: int) -> dict[str, Any]:
    """The plan that waits, once that version of it does."""
    while True:
        desk.waits(session, "blocked", timeout="100s")
        found: dict[str, Any] = json.loads(plangate("plan", "show", session, "--json").stdout)["plan"]
        summary: dict[str, Any] = found.get("summary", found)
        if summary["version"] >= version and summary["phase"] == "submitted":
            return found


def approve(session: str, plan: Mapping[str, Any]) -> None:
    """As a person does."""
    plangate("plan", "approve", session, "--code", str(plan["code"]))


def _shell(tool: str, key: str, work: Work) -> list[Step]:
    root = work.root
    commands = (
        f"echo x > {root}/redirect.txt",
        f"sed -i s/two/2/ {root}/sed.txt",
        f"python3 -c \"open('{root}/python.txt', 'w').write('x')\"",
        f"sh -c 'rm -f {root}/sed.txt; mkdir {root}/made; mount -o remount,rw {root}'",
    )
    return [Said("Trying.", (Call(tool, {key: command}),)) for command in commands]


def _claude_script(work: Work) -> Script:
    root = work.root
    jobs: list[str] = []

    def ended(turn: Turn) -> Said:
        jobs.append(turn.results)
        return Said(END)

    app = f"{root}/src/app.py"

    def bash(command: str) -> Said:
        return Said("Trying.", (Call("Bash", {"command": command}),))

    def write_plan(more: str, tests: str) -> Callable[[Turn], Said]:
        text = PLAN.format(more=more, tests=tests)
        return lambda turn: Said(
            "Planning.", (Call("Write", {"file_path": turn.plan_file, "content": text}),)
        )

    present = Said("Here is the plan.", (Call("ExitPlanMode"),))
    louder = {"file_path": app, "old_string": '"hello "', "new_string": '"HELLO "'}
    everything: list[Step] = [
        Said("Reading.", (Call("Read", {"file_path": app}),)),
        *_shell("Bash", "command", work),
        Said("Trying.", (Call("Write", {"file_path": f"{root}/written.txt", "content": "x\n"}),)),
        Said("Trying.", (Call("Edit", louder),)),
        Said("Trying.", (Call("Monitor", {"command": f"touch {root}/monitor.txt", "description": "m"}),)),
        Said("Thinking.", (Call("EnterPlanMode"),)),
        write_plan("something", "none"),
        present,
        write_plan("`src/new.txt`", "python3 -m unittest"),
        present,
        Said("Listing.", (Call("TaskCreate", {"subject": "Greet", "description": "loudly"}),)),
        Said("Editing.", (Call("Edit", louder),)),
        bash(f"touch {root}/src/new.txt"),
        bash(f"touch {root}/outside.txt"),
        Said("Listing.", (Call("TaskUpdate", {"taskId": "1", "status": "completed"}),)),
        Said("Waiting.", (Call("Bash", {"command": "sleep 600", "run_in_background": True}),)),
        ended,
    ]
    end_it: list[Step] = [
        lambda _: Said("Ending.", (Call("TaskStop", {"task_id": _JOB.findall(jobs[0])[0]}),)),
        Said("It is ended."),
    ]
    beside: list[Step] = [
        Said(
            "Delegating.",
            (
                Call(
                    "Agent",
                    {"description": "sub", "prompt": "the errand", "subagent_type": "general-purpose"},
                ),
            ),
        ),
        Said("Poking.", (Call("mcp__lab__poke"),)),
        lambda turn: Said(f"The tool said: {turn.results}."),
    ]
    errand = [bash(f"touch {root}/src/errand.txt"), Said("The errand is done.")]
    again = [bash(f"touch {root}/src/again.txt"), Said("Tried it again.")]
    return Script(
        ("the errand", errand),
        ("go beside", beside),
        ("end the job", end_it),
        ("once more", again),
        ("carry it out", everything),
    )


_BYPASS = ("--dangerously-skip-permissions",)
_MORE = {"IS_SANDBOX": "1", "ENABLE_TOOL_SEARCH": "false", "CLAUDE_CODE_ENABLE_TODO_TOOLS": "1"}


FREE = {
    "claude": (_BYPASS, _MORE),
    "codex": (("--dangerously-bypass-approvals-and-sandbox",), {}),
}
"""Arguments and variables with which an agent asks for no permission."""


def never_asks(desk: Desk) -> None:
    """Whether bypassing is meant."""
    settings = desk.home / ".claude/settings.json"
    settings.parent.mkdir()
    settings.write_text(json.dumps({"skipDangerousModePermissionPrompt": True}))


def _lab(work: Work) -> tuple[str, ...]:
    """A server of tools that writes."""
    server = {"command": sys.executable, "args": [str(_SERVER), str(work.root / "src/poked.txt")]}
    return ("--mcp-config", json.dumps({"mcpServers": {"lab": server}}), "--strict-mcp-config")


def test_claude(desk: Desk, program: Callable[[str], str], work: Work) -> None:
    """With all permissions bypassed: tries, plan, comments, approval; then clearing, subagents, MCP, resuming."""
    program("claude")
    script = _claude_script(work)
    never_asks(desk)
    with Model(lambda turn, _: script(turn)) as model:
        session = start("claude", (*_BYPASS, *_lab(work)), desk, model, _MORE)
        pid = desk.show(session)["pid"]
        with_prompt(desk, session, "please carry it out")
        waiting_plan(desk, session, 1)
        assert work.changed() == set()
        assert model.heard("Read-only file system") or model.heard("gate is closed")

        plangate("plan", "changes", session, COMMENT)
        plan = waiting_plan(desk, session, 2)
        assert model.heard(COMMENT)
        assert work.changed() == set()

        approve(session, plan)
        desk.sees(session, END, "100s")
        assert work.changed() == {"src/app.py", "src/new.txt"}
        assert desk.show(session)["pid"] == pid
        desk.sees(session, "bypass permissions on")  # the mode it had before it planned

        assert not gate_of(session)["offer"]  # a job of it runs
        with_prompt(desk, session, "end the job")
        desk.sees(session, "It is ended")
        until(lambda: gate_of(session)["offer"] == "done", "its own list is done, and so is its turn")
        assert what_became(session) == {
            "please carry it out": ("abandoned", True),
            "end the job": ("done", False),
        }
        assert "a job of it runs" in attempts(session)[0]["why"]

        with_prompt(desk, session, "/clear")
        until(lambda: gate_of(session)["phase"] == "waiting", "the plan is set aside")
        assert gate_of(session)["state"] == "closed"
        desk.settles(session)
        desk.press(session, "!")  # a command of the person's own, which no hook sees
        with_prompt(desk, session, "touch src/bang.txt")
        desk.sees(session, "Read-only file system")
        desk.settles(session)
        with_prompt(desk, session, "go beside")
        desk.sees(session, '"sub" finished', "100s")
        desk.sees(session, "The tool said: could not poke")
        assert work.changed() == {"src/app.py", "src/new.txt"}
        plangate("gate", "open", session)
        desk.settles(session)
        with_prompt(desk, session, "go beside again")
        beside = {"src/poked.txt", "src/errand.txt"}
        until(lambda: work.changed() == {"src/app.py", "src/new.txt", *beside}, "both are written")
        assert model.heard("A person lets plan")
        plangate("gate", "close", session)
        desk.waits(session, "done", "idle")
        desk.settles(session)

        desk.press(session, "ctrl+c", "ctrl+c")
        desk.ends(session)
        second = plangate("resume", session).stdout.split()[-1]
        desk.sees(second, SETUPS["claude"].ready, "100s")
        desk.settles(second)
        assert gate_of(second)["state"] == "closed"
        with_prompt(desk, second, "once more")
        desk.sees(second, "Tried it again", "100s")
        assert not Path(work.root, "src/again.txt").exists()
        assert gate_of(second)["offer"] == "reopen"
        plangate("gate", "open", second)
        desk.settles(second)
        with_prompt(desk, second, "once more, please")
        until(Path(work.root, "src/again.txt").exists, "written")


def test_claude_rewinds_and_forks(desk: Desk, program: Callable[[str], str], work: Work) -> None:
    """Its own undo restores no file while the gate is closed; a fork has a closed gate, and its questions are answered."""
    program("claude")
    app = str(work.root / "src/app.py")
    louder = {"file_path": app, "old_string": '"hello "', "new_string": '"HELLO "'}
    small: list[Step] = [
        Said("Reading.", (Call("Read", {"file_path": app}),)),
        Said("Editing.", (Call("Edit", louder),)),
        Said("It is louder."),
    ]
    poke: list[Step] = [Said("Poking.", (Call("mcp__lab__poke"),)), Said("It was poked.")]
    script = Script(("go beside", poke), ("a small thing", small))
    never_asks(desk)
    with Model(lambda turn, _: script(turn)) as model:
        session = start("claude", _BYPASS, desk, model, _MORE)
        plangate("gate", "budget", session)
        with_prompt(desk, session, "please do a small thing")
        desk.sees(session, "It is louder", "100s")
        assert work.changed() == {"src/app.py"}
        plangate("gate", "close", session)
        desk.settles(session)
        desk.press(session, "escape", "escape")
        desk.sees(session, "Restore the code and/or conversation")
        desk.settles(session)
        desk.press(session, "up", "enter")
        desk.sees(session, "Restore code and conversation")
        desk.settles(session)
        desk.press(session, "enter")
        desk.sees(session, "Failed to restore the code")
        assert work.changed() == {"src/app.py"}
        desk.press(session, "escape")
        desk.settles(session)
        desk.press(session, "ctrl+c", "ctrl+c")
        desk.ends(session)

        args = ("--continue", "--fork-session", *_lab(work))
        fork = start("claude", args, desk, model, _MORE)
        with_prompt(desk, fork, "please go beside")
        desk.waits(fork, "blocked", timeout="100s")
        assert desk.show(fork)["reason"] == "permission"
        plangate("answer", fork, "yes")
        desk.sees(fork, "It was poked", "100s")
        assert model.heard("could not poke")
        assert model.heard("It is louder")  # the conversation that it goes on with
        assert work.changed() == {"src/app.py"}
        plangate("gate", "budget", fork)
        desk.settles(fork)
        with_prompt(desk, fork, "go beside again")
        desk.waits(fork, "blocked", timeout="100s")
        plangate("answer", fork, "yes")
        until(lambda: work.changed() == {"src/app.py", "src/poked.txt"}, "poked")


def _codex_script(work: Work) -> Script:
    root = work.root

    def run(command: str, **more: Any) -> Said:
        return Said("Trying.", (Call("exec_command", {"cmd": command, **more}),))

    def type_into_it(turn: Turn) -> Said:
        number = turn.results.partition("session ID ")[2].split()
        if not number:
            return Said("There is no shell to type into.")
        keys = {"session_id": int(number[0]), "chars": f"touch {root}/typed.txt\n", "yield_time_ms": 500}
        return Said("Typing.", (Call("write_stdin", keys),))

    def patch(old: str, new: str) -> Said:
        text = f'*** Begin Patch\n*** Update File: src/app.py\n@@\n def greet(name):\n-    return "{old} " + name\n+    return "{new} " + name\n*** End Patch\n'
        return Said("Patching.", (Call("apply_patch", custom=text),))

    def propose(more: str, tests: str) -> Said:
        return Said(f"I propose:\n<proposed_plan>\n{PLAN.format(more=more, tests=tests)}</proposed_plan>\n")

    everything: list[Step] = [
        *_shell("exec_command", "cmd", work),
        patch("hello", "HELLO"),
        run("bash", tty=True, yield_time_ms=500),
        type_into_it,
        propose("something", "none"),
    ]
    carried_out: list[Step] = [
        patch("hello", "HELLO"),
        run(f"touch {root}/src/new.txt"),
        run(f"touch {root}/outside.txt"),
        run("sleep 600", tty=True, yield_time_ms=500),
        Said(END),
    ]
    return Script(
        ("go beside", [Said("Poking.", (Call("poke", namespace="mcp__lab"),)), Said("It was poked.")]),
        ("once more", [run(f"touch {root}/src/again.txt"), Said("Tried it again.")]),
        ("mplement", carried_out),
        ("name the tests", [propose("`src/new.txt`", "python3 -m unittest")]),
        ("carry it out", everything),
    )


@pytest.mark.parametrize("mode", ["default", "plan"])
def test_codex(mode: str, desk: Desk, program: Callable[[str], str], work: Work) -> None:
    """With full access: tries, also by typing into a shell that runs; plan, comments, approval; MCP, resuming."""
    program("codex")
    script = _codex_script(work)
    server = f'{{command="{sys.executable}",args=["{_SERVER}","{work.root}/src/poked.txt"]}}'
    with Model(lambda turn, _: script(turn)) as model:
        args = ("--dangerously-bypass-approvals-and-sandbox", "-c", f"mcp_servers.lab={server}")
        session = start("codex", args, desk, model, {})
        pid = desk.show(session)["pid"]
        if mode == "plan":
            desk.press(session, "shift+tab")
            desk.sees(session, "Plan mode")
            desk.settles(session)
        with_prompt(desk, session, "please carry it out")
        waiting_plan(desk, session, 1)
        assert work.changed() == set()

        plangate("plan", "changes", session, COMMENT)
        plan = waiting_plan(desk, session, 2)
        assert model.heard(COMMENT)
        assert work.changed() == set()

        approve(session, plan)
        desk.sees(session, END, "100s")
        assert work.changed() == {"src/app.py", "src/new.txt"}
        assert desk.show(session)["pid"] == pid
        (attempt,) = attempts(session)
        assert (attempt["end"], attempt["planned"]) == ("open", True)  # a terminal of it is still running
        if mode == "plan":
            return

        desk.settles(session)
        with_prompt(desk, session, "/new")
        desk.sees(session, "^› Ask Codex")
        desk.settles(session)
        with_prompt(desk, session, "go beside")
        desk.sees(session, "It was poked", "100s")
        assert model.heard("could not poke")
        gate = gate_of(session)
        assert (gate["state"], gate["phase"], gate["offer"]) == ("closed", "waiting", "reopen")
        assert attempts(session)[0]["end"] == "abandoned"
        plangate("gate", "open", session)
        desk.settles(session)  # a terminal of the conversation that was left runs for another minute
        with_prompt(desk, session, "go beside again")
        until(lambda: work.changed() == {"src/app.py", "src/new.txt", "src/poked.txt"}, "poked")
        assert model.heard("A person lets plan")
        plangate("gate", "close", session)
        desk.settles(session)
        desk.press(session, "ctrl+c")
        desk.ends(session)
        second = plangate("resume", session).stdout.split()[-1]
        desk.sees(second, SETUPS["codex"].ready, "100s")
        desk.settles(second)
        assert gate_of(second)["state"] == "closed"
        with_prompt(desk, second, "once more")
        desk.sees(second, "Tried it again", "100s")
        assert model.heard("It was poked")  # the same thread goes on
        assert work.changed() == {"src/app.py", "src/new.txt", "src/poked.txt"}


def _alone_script(work: Work) -> Script:
    """Every change is tried in Python, too, of which no hook knows what it does."""
    root = work.root

    def write(name: str) -> Said:
        command = f"python3 -c \"open('{root}/{name}', 'w').write('x')\""
        return Said("Trying.", (Call("exec_command", {"cmd": command}),))

    def propose(more: str, tests: str) -> Said:
        return Said(f"I propose:\n<proposed_plan>\n{PLAN.format(more=more, tests=tests)}</proposed_plan>\n")

    return Script(
        ("once more", [write("src/again.txt"), Said("Tried it again.")]),
        ("mplement", [write("src/new.txt"), write("outside.txt"), Said(END)]),
        ("name the tests", [propose("`src/new.txt`", "python3 -m unittest")]),
        ("carry it out", [write("src/early.txt"), propose("something", "none")]),
    )


def test_codex_without_the_kernel(
    desk: Desk, program: Callable[[str], str], work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own sandbox holds it: an approval in Plan mode resumes its thread out of it with the plan's directories open, closing without."""
    program("codex")
    monkeypatch.setenv(LIMIT, "hooks")
    script = _alone_script(work)
    with Model(lambda turn, _: script(turn)) as model:
        args = ("--dangerously-bypass-approvals-and-sandbox",)
        temporary = desk.home / "tmp"  # Codex makes its sandbox's program in no home that is temporary itself
        temporary.mkdir()
        session = start("codex", args, desk, model, {"TMPDIR": str(temporary)}, strength="hooks")
        with_prompt(desk, session, "please carry it out")
        plan = waiting_plan(desk, session, 1)
        assert work.changed() == set()
        desk.settles(session)
        desk.press(session, "shift+tab")
        desk.sees(session, "Plan mode")
        desk.settles(session)
        plangate("plan", "changes", session, COMMENT)
        plan = waiting_plan(desk, session, 2)
        assert work.changed() == set()

        approve(session, plan)
        second = goes_on(desk, session)
        desk.sees(second, END, "100s")
        assert work.changed() == {"src/new.txt"}, desk.text(second)
        desk.settles(second)
        assert "Plan mode" not in desk.text(second)
        gate = gate_of(second)
        assert (gate["state"], gate["strength"], gate["plan"]) == ("open", "hooks", plan["id"])
        threads = [path.name for path in desk.home.glob(".codex/sessions/*/*/*/rollout-*.jsonl")]
        assert len(threads) == 1, threads

        desk.settles(second)
        plangate("gate", "close", second)
        third = goes_on(desk, second)
        desk.sees(third, SETUPS["codex"].ready, "100s")
        desk.settles(third)
        assert gate_of(third)["state"] == "closed"
        with_prompt(desk, third, "once more")
        desk.sees(third, "Tried it again", "100s")
        assert work.changed() == {"src/new.txt"}
        desk.settles(third)
        plangate("gate", "open", third)
        fourth = goes_on(desk, third)
        desk.sees(fourth, END, "100s")
        assert gate_of(fourth)["state"] == "open"
        assert work.changed() == {"src/new.txt"}
        assert len(list(desk.home.glob(".codex/sessions/*/*/*/rollout-*.jsonl"))) == 1


def goes_on(desk: Desk, session: str, patience: float = 60.0) -> str:
    """The session in which its agent was resumed."""
    deadline = time.monotonic() + patience
    while not (found := str(desk.show(session)["goes_on"])):
        assert time.monotonic() < deadline, desk.text(session)
        time.sleep(0.2)
    return found
