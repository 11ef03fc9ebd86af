"""Tests of `plangate.daemon.status`."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from plangate.daemon.report import Report
from plangate.daemon.status import Now, StatusTracker, Verdict
from plangate.model.session import Authority, Exit, Reason, State
from plangate.model.terminal import TerminalEvent, TerminalEventKind
from plangate.plugins.api import StatusRule

_WALL = 1_000_000.0
_RULES = (
    StatusRule(
        name="permission dialog", pattern=r"Do you want", state=State.BLOCKED, reason=Reason.PERMISSION
    ),
    StatusRule(name="spinner", pattern=r"esc to interrupt", state=State.WORKING),
)


def _at(seconds: float) -> Now:
    return Now(seconds, _WALL + seconds)


def _status(text: str, detail: str = "") -> TerminalEvent:
    return TerminalEvent(TerminalEventKind.STATUS, text, detail)


def _mark(letter: str, code: str = "") -> TerminalEvent:
    return TerminalEvent(TerminalEventKind.PROMPT_MARK, letter, code)


def _print(tracker: StatusTracker, seconds: float, *tail: str) -> Verdict:
    tracker.printed(_WALL + seconds, tail, "", _at(seconds))
    return tracker.judge(_at(seconds))


def test_a_report_is_believed_at_once() -> None:
    """Status reports need no settling and beat the screen."""
    tracker = StatusTracker(_RULES)
    _print(tracker, 0, "esc to interrupt")
    tracker.told(_status("blocked", "kind=permission"))
    verdict = tracker.judge(_at(1))
    assert (verdict.state, verdict.reason) == (State.BLOCKED, Reason.PERMISSION)
    assert (verdict.authority, verdict.since) == (Authority.STATUS, _WALL + 1)


def test_a_command_that_prints_nothing_works() -> None:
    """It runs, which is all there is to know; of an agent that shows nothing not even that is known."""
    tracker = StatusTracker(command=True)
    assert tracker.judge(_at(0)).state is State.WORKING
    assert tracker.judge(_at(100)).evidence == "it runs and has printed nothing yet"
    assert tracker.verdict.since == _WALL
    assert StatusTracker().judge(_at(100)).state is State.UNKNOWN
    tracker.runs_in_foreground("")
    tracker.judge(_at(100))
    assert tracker.judge(_at(101)).state is State.IDLE, "its start is no turn that could have ended"
    tracker.runs_in_foreground(None)
    _print(tracker, 101, "a line")
    assert tracker.judge(_at(110)).state is State.IDLE


def test_the_end_of_a_turn_is_done_until_seen() -> None:
    """done becomes idle when somebody looks, and not before."""
    tracker = StatusTracker()
    for number, word in enumerate(["working", "idle"]):
        tracker.told(_status(word))
        tracker.judge(_at(number))
    assert tracker.verdict.state is State.DONE
    tracker.seen()
    assert tracker.judge(_at(5)).state is State.IDLE


def test_an_agent_that_never_worked_is_idle() -> None:
    """A fresh prompt is nothing that anybody must look at."""
    tracker = StatusTracker()
    tracker.told(_status("idle"))
    assert tracker.judge(_at(0)).state is State.IDLE


def test_what_an_agent_draws_at_its_start_is_no_turn() -> None:
    """It waits for its first prompt, which is nothing to look at; the end of what follows is."""
    tracker = StatusTracker(_RULES)
    assert _print(tracker, 0, "Welcome").state is State.WORKING
    tracker.told(_status("idle"))
    assert tracker.judge(_at(1)).state is State.IDLE
    assert not tracker.unseen
    for number, word in enumerate(["working", "idle"]):
        tracker.told(_status(word))
        tracker.judge(_at(2 + number))
    assert tracker.verdict.state is State.DONE


def test_nor_is_what_looks_like_work_before_anything_was_asked() -> None:
    """Codex's title spins while it starts its servers; with a prompt, that may already be the turn."""
    rules = (*_RULES, StatusRule(name="prompt", pattern=r"^>", state=State.IDLE))
    for asked, state in [(False, State.IDLE), (True, State.DONE)]:
        tracker = StatusTracker(rules, asked=asked)
        assert _print(tracker, 0, "esc to interrupt").state is State.WORKING
        _print(tracker, 1, ">")
        assert _print(tracker, 3, ">").state is state


def test_nor_is_what_it_asks_at_its_start() -> None:
    """Whether to trust the folder, say; permission for a tool is asked for in a turn."""
    rules = (
        *_RULES,
        StatusRule(name="trust", pattern=r"Trust this", state=State.BLOCKED, reason=Reason.QUESTION),
        StatusRule(name="prompt", pattern=r"^>", state=State.IDLE),
    )
    for dialog, state in [("Trust this folder?", State.IDLE), ("Do you want to proceed?", State.DONE)]:
        tracker = StatusTracker(rules)
        _print(tracker, 0, "Welcome")
        _print(tracker, 1, dialog)
        assert _print(tracker, 2, dialog).state is State.BLOCKED
        _print(tracker, 3, ">")
        assert _print(tracker, 5, ">").state is state


def test_an_agent_that_says_done_is_done() -> None:
    """It knows that somebody waited for it, whatever was seen of its work."""
    tracker = StatusTracker()
    _print(tracker, 0, "Welcome")
    tracker.told(_status("done"))
    assert tracker.judge(_at(1)).state is State.DONE


def test_a_session_found_again_may_still_be_starting() -> None:
    """What was believed when the daemon ended tells whether it was beyond that."""
    for evidence, state in [("output goes on", State.IDLE), ("on the screen: spinner", State.DONE)]:
        before = Verdict(State.WORKING, None, Authority.SCREEN, evidence, _WALL)
        tracker = StatusTracker(asked=True, verdict=before)
        tracker.told(_status("idle"))
        assert tracker.judge(_at(0)).state is state


def test_a_screen_rule_must_hold_for_a_moment() -> None:
    """A dialog that flashes by in a redraw does not block the session."""
    tracker = StatusTracker(_RULES)
    _print(tracker, 0, "esc to interrupt")
    assert _print(tracker, 1.0, "Do you want to proceed?").state is State.WORKING
    assert _print(tracker, 1.1, "esc to interrupt").state is State.WORKING
    _print(tracker, 2.0, "Do you want to proceed?")
    deadline = tracker.deadline(_at(2.0))
    assert deadline is not None
    verdict = tracker.judge(_at(deadline))
    assert (verdict.state, verdict.evidence) == (State.BLOCKED, "on the screen: permission dialog")


def test_clear_hands_over_to_the_screen() -> None:
    """A withdrawn report leaves the next authority."""
    tracker = StatusTracker(_RULES)
    tracker.told(_status("working"))
    tracker.judge(_at(0))
    tracker.told(_status("clear"))
    assert _print(tracker, 1, "esc to interrupt").authority is Authority.SCREEN


def test_a_prompt_ends_the_report_of_a_program_that_has_gone() -> None:
    """An agent started in a shell may die without a word."""
    tracker = StatusTracker()
    tracker.told(_status("working"))
    tracker.judge(_at(0))
    tracker.told(_mark("D", "1"))
    verdict = tracker.judge(_at(1))
    assert (verdict.state, verdict.evidence) == (State.DONE, "the shell waits at its prompt, exit code 1")


def test_the_echo_of_a_key_is_not_work() -> None:
    """Only output that goes on counts."""
    tracker = StatusTracker()
    _print(tracker, 0)
    assert tracker.judge(_at(10)).state in (State.DONE, State.IDLE)
    tracker.seen()
    tracker.judge(_at(11))
    assert _print(tracker, 20).state is State.IDLE
    for tick in range(1, 5):
        _print(tracker, 20 + tick * 0.5)
    assert tracker.verdict.state is State.WORKING
    assert tracker.deadline(_at(22)) == 26.0
    verdict = tracker.judge(_at(26))
    assert (verdict.state, verdict.evidence) == (State.IDLE, "no output for a while")


def test_a_shell_is_busy_while_a_program_has_its_terminal() -> None:
    """A silent build is work."""
    tracker = StatusTracker()
    tracker.runs_in_foreground("make")
    verdict = tracker.judge(_at(100))
    assert (verdict.state, verdict.evidence) == (State.WORKING, "make runs in the foreground")


def test_how_a_process_ends() -> None:
    """Well or on request is stopped, with an error is failed; nothing speaks after that."""
    for exit, stopped, state in [
        (Exit(0), False, State.STOPPED),
        (Exit(3), False, State.FAILED),
        (Exit(signal=9), True, State.STOPPED),
        (Exit(), False, State.STOPPED),
    ]:
        tracker = StatusTracker()
        tracker.told(_status("working"))
        tracker.ended(exit, stopped=stopped)
        assert tracker.judge(_at(0)).state is state
        tracker.told(_status("working"))
        assert tracker.judge(_at(1)).authority is Authority.PROCESS


def test_a_session_found_again_keeps_its_age_and_its_report() -> None:
    """A daemon's restart does not make a blocked session look fresh."""
    known = Verdict(State.BLOCKED, Reason.PERMISSION, Authority.STATUS, "x", since=12.0)
    tracker = StatusTracker(verdict=known, report=Report.parse("blocked", "kind=permission"))
    assert tracker.judge(_at(0)).since == 12.0


def test_a_working_session_found_again_stays_working() -> None:
    """Its age goes on, although its host has not said anything yet."""
    tracker = StatusTracker(verdict=Verdict(State.WORKING, None, Authority.ACTIVITY, "x", since=12.0))
    assert tracker.judge(_at(0)).state is State.WORKING
    assert _print(tracker, 1).since == 12.0
    assert tracker.judge(_at(10)).state is State.IDLE


def test_old_output_seen_late_is_old() -> None:
    """A daemon that starts long after the last byte does not take it for activity."""
    tracker = StatusTracker()
    tracker.printed(_WALL - 600, (), "", _at(0))
    assert tracker.judge(_at(0)).state is State.IDLE


_SIGNS = st.one_of(
    st.tuples(st.just("status"), st.sampled_from(["working", "blocked", "idle", "done", "clear", "?"])),
    st.tuples(st.just("mark"), st.sampled_from("ABCD")),
    st.tuples(st.just("print"), st.sampled_from(["", "Do you want", "esc to interrupt", "x"])),
    st.tuples(st.just("seen"), st.just("")),
    st.tuples(st.just("wait"), st.just("")),
)


@given(st.lists(_SIGNS, max_size=40))
def test_it_always_comes_to_rest(signs: list[tuple[str, str]]) -> None:
    """After any signs, following its own deadlines ends in a state with no deadline."""
    tracker, clock = StatusTracker(_RULES), 0.0
    for kind, text in signs:
        clock += 0.25
        match kind:
            case "status":
                tracker.told(_status(text))
            case "mark":
                tracker.told(_mark(text))
            case "print":
                tracker.printed(_WALL + clock, (text,), "", _at(clock))
            case "seen":
                tracker.seen()
        verdict = tracker.judge(_at(clock))
        assert (verdict.reason is not None) <= (verdict.state is State.BLOCKED)
    for _ in range(10):
        deadline = tracker.deadline(_at(clock))
        if deadline is None:
            break
        assert deadline > clock
        clock = deadline
        tracker.judge(_at(clock))
    assert tracker.deadline(_at(clock)) is None


def test_a_clock_that_jumps_changes_no_state() -> None:
    """Sleeping, waking and a corrected wall clock: intervals count on the monotonic clock alone."""
    tracker = StatusTracker(_RULES)
    _print(tracker, 0, "esc to interrupt")
    tracker.told(_status("blocked", "kind=permission"))
    since = tracker.judge(_at(1)).since
    for jump in (86_400.0, -86_400.0, 0.0):
        verdict = tracker.judge(Now(2, _WALL + 2 + jump))
        assert (verdict.state, verdict.since) == (State.BLOCKED, since)


def test_a_wall_clock_set_back_makes_no_output_look_old() -> None:
    """A host's time of the last output may then lie in the future."""
    tracker = StatusTracker()
    tracker.printed(_WALL + 3600, (), "", _at(0))
    assert tracker.judge(_at(0)).state is State.WORKING
    assert tracker.deadline(_at(0)) == 4.0
