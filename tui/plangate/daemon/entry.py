"""One session in the daemon's memory: its record, its signs of life, and how it is listed."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from plangate.daemon.procfs import foreground_program
from plangate.daemon.records import Record
from plangate.daemon.report import Report
from plangate.daemon.shells import runs_shell
from plangate.daemon.status.evidence import Now, Phase, Turn, Verdict
from plangate.daemon.status.tracker import StatusTracker
from plangate.errors import Unavailable
from plangate.git import branch_of
from plangate.model.gate import GateView
from plangate.model.input import Key, Mod
from plangate.model.jobs import Kind
from plangate.model.queue import Queued
from plangate.model.session import Authority, Exit, Focus, HostState, Session, SessionId, State
from plangate.model.terminal import TerminalEvent, TerminalEventKind
from plangate.plugins.api import StatusRule
from plangate.wire.spawn import Stop
from plangate.wire.stream import FocusRequest, HostEvents, KeyInput, Paste

if TYPE_CHECKING:
    from plangate.daemon.hostlink import HostLink

__all__ = ["KEYS", "SHOWN", "TYPED", "Entry"]

_CALLS_FOR_A_LOOK = (State.DONE, State.BLOCKED, State.FAILED, State.STOPPED)
_PRINTED = (Authority.STATUS, Authority.SCREEN)
TYPED = "typed"
"""Where a record keeps a prompt that is still to be typed."""
KEYS = "keys"
"""Where it keeps the keys that are pressed before."""
SHOWN = "shown"
"""Where it keeps the pattern of what must be on the screen then."""
_SHELL, _COMMAND = "shell", "command"
"""Agents that are none: a shell, and whatever the user named."""
_BRANCH_EVERY = 5.0
"""Seconds between two looks at a repository's HEAD."""


class Entry:
    """A session; `view` is what clients see of it."""

    def __init__(self, record: Record, rules: Sequence[StatusRule]) -> None:
        self.record = record
        self.resumable = False
        """Whether its agent can go on with it once it has ended."""
        self.host = HostState.GONE if record.exit is not None else HostState.LOST
        self.pid = 0
        self.host_pid = 0
        """Of its host; 0 until that has been found."""
        self.jobs = 0
        """How many run behind its back."""
        self.queued: tuple[Queued, ...] = ()
        """Prompts that wait for it."""
        self.focus = Focus()
        self.cwd = record.cwd
        self.branch = branch_of(Path(record.cwd)) if record.cwd else ""
        self.link: HostLink | None = None
        self.published: Session | None = None
        self.gate = GateView()
        self.environment: dict[str, str] = {}
        """Its program's, for a program that is to be resumed without a client; on no disk, and empty after a restart of the daemon."""
        self.resuming = False
        """Whether its agent is being resumed in another session."""
        self.undoing = ""
        """The undo under way in its workspace."""
        self.redone = 0
        """Attempts at its task that were undone or begun again."""
        self._branch_at = 0.0
        self._shell: bool | None = None
        self.tracker = StatusTracker(
            rules,
            command=record.new.agent == _COMMAND,
            verdict=_believed(record),
            unseen=record.unseen,
            report=(Report.parse(*record.report) if record.report else None, record.reported),
            turn=_turn(record),
        )
        if record.exit is not None:
            self.tracker.ended(record.exit, stopped=record.stop_requested, why=record.end_note)

    @property
    def ended(self) -> bool:
        """Whether its process is known to have ended."""
        return self.record.exit is not None

    @property
    def kind(self) -> Kind:
        """Which of its processes are jobs."""
        if self._shell or self.record.new.agent == _SHELL:
            return Kind.SHELL
        return Kind.COMMAND if self.record.new.agent == _COMMAND else Kind.AGENT

    def take(self, heard: HostEvents, now: Now) -> None:
        """Signs of life from its host."""
        record = self.record
        if heard.last_input:
            self.tracker.typed(heard.last_input)
        for event in heard.events:
            self._told(event, now)
        if heard.last_output:
            record.last_output = heard.last_output
        record.last_line = heard.last_line
        record.title = heard.title
        if heard.cols and heard.rows:
            record.cols, record.rows = heard.cols, heard.rows
        self.tracker.printed(heard.last_output, heard.screen_tail, heard.title, now)
        self.look_at_foreground()
        if now.monotonic - self._branch_at >= _BRANCH_EVERY:
            self._branch_at = now.monotonic
            self.branch = branch_of(Path(self.cwd))

    def look_at_foreground(self) -> None:
        """For a shell: see which program has its terminal."""
        if self._shell is None and self.pid and self.record.last_output:
            self._shell = self._is_shell()  # once: by its first output it has become what it is
        if self._shell and self.pid:
            self.tracker.runs_in_foreground(foreground_program(self.pid))

    def end(self, exit: Exit, when: float, note: str = "") -> None:
        """Its process has ended."""
        record = self.record
        record.exit, record.ended, record.end_note = exit, when, note
        self.pid = 0
        self.focus = Focus()
        self.tracker.ended(exit, stopped=record.stop_requested, why=note)

    def stop(self, grace: float, *, force: bool = False) -> None:
        """Ask its host to end the program, with `grace` seconds between the signals.

        Raises:
            Unavailable: The host is away.
        """
        if self.link is None:
            raise Unavailable(f"the host of session {self.record.name} cannot be reached")
        first = "HUP" if self._is_shell() else "INT"  # interactive shells ignore INT and TERM
        self.record.stop_requested = True
        self.link.send(Stop(grace, "KILL" if force else first))

    def seen(self) -> None:
        """Somebody looked at it."""
        self.tracker.seen(time.time())
        self.record.unread = False

    def judge(self, now: Now) -> None:
        """Bring its state up to date."""
        record = self.record
        before = (record.state, record.reason)
        verdict = self.tracker.judge(now)
        record.state, record.reason, record.since = verdict.state, verdict.reason, verdict.since
        record.authority, record.evidence = verdict.authority, verdict.evidence
        memory = self.tracker.memory
        record.unseen, record.reported, report, turn = (
            memory.unseen,
            memory.reported,
            memory.report,
            memory.turn,
        )
        record.report = (report.text, report.detail) if report else None
        record.turn = (turn.phase.value, turn.source.value, turn.at, turn.words, turn.jobs) if turn else None
        asked = bool(memory.asked or record.new.prompt)
        if (record.state, record.reason) != before and _calls_for_a_look(before[0], verdict, asked=asked):
            record.unread = True
        self._type_pending()

    def view(self) -> Session:
        """The session as it is listed."""
        record = self.record
        return Session(
            id=SessionId(record.id),
            name=record.name,
            agent=record.new.agent,
            task=record.task,
            group=record.group,
            argv=record.argv,
            cwd=self.cwd,
            branch=self.branch,
            worktree=record.worktree,
            state=record.state,
            reason=record.reason,
            since=record.since,
            authority=record.authority,
            evidence=record.evidence,
            created=record.created,
            ended=record.ended,
            exit=record.exit,
            host=self.host,
            pid=self.pid,
            unread=record.unread,
            title=record.title,
            last_line=record.last_line,
            said=record.said,
            last_output=record.last_output,
            focus=self.focus,
            cols=record.cols,
            rows=record.rows,
            recording=record.recording,
            resumable=self.resumable and self.ended,
            gate=self.gate,
            undoing=self.undoing,
            resuming=self.resuming,
            goes_on=record.goes_on,
            redone=self.redone,
            jobs=self.jobs,
            queued=self.queued,
        )

    def _is_shell(self) -> bool:
        agent = self.record.new.agent
        return agent == _SHELL or (agent == _COMMAND and runs_shell(self.pid))

    def type(self, keys: Sequence[str], text: str) -> bool:
        """Press keys, then paste a text and send it, for a person who has decided; False when nobody is there."""
        if self.link is None or not self.link.connected or self.ended:
            return False
        self.link.send(FocusRequest(take=True))  # given back at once, see `Hosts.focus_moved`
        for key in keys:
            self.link.send(KeyInput(0, _key(key)))
        if text:
            self.link.send(Paste(0, text))
            self.link.send(KeyInput(0, Key("enter")))
        return True

    def _told(self, event: TerminalEvent, now: Now) -> None:
        self.tracker.told(event, now)
        if event.kind is TerminalEventKind.CWD and event.text.startswith("/"):
            self.cwd, self._branch_at = event.text, float("-inf")
        elif event.kind in (TerminalEventKind.BELL, TerminalEventKind.NOTIFICATION):
            self.record.unread = True

    def _type_pending(self) -> None:
        """Type the prompt of an agent that takes it in no other way, once it waits for one."""
        text = self.record.extra.get(TYPED)
        ready = self.record.state in (State.DONE, State.IDLE) and not self.focus.holder
        if text and (shown := self.record.extra.get(SHOWN)):
            ready = ready and any(re.search(shown, row) for row in self.tracker.tail)
        if text and ready and self.link is not None and self.link.connected:
            del self.record.extra[TYPED]
            self.record.extra.pop(SHOWN, "")
            for key in self.record.extra.pop(KEYS, "").split():
                self.link.send(KeyInput(0, _key(key)))
            self.link.send(Paste(0, text))
            self.link.send(KeyInput(0, Key("enter")))


def _key(name: str) -> Key:
    """The key that a plugin names: "enter", "shift+tab"."""
    *mods, last = name.split("+")
    return Key(last, sum(Mod[mod.upper()] for mod in mods))


def _calls_for_a_look(before: State, now: Verdict, *, asked: bool) -> bool:
    """Whether a person should hear of a state; a turn that only seems to have ended is one, and no `done`."""
    seems_over = asked and now.state is State.IDLE and before is State.WORKING and now.authority in _PRINTED
    return now.state in _CALLS_FOR_A_LOOK or seems_over


def _believed(record: Record) -> Verdict:
    """What a daemon before us believed; the evidence came when the state began, or later."""
    since = record.since
    return Verdict(record.state, record.reason, record.authority, record.evidence, since=since, at=since)


def _turn(record: Record) -> Turn | None:
    if record.turn is None:
        return None
    phase, source, at, words, jobs = record.turn
    return Turn(Phase(phase), Authority(source), at, words, jobs)
