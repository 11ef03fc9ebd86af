"""What agents' hooks and the people who act for agents ask, and how long each waits for its answer."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from plangate.aio import carried_through
from plangate.daemon.gate.bounds import within_bounds
from plangate.daemon.gate.confine import writable_folders
from plangate.daemon.gate.door import Asker
from plangate.daemon.gate.gatekeeper import Gatekeeper
from plangate.daemon.gate.people import agent_actor
from plangate.daemon.gate.post import Post
from plangate.daemon.gate.progress import Progress
from plangate.daemon.gate.questions import Questions
from plangate.daemon.gate.review import Review
from plangate.daemon.gate.tokens import session_of
from plangate.daemon.gate.verdicts import Outcome, outcome_of
from plangate.daemon.said import shortened
from plangate.daemon.status.hearsay import Turned, hooked
from plangate.errors import NotFound, Refused, UsageError
from plangate.gate.classify import classify
from plangate.gate.decide import Decision, decide
from plangate.gate.decide import Verdict as Ruling
from plangate.gate.facts import Facts, Label, Size, ToolCall, ToolKind, facts_to_json, gather, kind_of
from plangate.gate.machine import BudgetPass
from plangate.gate.plan.conversation import CLEARED
from plangate.gate.plan.record import Actor
from plangate.gate.plan.state import PlanState
from plangate.model.gate import GateState
from plangate.model.plan import Phase
from plangate.plugins import gate as agents
from plangate.plugins.gate import Answer, GatedAgent, HookCall, HookKind, HookReply, Verdict

__all__ = ["Hooks"]

_KINDS = {
    agents.ToolKind.READ: ToolKind.READ,
    agents.ToolKind.WRITE: ToolKind.WRITE,
    agents.ToolKind.SHELL: ToolKind.SHELL,
    agents.ToolKind.AGENT: ToolKind.AGENT,
    agents.ToolKind.TALK: ToolKind.TALK,
    agents.ToolKind.UNKNOWN: None,
}
_HARMLESS = ("harmless", "read.command", "off", "allowed.tool")
"""Rules whose answers are counted instead of written down one by one."""
_WORKING = (HookKind.TOOL, HookKind.PERMISSION, HookKind.PLAN, HookKind.PROMPT, HookKind.WOKEN)
_PARTING = (HookKind.SESSION_END, HookKind.TURN_END, HookKind.TOOL_ENDED)
"""What a conversation that was left may still say, some of it a minute later: nothing begins with it."""
_COUNTED_AT_MOST = 500
_LONGEST_COMMAND = 64 * 1024
_MOST_PATHS = 200
_PLAN_DIR = "PLANGATE_PLAN_DIR"


class Hooks:
    """Answers the agents' socket."""

    def __init__(
        self,
        keeper: Gatekeeper,
        review: Review,
        progress: Progress,
        questions: Questions,
        secret: bytes,
    ) -> None:
        self._keeper = keeper
        self._review = review
        self._progress = progress
        self._questions = questions
        self._secret = secret
        self.told: Callable[[Post, HookCall], Awaitable[None]] | None = None
        """Is told of what agents do, before they go on; it may not keep them."""
        self.turned: Turned | None = None
        """Takes in what an agent's hooks say of its turn."""

    async def answer(self, request: dict[str, Any], asker: Asker) -> dict[str, Any]:
        """One request of an agent-side process.

        Raises:
            PlangateError: The request is none, or its token is not good.
        """
        session = session_of(self._secret, request.get("token"))
        entry = self._keeper.desk.get(session)
        if entry.ended:
            raise Refused("the session has ended")
        post = await self._posted(session)
        match request.get("do"):
            case "hook":
                return _reply(await self._hook(post, request, asker))
            case "submit":
                return await self._submit(post, request, asker)
            case "status":
                return self._status(post)
            case "comment":
                return await self._comment(post, request)
            case "tick":
                return await self._tick(post, request)
            case _:
                raise UsageError("agents may hook, submit, tick, status and comment")

    async def _posted(self, session: str) -> Post:
        """The post of a session; an agent may ask before its start has been dealt with."""
        for _ in range(100):
            if session in self._keeper.posts:
                return self._keeper.posts[session]
            await asyncio.sleep(0.05)
        return self._keeper.post(session)

    async def _hook(self, post: Post, request: Mapping[str, Any], asker: Asker) -> HookReply:
        agent = post.agent
        named = request.get("agent")
        if agent is None or named != post.entry.record.new.agent:
            raise NotFound(f"the hook of {named!r} has no business in this session")
        payload = request.get("payload")
        if not isinstance(payload, dict):
            raise UsageError("a hook's message must be a JSON object")
        try:
            call = within_bounds(agent.interpret(payload))
        except ValueError as error:
            raise UsageError(f"the hook's message cannot be understood: {error}") from error
        await self._turn(post, call)
        await self._note(post, call)
        made = await self._answered(post, agent, call, asker)
        if made.verdict is not Verdict.DENY and self.told is not None:
            await self.told(post, call)
        return agent.answer(call, made)

    async def _turn(self, post: Post, call: HookCall) -> None:
        """What a message says about the agent's turn."""
        turn = hooked(call, time.time())
        if turn is not None and self.turned is not None:
            await self.turned(post.session, turn)

    async def _answered(self, post: Post, agent: GatedAgent, call: HookCall, asker: Asker) -> Answer:
        match call.kind:
            case HookKind.TOOL:
                return await self._tool(post, call, asker)
            case HookKind.PERMISSION:
                return await self._permission(post, call, asker)
            case HookKind.PLAN:
                return await self._plan(post, call, asker)
            case HookKind.PLAN_DIALOG:
                return self._dialog(post, call)
            case HookKind.PROMPT:
                return Answer(verdict=Verdict.PASS, context=_task(post))
            case HookKind.SESSION_START:
                return Answer(verdict=Verdict.PASS, context=_introduction(post))
            case HookKind.TURN_END:
                return await self._turn_ended(post, agent, call)
            case _:
                return Answer(verdict=Verdict.PASS)

    async def _note(self, post: Post, call: HookCall) -> None:
        """What a message tells besides: another conversation, work, the agent's own list."""
        record = post.entry.record
        if call.kind in _WORKING:
            self._progress.goes_on(post)
        if call.kind is HookKind.TURN_END and call.text and not call.subagent:
            record.said = shortened(call.text)
            self._keeper.desk.refresh(post.entry)
        if call.items and not call.subagent:
            self._progress.listed(post, call.items, whole=call.items_whole)
        if not call.conversation or call.subagent or call.kind in _PARTING:
            return
        if record.conversation == call.conversation:
            if call.kind is HookKind.SESSION_START and call.source == CLEARED:
                await self._progress.cleared(post)  # somebody in there has named it before it began
            return
        talk = self._conversed(post, call)
        await carried_through(talk, name=f"conversation of {post.session}")

    async def _conversed(self, post: Post, call: HookCall) -> None:
        """Another conversation begins; a hook that is killed over its message does not keep it from counting."""
        record = post.entry.record
        before = record.conversation
        record.conversation = call.conversation  # after /clear, too: a resume goes on with the last one
        self._keeper.desk.vault.note(record, soon=True)
        post.list, post.added = {}, 0
        await self._progress.conversed(post, call.conversation, before=before, source=call.source)

    async def _tool(self, post: Post, call: HookCall, asker: Asker) -> Answer:
        made = await self._decided(post, call)
        if made.verdict is Ruling.ASK:
            return await self._questions.ask(post, call, asker, why=made.person)
        if made.verdict is Ruling.DENY:
            return Answer(verdict=Verdict.DENY, words=made.model)
        return Answer(verdict=Verdict.PASS)

    async def _permission(self, post: Post, call: HookCall, asker: Asker) -> Answer:
        """The agent's own rules would ask; what the gate refuses is refused without bothering anybody."""
        made = await self._decided(post, call) if call.tool is not None else None
        if made is not None and made.verdict is Ruling.DENY:
            return Answer(verdict=Verdict.DENY, words=made.model)
        return await self._questions.ask(post, call, asker, why="")

    async def _decided(self, post: Post, call: HookCall) -> Decision:
        policy = await self._keeper.policy(post)
        use = call.tool
        if use is None:
            raise UsageError("the hook's message names no tool")
        view = post.view(time.time())
        asked = ToolCall(
            tool=use.name,
            kind=_KINDS[use.kind] or kind_of(use.name),
            paths=tuple(_placed(path, call.cwd, post.workspace) for path in use.paths[:_MOST_PATHS]),
            command=use.command,
            size=_size(use),
        )
        label = (Label.UNKNOWN, "")
        if use.command:
            label = await asyncio.to_thread(_labelled, use.command, policy.commands.allow_closed)
            if label[0] is Label.MUTATING and _PLAN_DIR in use.command:
                label = (Label.UNKNOWN, "it names the folder for plans")  # which the kernel leaves writable
        spec, plan, grant = post.record.sandbox, post.gate.plan, post.gate.grant
        facts = gather(
            asked,
            policy,
            view,
            label=label,
            used=grant.usage if isinstance(grant, BudgetPass) else None,
            writable=writable_folders(spec) if spec else (),
            covers=(lambda path: plan.terms.covers(plan.plan, path)) if plan else None,
        )
        made = decide(facts)
        await self._told(post, call, facts, made)
        return made

    async def _told(self, post: Post, call: HookCall, facts: Facts, made: Decision) -> None:
        """Into the ledger: every answer, but of harmless ones only how many.

        Raises:
            LedgerError: Something would be allowed that changes files, and cannot be recorded.
        """
        counted = made.rule in _HARMLESS and made.verdict is Ruling.ALLOW
        if counted:
            post.decisions[facts.tool, made.rule] += 1
            if post.decisions.total() < _COUNTED_AT_MOST:
                return
            await self._keeper.tell_decisions(post)
            return
        await self._keeper.tell_decisions(post)
        data = {
            "verdict": made.verdict.value,
            "rule": made.rule,
            "words": made.person,
            "observed": made.observed.value if made.observed else "",
            "tool": facts.tool,
            "call": call.call,
            "subagent": call.subagent,
            "facts": facts_to_json(facts),
        }
        desk = self._keeper.desk
        if made.verdict is Ruling.ALLOW:
            desk.feed.event(await desk.journal.record("gate.decision", post.session, "agent", **data))
        else:
            await desk.recorded("gate.decision", post.session, "agent", **data)

    async def _plan(self, post: Post, call: HookCall, asker: Asker) -> Answer:
        if post.state(time.time()) is GateState.OFF:
            return Answer(verdict=Verdict.PASS)
        asker.waits_for_a_person()  # first: should we die after that, the hook comes back
        state = await self._review.submit(post, call.plan, self._author(post))
        outcome = await self.outcome(post, state)
        return Answer(verdict=Verdict.ALLOW if outcome.approved else Verdict.DENY, words=outcome.words)

    def _dialog(self, post: Post, call: HookCall) -> Answer:
        """The agent asks once more about a plan: as it was decided, and no otherwise."""
        plan = post.gate.plan
        if plan is not None and (not call.plan or plan.plan.body == call.plan.strip("\n")):
            found = outcome_of(plan, plan.plan.version, post.state(time.time()))
            if found is not None:
                return Answer(verdict=Verdict.ALLOW if found.approved else Verdict.DENY, words=found.words)
        return Answer(verdict=Verdict.DENY, words="No person has approved this plan.")

    async def _turn_ended(self, post: Post, agent: GatedAgent, call: HookCall) -> Answer:
        plan = await asyncio.to_thread(agent.plan_at_end, call)
        if plan.strip():
            state = await self._review.submit(post, plan, self._author(post))
            self._questions.go_on_later(post, agent, call, self.outcome(post, state))
        elif not call.subagent:
            await self._progress.turn_ended(post, jobs=len(call.jobs or ()))
        return Answer(verdict=Verdict.PASS)

    async def _submit(self, post: Post, request: Mapping[str, Any], asker: Asker) -> dict[str, Any]:
        markdown = request.get("plan")
        if not isinstance(markdown, str):
            raise UsageError("a plan is text")
        if request.get("wait"):
            asker.waits_for_a_person()
        state = await self._review.submit(post, markdown, self._author(post))
        told = {"ok": True, "plan": state.plan.id, "version": state.plan.version, "digest": state.plan.digest}
        if not request.get("wait"):
            return told | {"phase": state.phase.value}
        outcome = await self.outcome(post, state)
        phase = self._keeper.plans.get(state.plan.id).phase
        return told | {"approved": outcome.approved, "words": outcome.words, "phase": phase.value}

    async def _comment(self, post: Post, request: Mapping[str, Any]) -> dict[str, Any]:
        text = request.get("text")
        plan = post.record.plan
        if not isinstance(text, str) or not plan:
            raise UsageError("there is no plan to comment on" if not plan else "a comment is text")
        await self._review.comment(plan, self._author(post), text)
        return {"ok": True, "plan": plan}

    async def _tick(self, post: Post, request: Mapping[str, Any]) -> dict[str, Any]:
        steps = request.get("steps", [])
        if not isinstance(steps, list) or not all(isinstance(step, str) for step in steps):
            raise UsageError("steps are a list of ids")
        state = await self._progress.steps_done(post, tuple(steps), self._author(post))
        left = [step.id for step in state.plan.steps if step.id not in state.steps_done]
        return {"ok": True, "plan": state.plan.id, "left": left}

    def _status(self, post: Post) -> dict[str, Any]:
        view = post.view(time.time())
        plan = post.gate.plan
        return {
            "ok": True,
            "session": post.session,
            "state": view.state.value,
            "strength": view.strength.value,
            "reason": view.reason,
            "workspace": view.workspace,
            "directories": list(view.directories),
            "scope": list(view.scope),
            "plan": view.plan,
            "phase": view.phase,
            "version": view.version,
            "words": plan.reason if plan else "",
        }

    async def outcome(self, post: Post, submitted: PlanState) -> Outcome:
        """Wait until people have decided about a plan; cancelled when nobody waits any more."""
        while True:
            state = self._keeper.plans.get(submitted.plan.id)
            found = outcome_of(state, submitted.plan.version, post.state(time.time()))
            if found is not None:
                return found
            await post.news.heard()

    def _author(self, post: Post) -> Actor:
        return agent_actor(post.entry.record.new.agent, post.session)


def _reply(reply: HookReply) -> dict[str, Any]:
    return {"stdout": reply.stdout, "stderr": reply.stderr, "exit": reply.exit}


def _labelled(command: str, allowed: tuple[str, ...]) -> tuple[Label, str]:
    if len(command) > _LONGEST_COMMAND:
        return Label.UNKNOWN, f"it is longer than {_LONGEST_COMMAND} characters"
    found = classify(command, allowed)
    return Label(found.label.value), found.reason


def _placed(path: str, cwd: str, workspace: str) -> str:
    """A path with its links resolved: relative to the workspace where it lies in it, else absolute."""
    whole = os.path.realpath(Path(cwd or workspace, path))
    relative = os.path.relpath(whole, workspace)
    return whole if relative == ".." or relative.startswith("../") else relative


def _size(use: agents.ToolUse) -> Size | None:
    if use.added is None and use.deleted is None and not use.creates and not use.removes:
        return None
    return Size(
        added=use.added or 0,
        deleted=use.deleted or 0,
        new_files=len(use.creates),
        deletions=len(use.removes),
    )


def _task(post: Post) -> str:
    """The plan that runs, for a conversation that did not present it; once for each."""
    plan = post.gate.plan
    conversation = post.entry.record.conversation
    fresh = plan is not None and plan.phase is Phase.EXECUTING and plan.conversation == conversation
    if plan is None or not fresh or conversation in (plan.presented, post.told):
        return ""
    post.told = conversation
    return (
        f"A person lets plan {plan.plan.id} go on in this conversation, within its scope:"
        f" {', '.join(plan.plan.scope)}. It reads:\n\n{plan.plan.body}"
    )


def _introduction(post: Post) -> str:
    view = post.view(time.time())
    if view.state is GateState.OFF or view.state is GateState.OBSERVE:
        return ""
    return (
        "This session is held by Plangate's plan gate. Reading, searching and read-only commands always work;"
        " changing files needs a plan that a person has approved: its title, numbered steps, the files it"
        " covers, risks and tests. Present it with your plan tool, or run `plangate plan submit --wait"
        f" --file PLAN.md` with the file under /tmp. The gate is {view.state.value} now"
        + (f" for plan {view.plan} ({view.phase})." if view.plan else ".")
    )
