"""Stateful machines over plans: what a session, people, clocks and files can do, and what must always hold.

Plain random rules hardly reach the deep states, so a rule drives a plan forward on purpose. That these
machines notice mistakes is itself tested, by seeding them.
"""

from __future__ import annotations

from itertools import pairwise

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from plangate.errors import Refused
from plangate.gate.plan import conversation, lifecycle
from plangate.gate.plan import events as e
from plangate.gate.plan import state as states
from plangate.gate.plan.record import Actor, ActorKind, Content, PlanId, Step, plan_of
from plangate.gate.plan.state import PlanState
from plangate.gate.plan.votes import Terms, Vote
from plangate.gate.policy import Factor
from plangate.model.plan import Phase, VoteKind

PEOPLE = tuple(Actor(kind=ActorKind.PERSON, name=name) for name in ("ada", "bob", "cy"))
AGENT = Actor(kind=ActorKind.AGENT, name="claude")
FORGER = Actor(kind=ActorKind.AGENT, name="ada")
TTL = 100.0
COMMITS = ("c1", "c2")
POLICIES = ("p1", "p2")
PATHS = ("src/a", "src/b", "top", ".git/hooks/x")
INSIDE: dict[tuple[str, ...], set[str]] = {
    ("src/**",): {"src/a", "src/b"},
    ("**",): {"src/a", "src/b", "top"},
    ("src/a",): {"src/a"},
}
"""For each scope the paths that it takes in, worked out by hand."""
SCOPES = tuple(INSIDE)


_FORWARD = rule(
    people=st.sampled_from([PEOPLE[:1], PEOPLE[:2], PEOPLE[1:], PEOPLE]),
    meanwhile=st.sampled_from([*["nothing"] * 4, "commit", "policy", "time", "no snapshot"]),
    then=st.sampled_from(
        [
            "stop",
            "start",
            "start",
            "write",
            "stray",
            "restore",
            "amend",
            "policy",
            "clear",
            "reopen",
            "moved",
            "other policy",
            "its agent",
            "leave",
            "end",
        ]
    ),
)


class PlanMachine(RuleBasedStateMachine):
    """One plan; the machine keeps its own account of who approved what, beside the reducer's."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 1000.0
        self.head = COMMITS[0]
        self.policy = POLICIES[0]
        self.state: PlanState | None = None
        self.story: list[tuple[e.PlanEvent, float]] = []
        self.words: dict[str, dict[str, float]] = {}
        """By digest and person: when that person last approved, by this machine's own account."""
        self.written: set[str] = set()
        """What was changed since the start, by this machine's own account."""
        self.counter = 0
        self.talk = "t1"
        """The session's conversation."""
        self.survives = False
        self.allowed_talks: set[str] = {"t1"}
        """The conversations that may go on with the plan, by this machine's own account."""
        self.left_on = ""
        """The commit that the tree was on when the plan was set aside."""

    @property
    def plan(self) -> PlanState:
        """The plan, which exists after the first rule."""
        assert self.state is not None
        return self.state

    def do(self, event: e.PlanEvent) -> bool:
        """Let it happen; whether it was let."""
        before = self.state
        try:
            self.state = lifecycle.advance(before, event, now=self.now)
        except Refused:
            assert self.state is before
            return False
        self.story.append((event, self.now))
        if before is not None:
            assert self.plan.history[: len(before.history)] == before.history, "history was rewritten"
            assert self.plan.versions[: len(before.versions)] == before.versions, "a version was rewritten"
        return True

    def content(self, scope: tuple[str, ...]) -> Content:
        """Something new to say."""
        self.counter += 1
        steps = (Step(id="s1", text="do it"),)
        return Content(title=f"t{self.counter}", body="do it", scope=scope, steps=steps)

    @initialize(
        quorum=st.integers(1, 2),
        by_person=st.booleans(),
        author_counts=st.booleans(),
        scope=st.sampled_from(SCOPES),
        survives=st.sampled_from([False, False, True]),
    )
    def draft(
        self, quorum: int, by_person: bool, author_counts: bool, scope: tuple[str, ...], survives: bool
    ) -> None:
        """A plan is written."""
        self.survives = survives
        self.author = PEOPLE[0] if by_person else AGENT
        self.terms = Terms(
            quorum=quorum,
            ttl=TTL,
            author_counts=author_counts and quorum == 1,
            factors=(Factor.CODE,),
            excluded=(".git/hooks/**",),
        )
        self.begin(scope)

    def begin(self, scope: tuple[str, ...]) -> None:
        """Write a first version."""
        self.state, self.story = None, []
        self.allowed_talks = {self.talk}
        plan = plan_of(
            self.content(scope),
            id=PlanId("p"),
            base_commit=self.head,
            policy_digest=self.policy,
            author=self.author,
        )
        assert self.do(e.Drafted(plan=plan, by=self.author))

    @precondition(lambda self: self.state is not None and self.state.phase in states.ENDED)
    @rule(scope=st.sampled_from(SCOPES))
    def begin_again(self, scope: tuple[str, ...]) -> None:
        """The next plan, so that a life does not stop early."""
        self.begin(scope)

    @rule(seconds=st.sampled_from([0.0, 1.0, 40.0, 99.0, 100.0, 500.0]))
    def wait(self, seconds: float) -> None:
        """Time passes; nobody tells the plan."""
        self.now += seconds

    @rule()
    def tick(self) -> None:
        """The clock is looked at."""
        self.do(e.Ticked())

    @rule(scope=st.sampled_from(SCOPES))
    def edit(self, scope: tuple[str, ...]) -> None:
        """The author writes another version."""
        plan = self.plan.plan.edited(self.content(scope), base_commit=self.head, policy_digest=self.policy)
        self.do(e.Edited(plan=plan, by=AGENT))

    @rule()
    def submit(self) -> None:
        """The present version is handed in."""
        submitted = e.Submitted(
            digest=self.plan.plan.digest, terms=self.terms, by=AGENT, conversation=self.talk
        )
        if self.do(submitted):
            self.allowed_talks = {self.talk}

    @rule(by=st.sampled_from([*PEOPLE, AGENT, FORGER]), kind=st.sampled_from(VoteKind), stale=st.booleans())
    def vote(self, by: Actor, kind: VoteKind, stale: bool) -> None:
        """Somebody says something, perhaps about what they saw earlier."""
        seen = self.plan.versions[0] if stale else self.plan.plan
        vote = Vote(by=by, kind=kind, digest=seen.digest, at=self.now)
        done = self.do(e.Voted(vote=vote))
        if done:
            assert by.kind is ActorKind.PERSON, "an agent voted"
            assert seen.digest == self.plan.plan.digest, "a stale vote counted"
        if done and kind is VoteKind.APPROVE:
            said = self.words.setdefault(seen.digest, {})
            if by.name not in said or said[by.name] + TTL <= self.now:
                said[by.name] = self.now
        elif done:
            self.words.pop(seen.digest, None)

    @rule(digest_of=st.sampled_from(["present", "first"]), checkpoint=st.sampled_from(["k", "k", "k", ""]))
    def start(self, digest_of: str, checkpoint: str) -> None:
        """The daemon tries to let it run."""
        plan = self.plan.plan if digest_of == "present" else self.plan.versions[0]
        event = e.Started(
            digest=plan.digest,
            head=self.head,
            policy_digest=self.policy,
            checkpoint=checkpoint,
            conversation=self.talk,
        )
        if self.do(event):
            self.written.clear()
            self.allowed_talks = {self.talk}  # a person approved it now, for who is there
            assert self.head == self.plan.plan.base_commit, "started on another commit"
            assert self.policy == self.plan.plan.policy_digest, "started under another policy"
            assert self.plan.checkpoint, "started without a way back"

    @rule(path=st.sampled_from(PATHS))
    def touch(self, path: str) -> None:
        """A file changes."""
        if self.do(e.Touched(paths=(path,))) and path not in self.plan.mine:
            self.written.add(path)

    @rule(by=st.sampled_from([PEOPLE[0], AGENT]))
    def restore(self, by: Actor) -> None:
        """What is outside is put back."""
        outside = self.plan.outside
        if self.do(e.Restored(by=by)):
            assert by.kind is ActorKind.PERSON, "an agent restored"
            self.written.difference_update(outside)

    @rule(by=st.sampled_from([PEOPLE[0], AGENT]), path=st.sampled_from(PATHS))
    def claim(self, by: Actor, path: str) -> None:
        """A person says that a change was theirs."""
        outside = self.plan.outside
        if self.do(e.Claimed(paths=(path,), by=by)):
            assert by.kind is ActorKind.PERSON, "an agent claimed"
            assert path in outside, "claimed what had not drifted"
            self.written.discard(path)

    @rule(scope=st.sampled_from(SCOPES))
    def amend(self, scope: tuple[str, ...]) -> None:
        """A drifted plan asks for more."""
        plan = self.plan.plan.edited(self.content(scope), base_commit=self.head)
        if self.do(e.Amended(plan=plan, terms=self.terms, by=AGENT, conversation=self.talk)):
            self.allowed_talks = {self.talk}
            assert self.plan.phase is Phase.SUBMITTED, "an amendment was not reviewed"

    @rule(
        source=st.sampled_from(["clear", "clear", "startup", "resume", "fork", "compact"]), old=st.booleans()
    )
    def converse(self, source: str, old: bool) -> None:
        """A conversation begins: a new one, or an old one again."""
        self.counter += 1
        before, self.talk = self.talk, "t1" if old else f"t{self.counter}"
        event = conversation.heard(
            self.plan, self.talk, before=before, source=source, survives=self.survives, head=self.head
        )
        if source in ("fork", "compact") and before in self.allowed_talks:
            self.allowed_talks.add(self.talk)
        if event is not None:
            assert self.do(event), "a conversation was refused"
        if event is not None and not event.keeps and self.plan.phase in (Phase.WAITING, Phase.DRIFTED):
            self.left_on = self.head

    @rule(by=st.sampled_from([PEOPLE[0], AGENT]))
    def set_aside(self, by: Actor) -> None:
        """The gate is closed."""
        if self.do(e.SetAside(by=by, head=self.head)):
            assert not states.allows_open(self.plan, self.now), "set aside and open"
            self.left_on = self.head

    @rule(by=st.sampled_from([PEOPLE[0], AGENT]), policy=st.sampled_from(["present", "present", "other"]))
    def reopen(self, by: Actor, policy: str) -> None:
        """Somebody lets it go on."""
        known = self.policy if policy == "present" else "p3"
        event = e.Reopened(by=by, head=self.head, policy_digest=known, conversation=self.talk)
        if self.do(event):
            assert by.kind is ActorKind.PERSON, "an agent opened its gate again"
            assert self.head == self.left_on, "reopened on another commit"
            assert known == self.plan.plan.policy_digest, "reopened under another policy"
            self.allowed_talks.add(self.talk)

    @rule(step=st.sampled_from(["s1", "s9"]))
    def step_done(self, step: str) -> None:
        """The agent says that it has done a step."""
        if self.do(e.StepsDone(steps=(step,), by=AGENT)):
            assert step == "s1", "a step that the plan does not have"

    @rule(by=st.sampled_from([PEOPLE[0], AGENT]))
    def undo(self, by: Actor) -> None:
        """Back to before the plan."""
        if self.do(e.Undone(by=by)):
            assert by.kind is ActorKind.PERSON, "an agent undid"
            assert self.plan.checkpoint, "nothing to go back to"

    @precondition(lambda self: self.counter % 3 == 0)
    @rule(which=st.sampled_from(["finish", "abandon", "supersede", "withdraw"]))
    def end(self, which: str) -> None:
        """It comes to an end; rarely, or nothing else would be seen."""
        ends: dict[str, e.PlanEvent] = {
            "finish": e.Finished(by=AGENT),
            "abandon": e.Abandoned(by=AGENT),
            "supersede": e.Superseded(successor="q"),
            "withdraw": e.Withdrawn(by=AGENT),
        }
        self.do(ends[which])

    @rule(commit=st.sampled_from(COMMITS))
    def commit(self, commit: str) -> None:
        """Somebody commits; the plan hears of it when the daemon looks."""
        self.head = commit

    @rule(policy=st.sampled_from(POLICIES))
    def change_policy(self, policy: str) -> None:
        """Somebody edits the policy file."""
        self.policy = policy

    @rule()
    def look_around(self) -> None:
        """The daemon compares the plan with the world; one look is enough."""
        event = lifecycle.due(self.plan, now=self.now, head=self.head, policy_digest=self.policy)
        if event is not None:
            assert self.do(event), "what is due was refused"
            again = lifecycle.due(self.plan, now=self.now, head=self.head, policy_digest=self.policy)
            assert again is None, "the same is due again"
        assert not (self.plan.phase is Phase.EXECUTING and self.plan.plan.policy_digest != self.policy)

    @_FORWARD
    def fast_forward(self, people: tuple[Actor, ...], meanwhile: str, then: str) -> None:
        """The way a plan is meant to go, with what may come in between: reaches the deep states."""
        self.go(people, meanwhile, then)

    @_FORWARD
    def fast_forward_as_often(self, people: tuple[Actor, ...], meanwhile: str, then: str) -> None:
        """The same again: of twenty rules one alone would come too seldom."""
        self.go(people, meanwhile, then)

    @_FORWARD
    def fast_forward_again(self, people: tuple[Actor, ...], meanwhile: str, then: str) -> None:
        """And again."""
        self.go(people, meanwhile, then)

    def go(self, people: tuple[Actor, ...], meanwhile: str, then: str) -> None:
        """Write, submit, approve, and perhaps start."""
        if self.plan.phase in states.ENDED:
            self.begin(("src/**",))
        if self.plan.phase not in (Phase.DRAFT, Phase.CHANGES, Phase.SUBMITTED, Phase.APPROVED):
            return
        self.edit(("src/**",))
        self.submit()
        for person in people:
            self.vote(person, VoteKind.APPROVE, False)
        if meanwhile == "commit":
            self.head = COMMITS[self.head == COMMITS[0]]
        elif meanwhile == "policy":
            self.policy = POLICIES[self.policy == POLICIES[0]]
        elif meanwhile == "time":
            self.now += TTL
        if then == "stop":
            return
        self.start("present", "" if meanwhile == "no snapshot" else "k")
        self.go_on(then)

    def go_on(self, then: str) -> None:
        """What happens to a plan that runs."""
        if then in ("write", "amend"):
            self.touch("src/a")
        if then in ("stray", "restore"):
            self.touch("top")
        if then == "restore":
            self.open_means_exactly_what_was_approved_runs()
            self.restore(PEOPLE[0])
        elif then == "amend":
            self.amend(("**",))
        elif then == "clear":
            self.converse("clear", False)
        elif then == "leave":
            self.touch("top")
            self.converse("clear", False)
            self.restore(PEOPLE[0])
        elif then in ("reopen", "moved", "other policy", "its agent"):
            self.set_aside(PEOPLE[0])
            if then == "moved":
                self.head = COMMITS[self.head == COMMITS[0]]
            by = AGENT if then == "its agent" else PEOPLE[0]
            self.reopen(by, "other" if then == "other policy" else "present")
        elif then == "end":
            self.do(e.Finished(by=AGENT))
            self.edit(("src/**",))
        elif then == "policy":
            self.change_policy(POLICIES[self.policy == POLICIES[0]])
            self.look_around()

    @invariant()
    def open_means_exactly_what_was_approved_runs(self) -> None:
        """I1 to I5: phase, digest, quorum of different people, the author, the clock."""
        if self.state is None:
            return
        opened = states.allows_open(self.plan, self.now)
        if not opened:
            return
        plan = self.plan.plan
        assert self.plan.phase is Phase.EXECUTING, "open while not executing"
        assert self.plan.approved == plan.digest, "open for another text"
        holding = {
            name for name, at in self.words.get(plan.digest, {}).items() if self.now < at + self.terms.ttl
        }
        if not self.terms.author_counts:
            holding.discard(plan.author.name)
        assert len(holding) >= self.terms.quorum, "open without enough people"
        assert self.written <= INSIDE[plan.scope], "open after drift"
        inherits = self.survives or self.talk in self.allowed_talks
        assert inherits, "open for a conversation that nobody approved it for"

    @invariant()
    def executing_stays_within_its_scope(self) -> None:
        """I7."""
        if self.state is not None and self.plan.phase is Phase.EXECUTING:
            assert set(self.plan.touched) <= INSIDE[self.plan.plan.scope], "executing outside of the scope"

    @invariant()
    def events_alone_rebuild_it(self) -> None:
        """I9: a crash and a restart change nothing."""
        if self.state is None or len(self.story) % 5:
            return
        kept = [
            (e.event_from_payload(e.event_kind(event), e.event_payload(event)), at)
            for event, at in self.story
        ]
        again = lifecycle.rebuild(kept)
        assert again == self.state, "the ledger tells another story"
        assert states.allows_open(again, self.now) == states.allows_open(self.plan, self.now)

    @invariant()
    def an_ended_plan_stays_ended(self) -> None:
        """But for an undo."""
        if self.state is None:
            return
        phases = [line.phase for line in self.plan.history]
        for before, after in pairwise(phases):
            if before in states.ENDED:
                assert after is Phase.UNDONE, f"{before} became {after}"
