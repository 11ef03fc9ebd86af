"""Tests of `plangate.daemon.status.judging`: what no sequence of evidence may bring about."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st

from plangate.daemon.report import Report
from plangate.daemon.status.evidence import (
    Decided,
    Ended,
    Evidence,
    Foreground,
    Held,
    Jobs,
    Looked,
    Marked,
    Now,
    Phase,
    Printed,
    Reported,
    Turn,
    Typed,
)
from plangate.daemon.status.explaining import explain
from plangate.daemon.status.judging import judge
from plangate.daemon.status.memory import Memory, fold
from plangate.model.explanation import Standing
from plangate.model.session import Authority, Exit, Reason, State
from plangate.plugins.api import StatusRule

_WALL = 1_000_000.0
_RULES = (
    StatusRule(name="dialog", pattern=r"Do you want", state=State.BLOCKED, reason=Reason.PERMISSION),
    StatusRule(name="prompt", pattern=r"for shortcuts", state=State.DONE),
    StatusRule(name="spinner", pattern=r"esc to interrupt", state=State.WORKING),
)
_STEP = 0.7

_reports = st.builds(
    lambda word, detail: Reported(Report.parse(word, detail), 0.0),
    st.sampled_from(["idle", "working", "blocked", "done", "clear"]),
    st.sampled_from(["", "kind=permission", "kind=plan:msg=x"]),
)
_marks = st.builds(Marked, st.sampled_from("ABCD"), st.sampled_from(["", "0", "1"]), st.just(0.0))
_texts = st.sampled_from(["Do you want", "? for shortcuts", "esc to interrupt", "nothing", ""])
_prints = st.builds(lambda text: Printed(0.0, (text,), "", Now(0, 0)), _texts)
_PRINTED = st.one_of(_reports, _marks, _prints)
"""All that a program can bring about by printing."""
_turns = st.builds(
    Turn,
    st.sampled_from(Phase),
    st.sampled_from([Authority.HOOKS, Authority.RECORD]),
    st.just(0.0),
    st.just(""),
    st.sampled_from([(), ("a job",)]),
    st.booleans(),
)
_holds = st.builds(Held, st.sampled_from(Reason), st.just("waits"), st.just(0.0))
_ANY = st.one_of(
    _PRINTED,
    _turns,
    _holds,
    st.just(Decided(0.0)),
    st.just(Typed(0.0)),
    st.just(Looked(0.0)),
    st.builds(Foreground, st.sampled_from([None, "", "make"])),
    st.builds(Jobs, st.sampled_from([(), ("make",)])),
)


def _placed(evidence: Evidence, now: Now) -> Evidence:
    """The same, as if it came at a moment."""
    if isinstance(evidence, Printed):
        return replace(evidence, last=now.wall, now=now)
    return replace(evidence, at=now.wall) if hasattr(evidence, "at") else evidence  # type: ignore[arg-type]


def _told(memory: Memory, evidence: list[Evidence], start: float = 0.0) -> tuple[list[Memory], float]:
    """What is believed after each piece, and once more when it has settled."""
    known: list[Memory] = []
    clock = start
    for piece in evidence:
        for _ in range(2):
            clock += _STEP
            now = Now(clock, _WALL + clock)
            if _ == 0:
                memory = fold(memory, _placed(piece, now))
            memory = judge(memory, now)
            known.append(memory)
    return known, clock


@given(st.lists(_PRINTED, max_size=30), st.booleans())
@example([Reported(Report.parse("working", ""), 0), Reported(Report.parse("done", ""), 0)], False)
def test_what_is_printed_alone_is_never_done(evidence: list[Evidence], command: bool) -> None:
    """Neither OSC 7501 nor prompt marks nor any screen, in whatever order."""
    known, _ = _told(Memory(rules=_RULES, command=command), evidence)
    assert all(memory.verdict.state is not State.DONE and not memory.unseen for memory in known)


@given(st.lists(_ANY, max_size=12), st.sampled_from(Reason), st.lists(_PRINTED, max_size=20), st.booleans())
def test_what_is_printed_alone_ends_no_question(
    before: list[Evidence], reason: Reason, printed: list[Evidence], by_gate: bool
) -> None:
    """Whoever asked, and whatever was known before: nothing that is printed says that it was answered."""
    known, clock = _told(Memory(rules=_RULES), [*before, Foreground("agent")])
    asked: Evidence = Held(reason, "waits", 0.0)
    if not by_gate:
        asked = Reported(Report.parse("blocked", "kind=question:msg=now"), 0.0)
    blocked, clock = _told(known[-1], [asked], clock)
    assert blocked[-1].verdict.state is State.BLOCKED
    after, _ = _told(blocked[-1], printed, clock)
    assert all(memory.verdict.state is State.BLOCKED for memory in after)


@given(st.lists(_ANY, max_size=30))
def test_done_takes_the_word_of_one_who_knows(evidence: list[Evidence]) -> None:
    """Hooks, records or the kernel; and no job runs as far as anybody says."""
    known, _ = _told(Memory(rules=_RULES), evidence)
    for memory in known:
        if memory.verdict.state is State.DONE:
            assert memory.verdict.authority in (Authority.HOOKS, Authority.RECORD, Authority.PROCESS)
            assert not memory.jobs
            assert memory.unseen


@given(st.lists(_ANY, max_size=20), st.booleans())
def test_an_end_is_the_last_word(evidence: list[Evidence], stopped: bool) -> None:
    """Nothing is believed of a process that has gone but how it went."""
    ended = Ended(Exit(1), stopped)
    known, _ = _told(Memory(rules=_RULES), [*evidence[:10], ended, *evidence[10:]])
    assert known[-1].verdict.state is (State.STOPPED if stopped else State.FAILED)


@given(st.lists(_ANY, min_size=1, max_size=20))
def test_an_explanation_names_every_source_once(evidence: list[Evidence]) -> None:
    """What is believed is among them, unless it is kept for want of anything newer; the overruled say why."""
    known, clock = _told(Memory(rules=_RULES), evidence)
    told = explain("s", known[-1], Now(clock, _WALL + clock))
    assert [claim.source for claim in told.claims] == [
        source for source in Authority if source is not Authority.NONE
    ]
    assert sum(claim.standing is Standing.BELIEVED for claim in told.claims) <= 1
    assert all(claim.why for claim in told.claims if claim.standing is Standing.OVERRULED)
