"""Start a session: which agent, what for, where, and whether in a worktree of its own."""

from __future__ import annotations

import os
from pathlib import Path
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.types import CSSPathType
from textual.widgets import Button, Input, OptionList, Static, TextArea
from textual.widgets.option_list import Option

from plangate.client.api import Control
from plangate.client.demo import DEMO, in_own_directory
from plangate.dashboard.memory import Memory, load_memory, save_memory
from plangate.dashboard.new_session_form import Form, check, takes_command, takes_prompt
from plangate.dashboard.screens.dialog import Dialog, FieldError, once
from plangate.dashboard.screens.directory_field import DirectoryField, DirectoryInput
from plangate.dashboard.screens.tick import Tick
from plangate.dashboard.wording import complaint
from plangate.errors import PlangateError
from plangate.model.session import NewSession, Session
from plangate.model.status import AgentInfo

__all__ = ["NewSessionDialog", "Prompt"]


class Prompt(TextArea):
    """Some lines of text; Enter is for the dialog, Ctrl+J and Shift+Enter begin a new line."""

    class Submitted(Message):
        """Enter was pressed."""

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.post_message(self.Submitted())
        elif event.key in ("ctrl+j", "shift+enter", "alt+enter"):
            event.stop()
            event.prevent_default()
            self.insert("\n")
        else:
            await super()._on_key(event)


class NewSessionDialog(Dialog[Session]):
    """Starts the session itself, so that nothing is lost when that fails; dismisses with it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "start", show=False),
        Binding("ctrl+s", "start", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]
    CSS_PATH: ClassVar[CSSPathType | None] = ["dialog.tcss", "new_session.tcss"]
    heading = "New session"

    def __init__(
        self,
        control: Control,
        memory_file: Path,
        *,
        directory: str = "",
        size: tuple[int, int] = (120, 40),
        home: Path | None = None,
        preferred: str = "",
    ) -> None:
        """`directory` is offered first, `size` is columns and rows, `preferred` an agent from the settings."""
        super().__init__()
        self.control = control
        self.memory_file = memory_file
        self.memory: Memory = load_memory(memory_file)
        self.start_directory = directory or next(iter(self.memory.directories), "") or os.getcwd()  # noqa: PTH109  # a deleted directory raises either way, and text is wanted
        self.terminal_size = size
        self.home = home or Path.home()
        self.preferred = self.memory.agent or preferred
        self.agents: list[AgentInfo] = []
        self.resolved = DirectoryField.Resolved(self.start_directory, True, "")

    def body(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Static("Agent", classes="label -first")
            yield OptionList(compact=True, id="agents")
            yield FieldError(id="agent-error")
            with Vertical(id="task-part"):
                yield Static("What is it to do?", classes="label")
                yield Prompt(
                    id="task", compact=True, show_line_numbers=False, placeholder="Nothing yet: just start it"
                )
            with Vertical(id="command-part"):
                yield Static("Arguments", classes="label", id="command-label")
                yield Input(id="command", compact=True)
                yield FieldError(id="command-error")
            yield Static("Directory", classes="label", id="directory-label")
            yield DirectoryField(self.start_directory, self.memory.directories, self.home, id="directory")
            yield FieldError(id="directory-error")
            yield Tick("Behind the plan gate, as agents are", id="gated")
            yield Tick("In a git worktree of its own", id="worktree", value=self.memory.worktree)
            with Vertical(id="worktree-part"):
                yield Input(id="branch", compact=True, placeholder="Branch: named after the task")
                yield FieldError(id="branch-error")
                yield Tick("Bring the uncommitted changes along", id="carry")
            yield FieldError(id="start-error")
            with Horizontal(classes="buttons"):
                yield Button("Cancel", id="cancel")
                yield Button("Start", id="start")

    def keys(self) -> list[tuple[str, str]]:
        focused = self.focused
        here = []
        if isinstance(focused, Prompt):
            here = [("Ctrl+J", "new line")]
        elif isinstance(focused, DirectoryInput):
            here = [("Tab", "complete")]
        elif isinstance(focused, Tick):
            here = [("Space", "tick")]
        start = ("Enter", "next" if isinstance(focused, OptionList) else "start")
        return [start, *here, (self.cancel_key, "cancel")]

    @on(events.DescendantFocus)
    def entered_field(self) -> None:
        """Each field has keys of its own."""
        self.show_keys()

    def on_mount(self) -> None:
        """Ask what can be started."""
        self.query_one("#agents").focus()
        self.show_parts()
        self.load_agents()

    @work(group="agents")
    async def load_agents(self) -> None:
        """List the agents, those that are installed first."""
        try:
            agents = await self.control.agents()
        except PlangateError as error:
            self.query_one("#agent-error", FieldError).show(complaint(error))
            return
        self.agents = sorted(agents, key=lambda agent: not _usable(agent))
        width = max((len(agent.title) for agent in self.agents), default=0)
        options = self.query_one("#agents", OptionList)
        options.add_options(Option(_agent_line(agent, width)) for agent in self.agents)
        names = [agent.name for agent in self.agents]
        options.highlighted = names.index(self.preferred) if self.preferred in names else 0 if names else None

    @property
    def agent(self) -> AgentInfo | None:
        """The agent that is chosen."""
        place = self.query_one("#agents", OptionList).highlighted
        return None if place is None else self.agents[place]

    def show_parts(self) -> None:
        """Show the fields that mean something for this agent and this directory."""
        name = self.agent.name if self.agent else ""
        tree = self.query_one("#worktree", Tick)
        self.query_one("#task-part").display = takes_prompt(name)
        self.query_one("#command-part").display = takes_command(name)
        self.query_one("#gated").display = not takes_prompt(name)  # agents always are
        is_command = name == "command"
        self.query_one("#command-label", Static).update("Command" if is_command else "Arguments")
        self.query_one("#command", Input).placeholder = "make -j2 all" if is_command else "None"
        demo = name == DEMO
        where = "Directory: the demo makes a sample repository of its own" if demo else "Directory"
        self.query_one("#directory-label", Static).update(where)
        self.query_one(DirectoryField).display = not demo
        tree.display = bool(self.resolved.repository) and not demo
        self.query_one("#worktree-part").display = tree.display and tree.value

    @on(OptionList.OptionHighlighted, "#agents")
    def chose_agent(self) -> None:
        """Other agents have other fields."""
        self.query_one("#agent-error", FieldError).show("")
        self.show_parts()

    @on(OptionList.OptionSelected, "#agents")
    def settled_agent(self) -> None:
        """Enter on an agent goes on to the next field."""
        self.focus_next()

    @on(DirectoryField.Resolved)
    def looked_at_directory(self, event: DirectoryField.Resolved) -> None:
        """Whether there is a repository decides about the worktree."""
        self.resolved = event
        self.query_one("#directory-error", FieldError).show("")
        self.show_parts()

    @on(Tick.Changed, "#worktree")
    def ticked(self) -> None:
        """Branch and changes belong to the worktree."""
        self.show_parts()

    @on(Input.Submitted)
    def line_ended(self, event: Input.Submitted) -> None:
        """Enter in a line: take over a directory from the list, else start."""
        if not self.query_one(DirectoryField).accept():
            self.action_start()

    @on(Prompt.Submitted)
    @on(Button.Pressed, "#start")
    def action_start(self) -> None:
        """Start it, or say what has to be mended first."""
        outcome = check(self.form())
        faults = outcome if isinstance(outcome, dict) else {}
        for field in ("agent", "command", "directory", "branch", "start"):
            self.query_one(f"#{field}-error", FieldError).show(faults.get(field, ""))
        if isinstance(outcome, NewSession):
            self.begin(outcome)
        else:
            first = next(field for field in ("agent", "command", "directory", "branch") if field in faults)
            self.query_one(
                {"agent": "#agents", "directory": "#directory Input"}.get(first, f"#{first}")
            ).focus()

    @on(Button.Pressed, "#cancel")
    def cancelled(self) -> None:
        """Start nothing."""
        self.dismiss(None)

    def form(self) -> Form:
        """The fields as they stand."""
        path = self.query_one(DirectoryField).path
        in_repository = bool(self.resolved.repository) and self.resolved.path == str(path)
        return Form(
            agent=self.agent,
            task=self.query_one(Prompt).text,
            directory=str(path).rstrip("/") or "/",
            directory_exists=path.is_dir(),
            in_repository=in_repository,
            command=self.query_one("#command", Input).value,
            worktree=in_repository and self.query_one("#worktree", Tick).value,
            branch=self.query_one("#branch", Input).value.strip(),
            carry=self.query_one("#carry", Tick).value,
            gated=self.query_one("#gated", Tick).value,
            cols=self.terminal_size[0],
            rows=self.terminal_size[1],
        )

    @once
    async def begin(self, new: NewSession) -> None:
        """Ask the daemon; the dialog stays open until it has said yes."""
        button = self.query_one("#start", Button)
        button.disabled, button.label = True, "Starting …"
        try:
            session = await self.control.new_session(in_own_directory(new) if new.agent == DEMO else new)
        except PlangateError as error:
            self.query_one("#start-error", FieldError).show(complaint(error))
            button.disabled, button.label = False, "Start"
            return
        changed = self.memory.with_start(new.agent, new.cwd, worktree=new.worktree is not None)
        save_memory(self.memory_file, changed)
        self.dismiss(session)


def _usable(agent: AgentInfo) -> bool:
    return bool(agent.path) or agent.name in ("shell", "command")


def _agent_line(agent: AgentInfo, width: int) -> Content:
    title = agent.title.ljust(width)
    if _usable(agent):
        return Content.assemble(title, (f"  {agent.version}", "$muted"))
    return Content.assemble((title, "$muted"), ("  not installed: ", "$muted"), (agent.hint, "$muted italic"))
