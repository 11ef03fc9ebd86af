"""Observes what sessions make of their tasks: their hooks, their states, the ledger, the trees they work in."""

from __future__ import annotations

import asyncio
import os
import secrets
import time
from collections.abc import Coroutine, Mapping
from pathlib import Path
from typing import Any

from plangate.aio import spawn
from plangate.attempts.coin import fallen, may_fall
from plangate.attempts.commands import reversal
from plangate.attempts.facts import Fact
from plangate.attempts.history import History
from plangate.attempts.observations import (
    Approved,
    Assigned,
    Began,
    Cleared,
    Ended,
    Prompted,
    Reversed,
    Rewound,
    Spent,
    TurnEnded,
)
from plangate.daemon.attempts.logs import Follower
from plangate.daemon.attempts.looking import Looking
from plangate.daemon.attempts.minutes import Minutes
from plangate.daemon.attempts.place import Place
from plangate.daemon.attempts.trials import Trials
from plangate.daemon.attempts.unfinished import unfinished
from plangate.daemon.desk import Desk
from plangate.daemon.entry import Entry
from plangate.daemon.gate.post import Post
from plangate.daemon.gate.shelf import Shelf
from plangate.daemon.status.hearsay import Turned, logged
from plangate.errors import PlangateError
from plangate.git import branch_of, git
from plangate.model.attempts import Enforcement, Side, UndoKind, Who
from plangate.model.event import Event
from plangate.model.gate import GateState, Strength
from plangate.model.session import Session, State
from plangate.plugins.gate import HookCall, HookKind, ToolKind
from plangate.plugins.logs import Interrupted, LogFact, LoggingAgent, PromptGiven, Ran, WentBack

__all__ = ["Tracker"]

_PERSONS = ("shell", "command")
"""Programs that a person opens for themself: what happens there is no agent's attempt, unless it is gated."""
_INTERRUPTED = 3.0
"""Seconds after which a turn that ended without a word from the agent was interrupted."""
_PATIENCE = 5.0
"""Seconds for which an agent is kept waiting while the tree is looked at."""
_LOGGED = (0.0, 0.5, 2.0)
"""Seconds after which agents without hooks have written down what they were asked."""
_WAITS = (State.DONE, State.IDLE)
_GOES_ON = ("resume", "fork", "compact")
"""Why agents say a session starts when its conversation is the continuation of another one."""
_BEGINS = {"session.started": False, "session.restarted": True, "session.resumed": False}
"""Events that begin a session, and whether they ask for its task again."""
_CHANGING = (ToolKind.SHELL, ToolKind.WRITE, ToolKind.UNKNOWN)


class Tracker:
    """Takes one observation at a time, in the order in which they come.

    Args:
        posts: The gates of the sessions, by session.
        memory: The file that keeps what is remembered over a restart.
    """

    def __init__(self, desk: Desk, shelf: Shelf, posts: Mapping[str, Post], memory: Path) -> None:
        self._desk = desk
        self._shelf = shelf
        self._posts = posts
        self._minutes = Minutes(desk, memory)
        self._looking = Looking(
            self._minutes,
            shelf,
            hooks=self._hooks,
            powerless=self._powerless,
            working=lambda session: self._states.get(session) is State.WORKING,
        )
        self._places: dict[str, Place] = {}
        self._states: dict[str, State] = {}
        self._turns: dict[str, float] = {}
        """When a session's present turn began (monotonic); absent between turns."""
        self._logs: dict[str, str] = {}
        """The log that a session's agent named last."""
        self._followers: dict[str, Follower] = {}
        self._began: set[str] = set()
        """Sessions whose last prompt began an attempt."""
        self._trials = Trials()
        self._carried: set[str] = set()
        """Conversations that go on with an earlier one."""
        self._lock = asyncio.Lock()
        self.turned: Turned | None = None
        """Takes in what an agent's records say of its turn."""

    @property
    def history(self) -> History:
        """All tasks and attempts."""
        return self._minutes.history

    async def recover(self) -> None:
        """Take up what was known, and every session that was found alive."""
        await self._minutes.recover()
        async with self._lock:
            remembered = self._minutes.book.memory.sessions
            for entry in list(self._desk.entries.values()):
                live = remembered.get(entry.record.id)
                if not entry.ended:
                    await self._begin(entry, "", again=False, found_again=True)
                elif live is not None and live.ended is None:
                    at, stopped = entry.record.ended or time.time(), entry.record.stop_requested
                    await self._minutes.see(Ended(at=at, session=live.id, stopped=stopped))

    def close(self) -> None:
        """Let go of everything; what is remembered is on the disk."""
        for place in self._places.values():
            place.close()
        self._places.clear()
        self._minutes.close()

    # ---- who tells what happens

    def event(self, event: Event) -> None:
        """Something is in the ledger."""
        if event.kind in _BEGINS:
            of = str(event.data.get("of", ""))
            self._soon(self._started(event.session, of, again=_BEGINS[event.kind]))
        elif event.kind == "session.ended":
            self._soon(self._ended(event.session, stopped=bool(event.data.get("stopped"))))
        elif event.kind == "plan.started":
            plan = str(event.data.get("plan", ""))
            self._soon(self._minutes.see(Approved(at=event.time, session=event.session, plan=plan)))
        elif event.kind in ("gate.restored", "undo.done"):
            self._soon(self._restored(event))

    def session(self, view: Session) -> None:
        """A session's state may have changed."""
        before = self._states.get(view.id)
        self._states[view.id] = view.state
        if view.state is State.WORKING and before is not State.WORKING:
            self._turns.setdefault(view.id, time.monotonic())
            if view.id in self._followers and not self._hooks(view.id):
                self._listen(view.id)
        elif view.state in _WAITS and before is State.WORKING and view.id in self._turns:
            delay = _INTERRUPTED if self._hooks(view.id) else 0.0
            silence = self._fell_silent, view.id, self._turns[view.id]
            if view.id in self._followers and not self._hooks(view.id):
                self._listen(view.id)  # its log may say that the turn is over
            asyncio.get_running_loop().call_later(delay, lambda: self._soon(silence[0](*silence[1:])))

    def _listen(self, session: str) -> None:
        """The agent has begun to work: its log will say soon at what."""
        entry = self._desk.entries.get(session)
        if entry is None:
            return
        for delay in _LOGGED:
            asyncio.get_running_loop().call_later(delay, self._read_soon, entry)

    def _read_soon(self, entry: Entry) -> None:
        self._soon(self._read_log(entry))

    async def heard(self, post: Post, call: HookCall) -> None:
        """An agent's hook tells something; the agent waits for this to return."""
        if call.log and not call.subagent:
            self._logs[post.session] = call.log
        if call.subagent and call.kind not in (HookKind.TOOL, HookKind.TOOL_ENDED):
            return
        doing = spawn(self._in_turn(self._heard(post, call)), name=f"attempts {call.event}")
        await asyncio.wait([doing], timeout=_PATIENCE)  # it goes on when the agent is not kept any longer

    async def _heard(self, post: Post, call: HookCall) -> None:
        if not call.subagent:
            await self._read_log(post.entry)
        match call.kind:
            case HookKind.PROMPT:
                await self._conversed(post.session, call.conversation)
                await self._prompted(post.entry, call.text, call.conversation)
            case HookKind.WOKEN:
                await self._woken(post.session)
            case HookKind.SESSION_START if call.source == "clear":
                await self._minutes.see(
                    Cleared(at=time.time(), session=post.session, conversation=call.conversation)
                )
            case HookKind.SESSION_START if call.source not in _GOES_ON:
                await self._conversed(post.session, call.conversation)
            case HookKind.SESSION_START:
                self._carried.add(call.conversation)
            case HookKind.TOOL:
                await self._uses(post.session, call)
            case HookKind.TOOL_ENDED:
                await self._used(post.session, call)
            case HookKind.TURN_END:
                await self._turn_ended(post.entry, call)

    async def up_to_date(self) -> None:
        """Wait until everything that has happened so far is taken in."""
        async with self._lock:
            pass

    def fallen(self, session: str) -> str:
        """How a coin fell for what a session is at: a value of `Side`, or nothing."""
        return fallen(self._minutes.book.memory, session)

    async def toss(self, session: str) -> str:
        """Let a coin fall, unless it did already; nothing when it is too late for one."""
        async with self._lock:
            if may_fall(self._minutes.book.memory, session):
                side = secrets.choice(tuple(Side))
                await self._desk.recorded("gate.coin_tossed", session, says=side.value)
                await self._minutes.see(Assigned(at=time.time(), session=session, side=side))
            return self.fallen(session)

    async def _conversed(self, session: str, conversation: str) -> None:
        """Another conversation than before was begun in the same process: the one before was put away."""
        live = self._minutes.book.memory.sessions.get(session)
        known = live.conversation if live is not None else ""
        if conversation and known and conversation != known and conversation not in self._carried:
            await self._minutes.see(Cleared(at=time.time(), session=session, conversation=conversation))

    async def correct(self, fact: Fact, session: str, actor: str) -> None:
        """A person says otherwise."""
        async with self._lock:
            await self._minutes.record(fact, session, actor)

    # ---- sessions

    async def _started(self, session: str, of: str, *, again: bool) -> None:
        entry = self._desk.entries.get(session)
        if entry is None:
            return
        await self._begin(entry, of, again=again)
        asked = entry.record.new.prompt or entry.record.task
        tells = self._hooks(session) or session in self._followers or (of and not again)
        if not tells and self._place_of(session) is not None:
            await self._prompted(entry, asked, "")

    async def _begin(self, entry: Entry, of: str, *, again: bool, found_again: bool = False) -> None:
        session, gate = entry.record.id, entry.record.gate
        if entry.record.new.agent in _PERSONS and gate is None:
            return
        workspace, repository = await asyncio.to_thread(_where, entry.record.cwd)
        workspace = gate.workspace if gate is not None and gate.workspace else workspace
        place = self._places.get(workspace)
        if place is None:
            place = self._places[workspace] = Place(workspace, self._quiet, self._complain)
            await place.open()
            place.doubt()
        place.sessions.add(session)
        agent = self._desk.agents.find(entry.record.new.agent)
        if agent is not None and isinstance(agent, LoggingAgent):
            self._followers[session] = Follower(agent, skips=found_again or bool(of and not again))
        await self._minutes.see(
            Began(
                at=time.time(),
                session=session,
                agent=entry.record.new.agent,
                workspace=workspace,
                repository=repository,
                of=of,
                again=again,
                enforcement=self._enforcement(session),
            )
        )

    async def _ended(self, session: str, *, stopped: bool) -> None:
        place = self._place_of(session)
        if place is not None:
            place.tools.pop(session, None)
            await self._looking.look(place)
            place.sessions.discard(session)
            if not place.sessions:
                place.close()
                del self._places[place.root]
        await self._miss(session)
        self._trials.forget(session)
        for known in (self._states, self._turns, self._logs, self._followers):
            known.pop(session, None)
        await self._minutes.see(Ended(at=time.time(), session=session, stopped=stopped))

    async def _miss(self, session: str) -> None:
        """Working trees of the same repository may be gone, with what was done in them."""
        live = self._minutes.book.memory.sessions.get(session)
        if live is not None:
            await self._looking.miss(live.repository)

    async def _prompted(self, entry: Entry, text: str, conversation: str) -> None:
        session = entry.record.id
        place = self._place_of(session)
        if place is None:
            return
        place.tools.pop(session, None)
        await self._looking.look(place)  # what is there before the prompt was done before it
        await self._miss(session)
        self._turns[session] = time.monotonic()
        checkpoint = ""
        begins = self._minutes.book.would_begin(session, text)
        (self._began.add if begins else self._began.discard)(session)
        if begins:
            try:
                checkpoint = (await self._shelf.take(place.root, "attempt", session)).id
            except (OSError, PlangateError) as error:
                self._complain(f"an attempt begins without a checkpoint: {error}")
        await self._minutes.see(
            Prompted(
                at=time.time(),
                session=session,
                text=text,
                conversation=conversation,
                checkpoint=checkpoint,
                branch=branch_of(Path(place.root)),
            )
        )
        post = self._posts.get(session)
        if post is not None and post.entry.gate.coin != self.fallen(session):  # it fell for what is over
            post.entry.gate = post.view(time.time())
            self._desk.refresh(post.entry)

    async def _woken(self, session: str) -> None:
        """The agent goes on by itself with what it was at, unless that is over."""
        self._turns[session] = time.monotonic()
        if not self._minutes.book.would_begin(session, ""):
            await self._minutes.see(Prompted(at=time.time(), session=session, text=""))

    # ---- tools and turns

    async def _uses(self, session: str, call: HookCall) -> None:
        place = self._place_of(session)
        if place is None or call.tool is None:
            return
        if call.tool.kind in _CHANGING:
            place.tools.setdefault(session, set()).add(call.call)
            place.acted.add(session)
        found = await asyncio.to_thread(reversal, call.tool.command) if call.tool.command else None
        if found is not None:
            kind, words = found
            await self._minutes.see(
                Reversed(at=time.time(), session=session, kind=kind, who=Who.AGENT, words=words)
            )

    async def _used(self, session: str, call: HookCall) -> None:
        place = self._place_of(session)
        if place is None or call.tool is None or call.tool.kind not in _CHANGING:
            return
        place.tools.get(session, set()).discard(call.call)
        if call.tool.kind is ToolKind.WRITE:
            paths = (_inside(path, call.cwd, place.root) for path in call.tool.paths)
            await self._looking.reported(place, session, frozenset(filter(None, paths)))
        else:
            await self._looking.look(place)
            going = self._minutes.book.memory.current(session)
            self._trials.ran(session, call.tool.command, call.failed, going)

    async def _turn_ended(self, entry: Entry, call: HookCall | None, *, interrupted: bool = False) -> None:
        session = entry.record.id
        self._turns.pop(session, None)
        place = self._place_of(session)
        if place is None:
            return
        place.tools.pop(session, None)
        await self._looking.look(place)
        going = self._minutes.book.memory.current(session)
        post = self._posts.get(session)
        why = await unfinished(entry, post, going, call, self._trials) if going is not None else ""
        await self._minutes.see(
            TurnEnded(at=time.time(), session=session, interrupted=interrupted, unfinished=why)
        )

    async def _fell_silent(self, session: str, turn: float) -> None:
        """The screen says that the agent waits; if its hook did not, the turn was cut short."""
        entry = self._desk.entries.get(session)
        if entry is None:
            return
        await self._read_log(entry)
        if self._turns.get(session) != turn or self._states.get(session) not in _WAITS:
            return
        await self._turn_ended(entry, None, interrupted=self._hooks(session))

    # ---- logs

    async def _read_log(self, entry: Entry) -> None:
        """Take in what the agent has written into its log since the last time."""
        session = entry.record.id
        follower = self._followers.get(session)
        if follower is None:
            return
        log = self._logs.get(session) or await asyncio.to_thread(_found_log, follower.agent, entry)
        if not log:
            return
        news = await asyncio.to_thread(follower.news, log)
        live = self._minutes.book.memory.sessions.get(session)
        if live is not None and news.tokens > live.tokens:
            await self._minutes.see(Spent(at=time.time(), session=session, tokens=news.tokens))
        for fact in news.facts:
            await self._logged(entry, fact)

    async def _logged(self, entry: Entry, fact: LogFact) -> None:
        session, now = entry.record.id, time.time()
        turn = logged(fact, now, hooks=self._hooks(session))
        going = session in self._turns or not isinstance(fact, Interrupted)
        if turn is not None and going and self.turned is not None:
            await self.turned(session, turn)
        match fact:
            case WentBack():
                replaced = fact.replaced and session in self._began
                seen = Rewound(at=now, session=session, prompts=fact.prompts, replaced=replaced)
                await self._minutes.see(seen)
            case Interrupted() if session in self._turns:
                await self._turn_ended(entry, None, interrupted=True)
            case Ran():
                self._trials.told(session, fact.command, failed=fact.failed)
            case PromptGiven() if not self._hooks(session):
                await self._prompted(entry, fact.text, "")

    async def _restored(self, event: Event) -> None:
        """A person had Plangate bring files back; an undo names the workspace, perhaps no session."""
        root = str(event.data.get("workspace", ""))
        place = self._place_of(event.session) or self._places.get(root)
        if place is None and root:
            place = Place(root, self._quiet, self._complain)  # nobody works there: it is looked at this once
        if place is None:
            return
        session = event.session or min(place.sessions, default="")
        words = "Plangate restored a checkpoint"
        await self._minutes.see(
            Reversed(at=event.time, session=session, kind=UndoKind.CHECKPOINT, who=Who.PERSON, words=words)
        )
        await self._looking.look(place)

    # ---- what is known of a session

    def _hooks(self, session: str) -> bool:
        """Whether the agent itself tells when it is asked something and when it is done."""
        entry = self._desk.entries.get(session)
        gate = entry.record.gate if entry is not None else None
        return gate is not None and (gate.hooks or gate.tells)

    def _powerless(self, session: str) -> bool:
        post = self._posts.get(session)
        if post is None or not post.record.strength.at_least(Strength.SYSCALL):
            return False
        return post.state(time.time()) in (GateState.CLOSED, GateState.PAUSED)

    def _enforcement(self, session: str) -> Enforcement:
        post = self._posts.get(session)
        if post is None:
            return Enforcement.OFF
        observes = post.state(time.time()) is GateState.OBSERVE
        return Enforcement.OBSERVED if observes else Enforcement.GATED

    def _place_of(self, session: str) -> Place | None:
        return next((place for place in self._places.values() if session in place.sessions), None)

    # ---- helpers

    def _quiet(self, place: Place) -> None:
        self._soon(self._looking.look(place))

    def _complain(self, message: str) -> None:
        self._desk.feed.notice("warning", message)

    def _soon(self, doing: Coroutine[Any, Any, None]) -> None:
        spawn(self._in_turn(doing), name="attempts")

    async def _in_turn(self, doing: Coroutine[Any, Any, None]) -> None:
        async with self._lock:
            await doing


def _found_log(agent: LoggingAgent, entry: Entry) -> str:
    """The log of an agent that does not name it. Blocks."""
    given = entry.record.new.env
    env = {**os.environ, **given}
    found = agent.find_log(entry.record.conversation, entry.record.cwd, Path(env.get("HOME", "/")), env)
    return str(found) if found is not None else ""


def _where(cwd: str) -> tuple[str, str]:
    """The top of the working tree that a directory is in, and what its worktrees share. Blocks."""
    try:
        found = git(
            "rev-parse", "--path-format=absolute", "--show-toplevel", "--git-common-dir", cwd=cwd
        ).splitlines()
    except PlangateError:
        return os.path.realpath(cwd), os.path.realpath(cwd)
    return found[0], found[1]


def _inside(path: str, cwd: str, root: str) -> str:
    """A path relative to the root; empty when it lies elsewhere."""
    relative = os.path.relpath(os.path.realpath(Path(cwd or root, path)), os.path.realpath(root))
    return "" if relative == ".." or relative.startswith("../") else relative
