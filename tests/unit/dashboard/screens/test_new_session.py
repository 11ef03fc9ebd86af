from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import pytest
from tests.support.desk import until
from tests.support.fake_control import FakeControl
from tests.support.scenes import afternoon
from tests.support.stage import Stage
from textual.pilot import Pilot
from textual.widgets import Button, Input, OptionList

from plangate.dashboard.memory import Memory, load_memory, save_memory
from plangate.dashboard.screens.dialog import FieldError
from plangate.dashboard.screens.directory_field import DirectoryField, DirectoryInput
from plangate.dashboard.screens.new_session import NewSessionDialog
from plangate.errors import LimitReached
from plangate.model.session import NewSession, Session, WorktreeRequest
from plangate.model.status import AgentInfo


class _Dialog:
    """The dialog in a home of its own, with one repository in it."""

    def __init__(self, home: Path, memory: Memory | None = None) -> None:
        self.home = home
        self.repository = home / "shop"
        (self.repository / ".git").mkdir(parents=True)
        (self.repository / "src").mkdir()
        (home / "docs").mkdir()
        self.memory_file = home / "memory.json"
        save_memory(self.memory_file, memory or Memory())
        self.control: FakeControl = afternoon()
        self.screen = NewSessionDialog(
            self.control, self.memory_file, directory=str(home / "docs"), size=(90, 30), home=home
        )
        self.app = Stage(self.screen)

    async def settle(self, pilot: Pilot[None]) -> None:
        await self.app.workers.wait_for_complete()
        await pilot.pause()

    def error(self, field: str) -> str:
        shown = self.screen.query_one(f"#{field}-error", FieldError)
        return str(shown.content) if shown.has_class("-shown") else ""

    @property
    def started(self) -> NewSession:
        (new,) = self.control.called("new_session")
        assert isinstance(new, NewSession)
        return new


async def test_agent_and_task_are_enough(tmp_path: Path) -> None:
    """Enter on the agent, the task, Enter: the session runs, and the choice is remembered."""
    dialog = _Dialog(tmp_path)
    async with dialog.app.run_test() as pilot:
        await dialog.settle(pilot)
        await pilot.press("down", "enter", *"Fix it", "ctrl+j", *"now", "enter")
        await dialog.settle(pilot)
    assert dialog.started == NewSession(
        agent="codex", cwd=f"{tmp_path}/docs", task="Fix it", prompt="Fix it\nnow", cols=90, rows=30
    )
    assert dialog.app.result.agent == "codex"
    assert load_memory(dialog.memory_file) == Memory("codex", (f"{tmp_path}/docs",))


async def test_a_second_enter_starts_no_second_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the daemon has not answered yet the dialog says so, and Enter does nothing."""
    dialog = _Dialog(tmp_path)
    answered = asyncio.Event()
    start = dialog.control.new_session

    async def slow(new: NewSession) -> Session:
        made = await start(new)
        await answered.wait()
        return made

    monkeypatch.setattr(dialog.control, "new_session", slow)
    async with dialog.app.run_test() as pilot:
        await dialog.settle(pilot)
        await pilot.press("enter", *"Fix it", "enter")
        await until(pilot, lambda: bool(dialog.control.called("new_session")), "not asked")
        assert str(dialog.screen.query_one("#start", Button).label) == "Starting …"
        await pilot.press("enter", "enter")
        answered.set()
        await dialog.settle(pilot)
    assert dialog.started.task == "Fix it"
    assert dialog.app.dismissed


async def test_the_demo_gets_a_directory_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else its gate would close over the chosen directory, and its plan would never wait for anybody."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    dialog = _Dialog(tmp_path)
    dialog.control.known_agents.append(AgentInfo(name="demo", title="Demo", path="/usr/bin/python3"))
    async with dialog.app.run_test() as pilot:
        await dialog.settle(pilot)
        agents = dialog.screen.query_one(OptionList)
        agents.highlighted = [each.name for each in dialog.screen.agents].index("demo")
        await pilot.pause()
        assert not dialog.screen.query_one(DirectoryField).display
        await pilot.press("enter", *"Show", "enter")
        await dialog.settle(pilot)
    folder = dialog.started.cwd
    assert folder.startswith(f"{tmp_path}/plangate-demo-")
    assert dialog.started.argv == ("--directory", folder)
    assert load_memory(dialog.memory_file).directories == (f"{tmp_path}/docs",)


async def test_the_last_choice_is_offered_again(tmp_path: Path) -> None:
    """The agent of last time is chosen, and the worktree as well where there can be one."""
    dialog = _Dialog(tmp_path, Memory("opencode", (f"{tmp_path}/shop",), worktree=True))
    async with dialog.app.run_test() as pilot:
        await dialog.settle(pilot)
        assert dialog.screen.agent is not None
        assert dialog.screen.agent.name == "opencode"
        field = dialog.screen.query_one(DirectoryInput)
        field.focus()
        await dialog.settle(pilot)
        await pilot.press("down", "enter")
        await dialog.settle(pilot)
        assert field.value == "~/shop"
        await pilot.press("enter")
        await dialog.settle(pilot)
    assert dialog.started.cwd == f"{tmp_path}/shop"
    assert dialog.started.worktree == WorktreeRequest()


async def test_directories_are_completed(tmp_path: Path) -> None:
    """Tab fills in what is certain; a worktree is offered as soon as there is a repository."""
    dialog = _Dialog(tmp_path)
    async with dialog.app.run_test() as pilot:
        await dialog.settle(pilot)
        field = dialog.screen.query_one(DirectoryInput)
        field.focus()
        await pilot.press(*"~/s")
        await dialog.settle(pilot)
        assert not dialog.screen.query_one("#worktree").display
        await pilot.press("tab")
        await dialog.settle(pilot)
        assert field.value == "~/shop/"
        assert dialog.screen.query_one("#worktree").display
        assert not dialog.screen.query_one("#worktree-part").display


async def test_a_worktree_is_made_by_keyboard_alone(tmp_path: Path) -> None:
    """Tick, branch, changes, Enter."""
    dialog = _Dialog(tmp_path)
    async with dialog.app.run_test(size=(49, 31)) as pilot:
        await dialog.settle(pilot)
        field = dialog.screen.query_one(DirectoryInput)
        field.focus()
        await pilot.press(*"~/shop")
        await dialog.settle(pilot)
        dialog.screen.query_one("#worktree").focus()
        await pilot.press("space", "tab", *"fix/it", "tab", "space", "enter")
        await dialog.settle(pilot)
    assert dialog.started.worktree == WorktreeRequest(branch="fix/it", carry_changes=True)


async def test_a_command_needs_its_line(tmp_path: Path) -> None:
    """Without it the field says so and has the cursor; with it the command starts."""
    dialog = _Dialog(tmp_path)
    async with dialog.app.run_test() as pilot:
        await dialog.settle(pilot)
        dialog.screen.query_one("#agents", OptionList).highlighted = 4
        await pilot.press("enter", "enter")
        await dialog.settle(pilot)
        assert dialog.error("command") == "Write the command to run."
        assert dialog.screen.query_one("#command", Input).has_focus
        await pilot.press(*"make all", "enter")
        await dialog.settle(pilot)
    assert dialog.started.argv == ("make", "all")
    assert dialog.started.task == ""


async def test_an_agent_that_is_missing_says_how_to_get_it(tmp_path: Path) -> None:
    """It is listed last, can be chosen, and starting it explains what to install."""
    dialog = _Dialog(tmp_path)
    async with dialog.app.run_test() as pilot:
        await dialog.settle(pilot)
        await pilot.press("end", "enter", "enter")
        await dialog.settle(pilot)
        assert "aider is not installed. uv tool install aider-chat" in dialog.error("agent")
    assert not dialog.control.called("new_session")


async def test_a_failed_start_loses_nothing(tmp_path: Path) -> None:
    """The daemon's reason is shown, the text is still there, and a second try works."""
    dialog = _Dialog(tmp_path)
    dialog.control.failures["new_session"] = LimitReached("no more terminals", "Stop a session.")
    async with dialog.app.run_test() as pilot:
        await dialog.settle(pilot)
        await pilot.press("enter", *"Fix it", "enter")
        await dialog.settle(pilot)
        assert dialog.error("start") == "No more terminals. Stop a session."
        assert dialog.screen.form().task == "Fix it"
        dialog.control.failures.clear()
        await pilot.press("enter")
        await dialog.settle(pilot)
    assert dialog.app.dismissed


@pytest.mark.parametrize("size", [(200, 60), (120, 40), (80, 24), (49, 31)])
async def test_every_field_can_be_seen_at_every_size(tmp_path: Path, size: tuple[int, int]) -> None:
    """Going through the fields brings each into view."""
    dialog = _Dialog(tmp_path, Memory(worktree=True))
    async with dialog.app.run_test(size=size) as pilot:
        await dialog.settle(pilot)
        field = dialog.screen.query_one(DirectoryInput)
        field.value = "~/shop"
        await dialog.settle(pilot)
        for widget in [*dialog.screen.focus_chain]:
            widget.focus()
            await pilot.pause()
            assert dialog.screen.region.contains_region(widget.region), widget
