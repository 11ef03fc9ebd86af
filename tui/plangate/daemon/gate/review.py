"""Plans from their submission to their execution: versions, remarks, votes, and the start that opens the gate."""

from __future__ import annotations

import asyncio
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from plangate.aio import carried_through
from plangate.config import paths
from plangate.daemon.gate.commits import head
from plangate.daemon.gate.gatekeeper import Gatekeeper
from plangate.daemon.gate.people import DAEMON
from plangate.daemon.gate.pin import Pin
from plangate.daemon.gate.post import Post
from plangate.daemon.gate.readiness import Readiness
from plangate.daemon.gate.shelf import Shelf
from plangate.daemon.gate.signature import signer
from plangate.errors import NotFound, PlangateError, Refused, UsageError
from plangate.gate.mounts import CLOSED
from plangate.gate.plan import events
from plangate.gate.plan.comments import Anchor, Comment, anchor_line, anchor_step
from plangate.gate.plan.conversation import belongs_to
from plangate.gate.plan.lifecycle import due
from plangate.gate.plan.markdown import parse
from plangate.gate.plan.record import Actor, ActorKind, approval_code, plan_of
from plangate.gate.plan.state import ENDED, PlanState
from plangate.gate.plan.votes import Vote, terms_of
from plangate.gate.policy import Factor
from plangate.model.plan import Phase, VoteKind
from plangate.proof.approval import payload

__all__ = ["Ballot", "Review"]

_TEXT_LIMIT = 20_000
_MOST_REMARKS = 50
_PLAN_LIMIT = 512 * 1024
_CHALLENGE_FOR = 600.0
_RUNNING = (Phase.EXECUTING, Phase.DRIFTED, Phase.WAITING)
_STALE = (Phase.DRAFT, Phase.WAITING)
"""In which the same text is presented anew because a person is to be asked again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """What a person hands in."""

    kind: VoteKind
    digest: str
    """Of the text the person saw."""
    factor: str = ""
    proof: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class _Proof:
    """Who it is, and what they signed where they did."""

    by: Actor
    signature: str = ""
    signed: str = ""


@dataclass(frozen=True, slots=True)
class _Challenge:
    payload: str
    digest: str
    expires: float


class Review:
    """What happens to plans; whoever may do it was checked before."""

    def __init__(self, keeper: Gatekeeper, shelf: Shelf, pin: Pin) -> None:
        self._keeper = keeper
        self._plans = keeper.plans
        self._shelf = shelf
        self._readiness = Readiness(shelf)
        self._pin = pin
        self._challenges: dict[str, _Challenge] = {}
        self._starting = asyncio.Lock()

    async def submit(self, post: Post, markdown: str, by: Actor) -> PlanState:
        """A plan, or the next version of the one that is under way, waits for people from now on.

        Exactly the text that waits already is no new version. Whoever hangs up meanwhile stops nothing.
        """
        return await carried_through(self._submit(post, markdown, by), name=f"submit {post.session}")

    async def _submit(self, post: Post, markdown: str, by: Actor) -> PlanState:
        if len(markdown) > _PLAN_LIMIT:
            raise UsageError(f"a plan has at most {_PLAN_LIMIT // 1024} KiB")
        content = parse(markdown, title=post.entry.record.task.strip().split("\n")[0])
        if not content.body.strip():
            raise UsageError("the plan is empty", "Say what is to be done, as numbered steps.")
        policy = await self._keeper.policy(post)
        base = await asyncio.to_thread(head, post.workspace)
        state = await self.refreshed(post)
        talk = post.entry.record.conversation
        if state is not None and state.plan.body == content.body and state.phase not in _STALE:
            return state
        same = state is not None and state.plan.title == content.title
        if state is not None and state.phase in _RUNNING and same:
            plan = state.plan.edited(content, base_commit=base, policy_digest=policy.digest)
            amended = events.Amended(plan=plan, terms=terms_of(policy, plan), by=by, conversation=talk)
            return await self.step(post, plan.id, amended, by)
        if state is None or state.phase in _RUNNING or not (same or belongs_to(state, talk)):
            plan = plan_of(
                content, id=self._plans.new_id(), base_commit=base, policy_digest=policy.digest, author=by
            )
            if state is not None:
                await self.step(post, state.plan.id, events.Superseded(successor=plan.id), DAEMON)
            await self._plans.happen(plan.id, post.session, events.Drafted(plan=plan, by=by), by.name)
        else:
            plan = state.plan.edited(content, base_commit=base, policy_digest=policy.digest)
            await self._plans.happen(plan.id, post.session, events.Edited(plan=plan, by=by), by.name)
        submitted = events.Submitted(
            digest=plan.digest, terms=terms_of(policy, plan), by=by, conversation=talk
        )
        return await self.step(post, plan.id, submitted, by)

    async def comment(self, plan: str, by: Actor, text: str, step: str = "", line: int = 0) -> PlanState:
        """A remark on a plan, a step or a line."""
        if not text.strip() or len(text) > _TEXT_LIMIT:
            raise UsageError(f"a comment has 1 to {_TEXT_LIMIT} characters")
        state = self._plans.get(plan)
        own = sum(comment.by.kind is ActorKind.AGENT for comment in state.comments)
        if by.kind is ActorKind.AGENT and own >= _MOST_REMARKS:
            raise Refused(f"a plan takes {_MOST_REMARKS} remarks of its agent", "Change the plan instead.")
        anchor = Anchor()
        if step:
            anchor = anchor_step(state.plan, step)
        elif line:
            anchor = anchor_line(state.plan, line)
        if (step or line) and anchor == Anchor():
            raise NotFound(f"the plan has no {'step ' + step if step else 'line ' + str(line)}")
        remark = Comment(
            id=secrets.token_hex(4), text=text.strip(), by=by, at=time.time(), anchor=anchor,
            version=state.plan.version,
        )  # fmt: skip
        return await self._plans.happen(
            state.plan.id, self._plans.home(state.plan.id), events.Commented(comment=remark), by.name
        )

    async def vote(self, post: Post, plan: str, ballot: Ballot, by: Actor) -> PlanState:
        """Count a person's decision; with the last approval that is needed, the plan starts.

        Raises:
            Refused: It cannot count, or what the plan is bound to has moved; the reason is said and recorded.
        """
        return await carried_through(self._vote(post, plan, ballot, by), name=f"vote on {plan}")

    async def _vote(self, post: Post, plan: str, ballot: Ballot, by: Actor) -> PlanState:
        await self.refreshed(post)
        state = self._plans.get(plan)
        proof = _Proof(by)
        if ballot.kind is VoteKind.APPROVE:
            proof = await self._proven(post, state, ballot, by)
        vote = Vote(
            by=proof.by,
            kind=ballot.kind,
            digest=ballot.digest,
            at=time.time(),
            factor=Factor(ballot.factor) if ballot.factor else state.terms.factors[0],
            reason=ballot.text.strip()[:_TEXT_LIMIT],
            signature=proof.signature,
            signed=proof.signed,
        )
        state = await self.step(post, state.plan.id, events.Voted(vote=vote), proof.by)
        if state.phase is Phase.APPROVED:
            state = await self.start(post, state)
        return state

    async def start(self, post: Post, state: PlanState) -> PlanState:
        """Carry an approved plan out: check again what it is bound to, take a checkpoint, open.

        Raises:
            PlangateError: It does not start, and why; the gate is closed.
        """
        async with self._starting:
            state = self._plans.get(state.plan.id)
            if state.phase is Phase.EXECUTING and state.approved == state.plan.digest:
                return state  # two people approved at once: the other one's word has started it
            if state.phase is not Phase.APPROVED:
                raise Refused(f"the plan does not start: {state.reason}")
            checkpoint = await self._readiness.checkpoint(post, f"before plan {state.plan.id}")
            policy = await self._keeper.policy(post)  # not before: it may have been replaced meanwhile
            self._keeper.post(post.session)  # nor may the session have ended
            started = events.Started(
                digest=state.approved,
                head=checkpoint.head,
                policy_digest=policy.digest,
                checkpoint=checkpoint.id,
                conversation=post.entry.record.conversation,
            )
            try:
                state = await self.step(post, state.plan.id, started, DAEMON)
            except Refused:
                await self.refreshed(post)
                raise
        if post.gate.trouble:
            raise Refused(f"the plan is approved, but its gate does not open: {post.gate.trouble}")
        return state

    async def move(self, post: Post, plan: str, to: str, by: Actor, text: str) -> PlanState:
        """A person moves a plan on: done, abandoned, or submitted with what it has touched."""
        state = self._plans.get(plan)
        if to == Phase.DONE:
            return await self.step(post, state.plan.id, events.Finished(by=by), by)
        if to == Phase.ABANDONED:
            return await self.step(post, state.plan.id, events.Abandoned(by=by, reason=text), by)
        if to != Phase.SUBMITTED:
            raise UsageError(
                f"a person cannot make a plan {to}", "done, abandoned or submitted are possible."
            )
        policy = await self._keeper.policy(post)
        scope = (*state.plan.scope, *(path for path in state.outside if path not in state.plan.scope))
        content = replace(state.plan.content, scope=scope)
        edited = state.plan.edited(content, policy_digest=policy.digest)
        talk = post.entry.record.conversation
        amended = events.Amended(plan=edited, terms=terms_of(policy, edited), by=by, conversation=talk)
        return await self.step(post, edited.id, amended, by)

    async def touched(self, post: Post, paths: tuple[str, ...]) -> bool:
        """The watcher saw changes while the plan ran; whether there is still a plan that they count for."""
        state = self._plans.live(post.record.plan)
        if state is None or state.phase not in _RUNNING:
            return False
        await self.step(post, state.plan.id, events.Touched(paths=paths), DAEMON)
        return True

    async def strayed(self, post: Post, paths: tuple[str, ...], reason: str) -> None:
        """The session tried what no plan covers."""
        state = self._plans.live(post.record.plan)
        if state is not None and state.phase in _RUNNING:
            await self.step(post, state.plan.id, events.Strayed(paths=paths, reason=reason), DAEMON)

    async def claim(self, post: Post, paths: tuple[str, ...], by: Actor) -> None:
        """A person says that they made changes themselves which count as the session's drift.

        Raises:
            Refused: One of the paths is none of those.
        """
        state = await self.refreshed(post)
        drifted = state.outside if state is not None and state.phase is Phase.DRIFTED else ()
        strange = [path for path in paths if path not in (*drifted, *post.drift)]
        if strange or not paths:
            raise Refused(
                f"{strange[0]} is not among what has drifted" if strange else "no path is named",
                "plangate gate show names what has.",
            )
        post.drift = tuple(path for path in post.drift if path not in paths)
        await self._keeper.desk.recorded("gate.claimed", post.session, by.name, paths=list(paths))
        mine = tuple(path for path in paths if path in drifted)
        if state is not None and mine:
            await self.step(post, state.plan.id, events.Claimed(paths=mine, by=by), by)
        self._keeper.show(post)

    async def undone(self, post: Post, by: Actor) -> None:
        """The workspace is as it was before the session's plan."""
        state = self._plans.live(post.record.plan)
        if state is not None and state.checkpoint:
            await self.step(post, state.plan.id, events.Undone(by=by), by)

    async def refreshed(self, post: Post) -> PlanState | None:
        """The session's plan after what the world has done to it: expiry, another base, another policy."""
        policy = await self._keeper.policy(post)
        state = self._plans.live(post.record.plan)
        while state is not None:
            base = await asyncio.to_thread(head, post.workspace)
            event = due(state, now=time.time(), head=base, policy_digest=policy.digest)
            if event is None:
                break
            before, state = state, await self.step(post, state.plan.id, event, DAEMON)
            if state == before:
                break
        return state if state is None or state.phase not in ENDED else None

    def challenge(self, plan: str, digest: str, repository: str) -> tuple[str, float]:
        """What is to be signed for an approval, once, and until when."""
        state = self._plans.get(plan)
        if digest != state.plan.digest:
            raise Refused("the plan has changed since it was read")
        now = time.time()
        self._challenges = {key: one for key, one in self._challenges.items() if one.expires > now}
        text = payload(digest=digest, at=now, repository=repository, nonce=secrets.token_hex(8))
        self._challenges[state.plan.id] = _Challenge(text, digest, now + _CHALLENGE_FOR)
        return text, now + _CHALLENGE_FOR

    async def step(self, post: Post, plan: str, event: events.PlanEvent, by: Actor) -> PlanState:
        """Let something happen to a session's plan, and to the gate what follows from it, never only the one."""
        return await carried_through(self._step(post, plan, event, by), name=f"plan of {post.session}")

    async def _step(self, post: Post, plan: str, event: events.PlanEvent, by: Actor) -> PlanState:
        if isinstance(event, events.Submitted | events.Amended):
            self._readiness.begin(post)  # first: what is recorded meanwhile takes about as long
        try:
            state = await self._plans.happen(plan, post.session, event, by.name or by.kind.value)
            await self._set_apart(post, state, event)
            await self._keeper.follow(post, state)
        except BaseException:
            self._readiness.forget(post.session)
            raise
        if state.phase not in (Phase.SUBMITTED, Phase.APPROVED):
            self._readiness.forget(post.session)
        return state

    async def _set_apart(self, post: Post, state: PlanState, event: events.PlanEvent) -> None:
        """A gate is about to open: what is not as at its checkpoint by now, the session has not changed since."""
        if state.phase is not Phase.EXECUTING or post.gate.actual != CLOSED:
            return
        post.apart = frozenset()
        if not (isinstance(event, events.Started) and event.checkpoint == state.checkpoint):
            with suppress(PlangateError, OSError):  # then all of it counts
                changes = await self._shelf.changes(post.workspace, state.checkpoint)
                post.apart = frozenset(change.path for change in changes)

    def ended(self, session: str) -> None:
        """The session has ended: nothing of it starts any more."""
        self._readiness.forget(session)

    async def _proven(self, post: Post, state: PlanState, ballot: Ballot, by: Actor) -> _Proof:
        """The person, once the factor has shown that it is one; with the signature where it is one."""
        try:
            return await self._check(post, state, ballot, by)
        except PlangateError as error:
            await self._keeper.desk.recorded(
                "plan.refused", post.session, by.name, plan=state.plan.id, tried="plan.voted",
                factor=ballot.factor, why=error.message, device=by.device,
            )  # fmt: skip
            raise

    async def _check(self, post: Post, state: PlanState, ballot: Ballot, by: Actor) -> _Proof:
        if ballot.digest != state.plan.digest:
            raise Refused("the plan has changed since it was read", "Read it again, then decide.")
        if ballot.factor not in [factor.value for factor in state.terms.factors]:
            asked = " or ".join(state.terms.factors)
            raise Refused(f"the policy asks for {asked} to approve, not {ballot.factor or 'nothing'}")
        match Factor(ballot.factor):
            case Factor.CODE:
                typed = "".join(ballot.proof.split()).replace("-", "").upper()
                if typed != approval_code(state.plan.digest):
                    raise Refused(
                        "the code is not the one of this text", "Type the code shown with the plan."
                    )
                return _Proof(by)
            case Factor.PIN:
                await asyncio.to_thread(self._pin.check, ballot.proof)
                return _Proof(by)
            case Factor.SSH_SIG:
                return await self._signed(post, state, ballot, by)

    async def _signed(self, post: Post, state: PlanState, ballot: Ballot, by: Actor) -> _Proof:
        asked = self._challenges.pop(state.plan.id, None)
        if asked is None or asked.expires < time.time() or asked.digest != state.plan.digest:
            raise Refused("nothing was asked to be signed, or that is too long ago", "Begin again.")
        signers = [
            paths.config_dir() / "allowed_signers",
            Path(post.workspace, ".plangate", "allowed_signers"),
        ]
        name = await asyncio.to_thread(signer, asked.payload, ballot.proof, signers[::-1])
        return _Proof(replace(by, name=name), ballot.proof, asked.payload)
