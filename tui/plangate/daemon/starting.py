"""Starting sessions: new ones, the same task again, and an agent's conversation gone on with."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from plangate.aio import spawn
from plangate.config import paths
from plangate.config.settings import Settings
from plangate.daemon import hostfile, limits, worktrees
from plangate.daemon.desk import Desk
from plangate.daemon.entry import KEYS, SHOWN, TYPED, Entry
from plangate.daemon.environment import places, session_environment
from plangate.daemon.gate.gatekeeper import Gatekeeper
from plangate.daemon.gate.prepare import Preparing
from plangate.daemon.hosts import Hosts
from plangate.daemon.keeperlink import KeeperLink
from plangate.daemon.procfs import is_alive
from plangate.daemon.records import Record
from plangate.errors import Exited, NotFound, PlangateError, Refused, Unavailable, UsageError
from plangate.git import search_path
from plangate.model.sandbox import Confinement
from plangate.model.session import HostState, NewSession, Session
from plangate.plugins.api import Agent, Launch
from plangate.plugins.gate import Writable
from plangate.wire.greeting import product
from plangate.wire.spawn import Reopen, Spawn, SpawnConfined, Spawned

__all__ = ["Starter"]

_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_ID_LENGTH = 8
_TEXT_LIMIT = 4_000
_NAME_LIMIT = 120
_PROMPT_LIMIT = 256 * 1024
_COLUMNS = (20, 1000)
_ROWS = (5, 500)
_UMASK = 0o022
"""For who does not say: ours keeps everything private, which a repository's files should not be."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """Everything a host needs to be told, once it is all known."""

    record: Record
    environment: dict[str, str]
    words: tuple[str, ...] = ()
    """What a person should know of how it is held."""


@dataclass(frozen=True, slots=True)
class _Resumed:
    """How an agent that holds itself goes on."""

    writable: Writable | None = None
    prompt: str = ""


class Starter:
    """Makes sessions; each idempotency key at most one."""

    def __init__(
        self,
        desk: Desk,
        hosts: Hosts,
        keeper: KeeperLink,
        settings: Settings,
        gates: Gatekeeper,
        preparing: Preparing,
    ) -> None:
        self.settings = settings
        self._gates = gates
        self._preparing = preparing
        self._desk = desk
        self._hosts = hosts
        self._keeper = keeper
        self._reopening = asyncio.Lock()
        self._under_way: dict[str, asyncio.Task[Session | PlangateError]] = {}

    async def start(self, key: str, new: NewSession, environment: Mapping[str, str], actor: str) -> Session:
        """Start a session, or give back the one that this key has started.

        Raises:
            PlangateError: It cannot be started; nothing is left behind.
        """
        return await self._once(key, lambda: self._start(key, new, environment, actor))

    async def restart(
        self,
        key: str,
        session: str,
        environment: Mapping[str, str],
        actor: str,
        first: Callable[[Entry], Awaitable[str]],
    ) -> Session:
        """Stop a session if need be, and start the same task anew in the same place.

        Args:
            first: Called with the session once it has ended: gives the new one's first prompt.
        """
        return await self._once(key, lambda: self._restart(key, session, environment, actor, first))

    async def resume(self, key: str, session: str, environment: Mapping[str, str], actor: str) -> Session:
        """Go on with the conversation of a session that has ended."""
        return await self._once(key, lambda: self._resume(key, session, environment, actor))

    async def end(self, entry: Entry) -> None:
        """End a session's program, politely first.

        Raises:
            PlangateError: It has not ended.
        """
        await self._make_sure_it_ended(entry)

    async def reopen(self, entry: Entry) -> None:
        """Have the screen and history of an ended session shown again, from its recording.

        Raises:
            Exited: There is no recording of it.
            PlangateError: The recording cannot be shown.
        """
        async with self._reopening:
            if entry.host is not HostState.GONE:
                return
            record = entry.record
            exit = record.exit
            if exit is None or not paths.recording_dir(record.id).is_dir():
                raise Exited(
                    f"session {record.name} has ended, and its screen was not recorded",
                    "Restart or resume it.",
                )
            spawned = await self._keeper.spawn(
                lambda number: Reopen(number, self._spawn(number, record, {}), exit)
            )
            self._found(entry, spawned)

    async def _once(self, key: str, begin: Callable[[], Coroutine[None, None, Session]]) -> Session:
        if not key or len(key) > _NAME_LIMIT:
            raise UsageError("a request to start something needs a key of its own")
        for entry in self._desk.entries.values():
            if entry.record.key == key and entry.record.started:
                return entry.view()
        task = self._under_way.get(key)
        if task is None:
            task = self._under_way[key] = spawn(_outcome(begin()), name=f"start {key}")
            task.add_done_callback(lambda _: self._under_way.pop(key, None))
        result = await asyncio.shield(task)  # a client that goes away does not stop it half-way
        if isinstance(result, PlangateError):
            raise result
        return result

    async def _start(self, key: str, new: NewSession, environment: Mapping[str, str], actor: str) -> Session:
        check(new)
        limits.check_room()
        agent, program = self._desk.agents.program(new.agent, {**environment, **new.env})
        record = self._record(key, new)
        if new.worktree is not None:
            search_path.set(environment.get("PATH", ""))  # for the task of this request, in which we are
            await self._give_worktree(record, new)
        try:
            launch = await _asked(agent, lambda: agent.launch(program, new.argv, new.prompt, record.id))
            plan = await self._plan(record, agent, launch, environment)
            return await self._launch(plan, "session.started", actor, agent=new.agent, task=record.task)
        except BaseException:
            if record.worktree is not None:
                await asyncio.to_thread(
                    worktrees.discard, record.worktree, branch_created=record.branch_created
                )
            raise

    async def _restart(
        self,
        key: str,
        session: str,
        environment: Mapping[str, str],
        actor: str,
        first: Callable[[Entry], Awaitable[str]],
    ) -> Session:
        old = self._desk.get(session)
        new = old.record.new
        agent, program = self._desk.agents.program(new.agent, {**environment, **new.env})
        limits.check_room()
        await self._make_sure_it_ended(old)
        prompt = await first(old)
        record = self._successor(key, old.record)
        launch = await _asked(agent, lambda: agent.launch(program, new.argv, prompt, record.id))
        plan = await self._plan(record, agent, launch, environment)
        return await self._launch(plan, "session.restarted", actor, of=session)

    async def _resume(self, key: str, session: str, environment: Mapping[str, str], actor: str) -> Session:
        old = self._desk.get(session)
        if not old.ended:
            raise Refused(f"session {old.record.name} still runs", "Attach to it instead.")
        plan = await self._resumed(key, old.record, environment, _Resumed())
        return await self._launch(plan, "session.resumed", actor, of=session)

    async def go_on(
        self, old: Entry, environment: Mapping[str, str], writable: Writable, prompt: str
    ) -> Session:
        """Stop an agent that holds itself, and resume its conversation with another sandbox.

        Args:
            environment: Its program's.
            writable: What the sandbox is to let through.
            prompt: What the conversation goes on with; empty: the agent waits for a person.

        Raises:
            PlangateError: It does not go on; the session has ended, or never was stopped.
        """
        key = secrets.token_hex(8)
        return await self._once(key, lambda: self._go_on(key, old, environment, writable, prompt))

    async def _go_on(
        self, key: str, old: Entry, environment: Mapping[str, str], writable: Writable, prompt: str
    ) -> Session:
        if not old.record.conversation:
            raise Refused(f"the conversation of session {old.record.name} is not known")
        plan = await self._resumed(key, old.record, environment, _Resumed(writable, prompt))
        gate = plan.record.gate
        if gate is None or plan.record.conversation != old.record.conversation:
            raise Refused(f"{old.record.new.agent} does not go on with the conversation that it had")
        await self._make_sure_it_ended(old)
        return await self._launch(plan, "session.resumed", "daemon", of=old.record.id)

    async def _resumed(self, key: str, old: Record, environment: Mapping[str, str], how: _Resumed) -> _Plan:
        """How an agent's conversation is gone on with in a new session."""
        limits.check_room()
        agent, launch = await asyncio.to_thread(
            self._desk.agents.resume, old, {**environment, **old.new.env}, how.prompt
        )
        record = self._successor(key, old)
        plan = await self._plan(record, agent, launch, environment, how.writable)
        _inherit(record, old)
        return plan

    async def _make_sure_it_ended(self, old: Entry) -> None:
        if old.ended:
            return
        grace = self.settings.sessions.stop_grace
        await self._hosts.reach(old)
        old.stop(grace)
        if not await self._hosts.until_over(old, 3 * grace + 10.0):
            raise Refused(f"session {old.record.name} did not end", "Stop it by force first.")

    def _record(self, key: str, new: NewSession) -> Record:
        return Record(
            id=self._new_id(),
            key=key,
            new=new,
            name=new.name or _name(new),
            group=new.group,
            task=new.task,
            cwd=new.cwd,
            created=time.time(),
            boot=self._desk.boot,
            cols=new.cols,
            rows=new.rows,
            recording=self.settings.recordings.enabled if new.record is None else new.record,
        )

    def _successor(self, key: str, old: Record) -> Record:
        """The record of a session that takes up where another one ended: same place, same names."""
        if not Path(old.cwd).is_dir():
            raise NotFound(f"{old.cwd} does not exist any more")
        fresh = self._record(key, replace(old.new, cols=old.cols, rows=old.rows))
        fresh.name, fresh.group, fresh.task, fresh.cwd = old.name, old.group, old.task, old.cwd
        fresh.worktree, fresh.branch_created = old.worktree, old.branch_created
        fresh.search_path = old.search_path
        return fresh

    async def _plan(
        self,
        record: Record,
        agent: Agent,
        launch: Launch,
        client: Mapping[str, str],
        writable: Writable | None = None,
    ) -> _Plan:
        record.conversation = launch.conversation
        if launch.typed:
            record.extra[TYPED] = launch.typed
            record.extra |= {KEYS: " ".join(launch.keys), SHOWN: launch.shown}
        environment = session_environment(
            client,
            session=record.id,
            product=product(),
            wanted=(*agent.env_allow, *self.settings.environment.allow),
            refused=self.settings.environment.remove,
            explicit={**launch.env, **record.new.env},
        )
        guarded = await self._preparing.prepare(record, agent, launch, environment, writable)
        record.argv = tuple(guarded.launch.argv)
        record.gate = guarded.gate
        record.places = places(guarded.environment, agent.env_allow)
        return _Plan(record, guarded.environment, guarded.words)

    async def _launch(self, plan: _Plan, kind: str, actor: str, **data: str) -> Session:
        """From here on the session exists: its record is on the disk before its program runs."""
        record = plan.record
        await self._desk.vault.save(record)
        try:
            spawned = await self._keeper.spawn(lambda number: self._begin(number, record, plan.environment))
        except PlangateError:
            if not _runs(record.id):
                await self._desk.vault.delete(record.id)
                raise
            spawned = None  # the keeper died over the answer, the host lives
        record.started = True
        if record.gate is not None and record.gate.sandbox is not None:
            record.gate.confinement = await self._confinement(record, spawned)
        entry = self._desk.add(record)
        if record.gate is not None and record.gate.holds_itself:
            entry.environment = plan.environment
        self._found(entry, spawned)
        await self._guard(entry, plan.words)
        await asyncio.gather(  # both on the disk before anybody is told, or a crash now would lose it
            self._desk.recorded(
                kind, record.id, actor, argv=list(record.argv), cwd=record.cwd, name=record.name, **data
            ),
            self._desk.vault.save(record),
        )
        return entry.view()

    async def _confinement(self, record: Record, spawned: Spawned | None) -> Confinement:
        """What the session runs in, as its host says."""
        told = hostfile.host(paths.host_info(record.id))
        found = spawned.confinement if spawned is not None else told.confinement if told is not None else None
        if found is None:  # a host that knows of no sandbox: what it started must not go on
            if told is not None and is_alive(told.agent_pid, told.agent_started):
                os.killpg(told.agent_pid, signal.SIGKILL)
            raise Unavailable("the session was started without its sandbox, and so was ended")
        return found

    async def _guard(self, entry: Entry, words: tuple[str, ...]) -> None:
        gate = entry.record.gate
        if gate is None:
            return
        post = await self._gates.station(entry, gate)
        held = gate.confinement
        await self._desk.recorded(
            "gate.stationed", entry.record.id,
            strength=gate.strength.value, hooks=gate.hooks, workspace=gate.workspace,
            policy=post.gate.policy.digest, fault=post.gate.policy.broken, notes=list(words),
            namespaces=[held.user_ns, held.mnt_ns, held.pid_ns] if held else [],
            missing=list(held.missing) if held else [], gaps=list(held.gaps) if held else [],
        )  # fmt: skip
        for word in words:
            self._desk.feed.notice("warning", word, session=entry.record.id)

    def _found(self, entry: Entry, spawned: Spawned | None) -> None:
        if spawned is not None:
            entry.pid = spawned.agent_pid
        entry.host = HostState.ALIVE
        self._hosts.link(entry)
        self._desk.refresh(entry)

    def _begin(self, number: int, record: Record, environment: dict[str, str]) -> Spawn | SpawnConfined:
        spec = self._spawn(number, record, environment)
        gate = record.gate
        return spec if gate is None or gate.sandbox is None else SpawnConfined(number, spec, gate.sandbox)

    def _spawn(self, number: int, record: Record, environment: dict[str, str]) -> Spawn:
        recordings = self.settings.recordings
        return Spawn(
            id=number,
            session=record.id,
            argv=list(record.argv),
            cwd=record.cwd,
            env=environment,
            cols=record.cols,
            rows=record.rows,
            key=self._hosts.grants.key(record.id),
            scrollback=self.settings.sessions.scrollback,
            record=record.recording,
            record_limit=recordings.session_limit * 1024 * 1024,
            title=record.name,
            backend=self.settings.terminal.emulator,
            umask=_UMASK if record.new.umask is None else record.new.umask & 0o777,
        )

    async def _give_worktree(self, record: Record, new: NewSession) -> None:
        assert new.worktree is not None
        directory = self.settings.sessions.worktrees
        place = f"{directory}/{{name}}/{{branch}}" if directory else worktrees.DEFAULT_PLACE
        made = await asyncio.to_thread(
            worktrees.create, new.cwd, new.worktree,
            place=place, task=new.task or new.name, session=record.id,
        )  # fmt: skip
        record.worktree, record.branch_created, record.cwd = made.worktree, made.branch_created, made.cwd
        record.search_path = search_path.get()

    def _new_id(self) -> str:
        while True:
            made = "".join(secrets.choice(_ALPHABET) for _ in range(_ID_LENGTH))
            if made not in self._desk.entries and not paths.session_record(made).exists():
                return made


def _inherit(record: Record, old: Record) -> None:
    """A conversation that is gone on with goes on with its plan."""
    if record.gate is not None and old.gate is not None and old.gate.plan:
        record.gate.plan, record.gate.home = old.gate.plan, old.gate.home or old.id


async def _outcome(work: Coroutine[None, None, Session]) -> Session | PlangateError:
    """A refusal as a value: it is an answer, and no failed task."""
    try:
        return await work
    except PlangateError as error:
        return error


def check(new: NewSession) -> None:
    """Make sure that a request makes sense before anything is done about it.

    Raises:
        UsageError: A text is too long or holds NUL, or a size is out of range.
        NotFound: Its directory does not exist.
    """
    texts = {
        "name": (new.name, _NAME_LIMIT),
        "group": (new.group, _NAME_LIMIT),
        "task": (new.task, _TEXT_LIMIT),
    }
    for field, (text, limit) in texts.items():
        if len(text) > limit or (not text.isprintable() and field != "task"):
            raise UsageError(f"the {field} must be at most {limit} printable characters")
    if len(new.prompt) > _PROMPT_LIMIT:
        raise UsageError(f"the prompt must be at most {_PROMPT_LIMIT} characters")
    if any("\0" in text for text in (*new.argv, new.cwd, new.prompt, new.task)):
        raise UsageError("no argument may hold a NUL")
    if new.agent == "command" and not new.argv:
        raise UsageError("a command is missing", "plangate run -- COMMAND …")
    for field, value, (low, high) in (("columns", new.cols, _COLUMNS), ("rows", new.rows, _ROWS)):
        if not low <= value <= high:
            raise UsageError(f"{value} {field} are not possible; {low} to {high} are")
    if not new.cwd.startswith("/"):
        raise UsageError(f"the directory must be an absolute path, not {new.cwd or 'empty'}")
    if not Path(new.cwd).is_dir():
        raise NotFound(f"there is no directory {new.cwd}")


async def _asked(agent: Agent, ask: Callable[[], Launch]) -> Launch:
    """What a plugin says, with its mistakes as an error that a person can read; it may take its time."""
    try:
        launch = await asyncio.to_thread(ask)
    except PlangateError:
        raise
    except Exception as error:
        raise PlangateError(
            f"the plugin for {agent.title} failed: {type(error).__name__}: {error}", "See the daemon's log."
        ) from error
    if not launch.argv:
        raise PlangateError(f"the plugin for {agent.title} named no program")
    return launch


def _name(new: NewSession) -> str:
    first = new.task.strip().splitlines()[0] if new.task.strip() else ""
    text = first or (" ".join(new.argv) if new.agent == "command" else f"{new.agent} {Path(new.cwd).name}")
    return "".join(char if char.isprintable() else " " for char in text)[:60].strip()


def _runs(session: str) -> bool:
    told = hostfile.host(paths.host_info(session))
    return told is not None and any(
        living.session == session for living in hostfile.living_hosts(paths.hosts_dir())
    )
