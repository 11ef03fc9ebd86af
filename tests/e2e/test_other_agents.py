"""Real Gemini CLI, opencode and aider behind the plan gate, against a scripted model."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.e2e.desk import Desk
from tests.e2e.test_gate import COMMENT, END, PLAN, Work, approve, start, waiting_plan, with_prompt
from tests.support.outer import plangate

from plangate.conformance.model import Model
from plangate.conformance.said import Call, Said, Script, Step


@pytest.fixture
def work(desk: Desk) -> Work:
    """In the desk's directory, which is all of it that an agent may change."""
    return Work(desk.work)


def _gemini_script(work: Work) -> Script:
    root = work.root
    app = str(root / "src/app.py")

    def write_plan(more: str, tests: str) -> Said:
        text = PLAN.format(more=more, tests=tests)
        return Said("Planning.", (Call("write_file", {"file_path": "greet.md", "content": text}),))

    def shell(command: str) -> Said:
        return Said("Trying.", (Call("run_shell_command", {"command": command}),))

    louder = {"file_path": app, "old_string": '"hello "', "new_string": '"HELLO "', "instruction": "louder"}
    present = Said("Here is the plan.", (Call("exit_plan_mode", {"plan_filename": "greet.md"}),))
    tried: list[Step] = [
        shell(f"touch {root}/shell.txt"),
        Said("Trying.", (Call("write_file", {"file_path": f"{root}/w.txt", "content": "x"}),)),
        Said("Both were refused."),
    ]
    steps: list[Step] = [
        write_plan("something", "none"),
        present,
        write_plan("`src/new.txt`", "python3 -m unittest"),
        present,
        Said("Editing.", (Call("replace", louder),)),
        Said(END),
    ]
    return Script(("carry it out", steps), ("just do it", tried))


def test_gemini(desk: Desk, program: Callable[[str], str], work: Work) -> None:
    """Refused in words; its plan is held until a person has decided, then the same process goes on."""
    program("gemini")
    script = _gemini_script(work)
    with Model(lambda turn, _: script(turn)) as model:
        session = start("gemini", (), desk, model, {})
        pid = desk.show(session)["pid"]
        with_prompt(desk, session, "please just do it")
        desk.sees(session, "Both were refused")
        assert model.heard("plan gate is closed")
        desk.settles(session)
        desk.press(session, "shift+tab")
        desk.sees(session, "^ auto-accept")  # two at once may count as one
        desk.press(session, "shift+tab")
        desk.sees(session, "^ plan Shift")
        with_prompt(desk, session, "please carry it out")
        waiting_plan(desk, session, 1)
        plangate("plan", "changes", session, COMMENT)
        plan = waiting_plan(desk, session, 2)
        assert model.heard(COMMENT)
        assert work.changed() == set()
        approve(session, plan)
        desk.waits(session, "blocked", timeout="100s")  # its own rules ask about the edit
        desk.sees(session, "Apply this change|Allow once")
        desk.settles(session)
        desk.press(session, "enter")
        desk.sees(session, END, "100s")
        assert work.changed() == {"src/app.py"}
        assert desk.show(session)["pid"] == pid


def test_opencode(desk: Desk, program: Callable[[str], str], work: Work) -> None:
    """Its plugin asks before each tool; a plan comes as a file, and the decision is typed once its turn has ended."""
    program("opencode")
    root = work.root
    text = PLAN.format(more="`src/new.txt`", tests="none")
    save = f"cat > $PLANGATE_PLAN_DIR/plan.md <<'X'\n{text}X\n"
    steps: list[Step] = [
        Said("Trying.", (Call("bash", {"command": f"touch {root}/shell.txt", "description": "try"}),)),
        Said("Trying.", (Call("write", {"filePath": f"{root}/w.txt", "content": "x"}),)),
        Said("Planning.", (Call("bash", {"command": save, "description": "plan"}),)),
        Said("The plan waits."),
    ]
    after: list[Step] = [
        Said("Writing.", (Call("write", {"filePath": f"{root}/src/new.txt", "content": "x\n"}),)),
        Said(END),
    ]
    script = Script(("has approved plan", after), ("carry it out", steps))
    with Model(lambda turn, _: script(turn)) as model:
        session = start("opencode", (), desk, model, {}, without=("--pure",))
        with_prompt(desk, session, "please carry it out")
        plan = waiting_plan(desk, session, 1)
        desk.sees(session, "The plan waits")
        assert model.heard("Plangate's plan gate")
        assert model.heard("plan gate is closed")
        assert work.changed() == set()
        desk.settles(session)
        approve(session, plan)
        desk.sees(session, END, "100s")
        assert work.changed() == {"src/new.txt"}
