"""Tests of `plangate.daemon.status.tracker`."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from plangate.daemon.report import Report
from plangate.daemon.status.evidence import Now, Phase, Turn, Verdict
from plangate.daemon.status.tracker import StatusTracker
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


def _turn(phase: Phase, seconds: float) -> Turn:
    return Turn(phase, Authority.HOOKS, _WALL + seconds)


def _print(tracker: StatusTracker, seconds: float, *tail: str) -> Verdict:
    tracker.printed(_WALL + seconds, tail, "", _at(seconds))
    return tracker.judge(_at(seconds))


def test_a_report_is_believed_at_once() -> None:
    """Status reports need no settling and beat the screen."""
    tracker = StatusTracker(_RULES)
    _print(tracker, 0, "esc to interrupt")
    tracker.told(_status("blocked", "kind=permission"), _at(1))
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
    """A hook tells of it; done becomes idle when somebody looks, and not before."""
    tracker = StatusTracker()
    for number, phase in enumerate([Phase.PROMPTED, Phase.WORKED, Phase.ENDED]):
        tracker.take(_turn(phase, number))
        tracker.judge(_at(number))
    assert (tracker.verdict.state, tracker.verdict.authority) == (State.DONE, Authority.HOOKS)
    tracker.seen(_WALL + 4)
    assert tracker.judge(_at(5)).state is State.IDLE


def test_a_turn_that_only_the_terminal_says_is_over_is_idle() -> None:
    """Whatever is printed, `cat` can print."""
    tracker = StatusTracker()
    for number, word in enumerate(["working", "done"]):
        tracker.told(_status(word), _at(number))
        tracker.judge(_at(number))
    assert (tracker.verdict.state, tracker.verdict.authority) == (State.IDLE, Authority.STATUS)


def test_a_session_with_a_running_job_is_not_done() -> None:
    """By the kernel's word or the agent's own; it is when the job has ended."""
    tracker = StatusTracker()
    tracker.take(_turn(Phase.PROMPTED, 0))
    tracker.judge(_at(0))
    tracker.runs_behind(["npm run dev"])
    tracker.take(_turn(Phase.ENDED, 1))
    verdict = tracker.judge(_at(1))
    assert (verdict.state, verdict.authority) == (State.WORKING, Authority.JOBS)
    assert tracker.waits, "the agent itself can be given a prompt"
    tracker.runs_behind([])
    assert tracker.judge(_at(2)).state is State.DONE
    tracker.take(Turn(Phase.ENDED, Authority.HOOKS, _WALL + 3, jobs=("scrape",)))
    assert "scrape" in tracker.judge(_at(3)).evidence


def test_a_job_that_ends_is_news_although_its_session_was_looked_at() -> None:
    """The person has seen the end of the turn, not that of the job."""
    tracker = StatusTracker()
    tracker.runs_behind(["make"])
    tracker.take(_turn(Phase.ENDED, 0))
    tracker.judge(_at(0))
    tracker.seen(_WALL + 1)
    tracker.runs_behind([])
    assert tracker.judge(_at(2)).state is State.DONE


def test_an_interrupted_turn_is_idle_after_a_moment() -> None:
    """Agents that are interrupted call no hook; the terminal says so, and nobody is called."""
    tracker = StatusTracker()
    tracker.take(_turn(Phase.PROMPTED, 0))
    tracker.judge(_at(0))
    tracker.told(_status("idle"), _at(1))
    assert tracker.judge(_at(1)).state is State.WORKING
    deadline = tracker.deadline(_at(1))
    assert deadline is not None
    verdict = tracker.judge(_at(deadline))
    assert (verdict.state, tracker.unseen) == (State.IDLE, False)


def test_a_turn_without_a_prompt_works_by_its_report() -> None:
    """An agent that wakes up by itself calls no hook for that; the end of such a turn is told again."""
    tracker = StatusTracker()
    tracker.take(_turn(Phase.ENDED, 0))
    tracker.told(_status("working"), _at(1))
    assert tracker.judge(_at(1)).state is State.WORKING
    tracker.told(_status("idle"), _at(2))
    assert tracker.judge(_at(2)).authority is Authority.HOOKS


def test_a_question_ends_by_typing_or_by_a_hook_and_not_by_what_is_printed() -> None:
    """OSC 7501 and the screen may ask, and may not say that they were answered."""
    for answer in ("typing", "hook", "gate"):
        tracker = StatusTracker(_RULES)
        tracker.told(_status("blocked", "kind=permission"), _at(1))
        tracker.judge(_at(1))
        tracker.told(_status("working"), _at(2))
        assert tracker.judge(_at(2)).state is State.BLOCKED
        match answer:
            case "typing":
                tracker.typed(_WALL + 3)
            case "hook":
                tracker.take(_turn(Phase.WORKED, 3))
            case "gate":
                tracker.held(Reason.PLAN, at=_WALL + 2.5)
                tracker.held(None, at=_WALL + 3)
        assert tracker.judge(_at(3)).state is State.WORKING


def test_a_tool_that_ends_beside_an_open_question_answers_it_not() -> None:
    """Tools run in parallel: the terminal has to agree that nobody is waited for."""
    tracker = StatusTracker()
    tracker.take(_turn(Phase.WORKED, 0))
    tracker.told(_status("blocked", "kind=permission"), _at(1))
    tracker.judge(_at(1))
    tracker.take(_turn(Phase.WORKED, 2))
    assert tracker.judge(_at(2)).state is State.BLOCKED
    tracker.take(_turn(Phase.ENDED, 3))
    assert tracker.judge(_at(3)).state is State.DONE, "a turn that has ended asks nothing"


def test_a_dialog_that_was_none_goes_by_looking() -> None:
    """A rule may fit what an agent wrote: whoever opens the session sees that."""
    tracker = StatusTracker(_RULES)
    _print(tracker, 0, "Do you want cake?")
    assert tracker.judge(_at(1)).state is State.BLOCKED
    assert _print(tracker, 2, "esc to interrupt").state is State.BLOCKED
    tracker.seen(_WALL + 3)
    assert tracker.judge(_at(3)).state is State.WORKING


def test_an_agent_within_the_agent_ends_no_turn_and_begins_none() -> None:
    """Its tools show that the turn goes on, as long as there is one."""
    tracker = StatusTracker()
    tracker.take(_turn(Phase.ENDED, 0))
    tracker.take(Turn(Phase.WORKED, Authority.HOOKS, _WALL + 1, aside=True))
    assert tracker.judge(_at(1)).state is State.DONE


def test_only_what_was_typed_can_be_done_in_a_shell() -> None:
    """A fresh shell has read its start-up files, which nobody asked for."""
    tracker = StatusTracker()
    for second, program in enumerate(["dircolors", ""]):
        tracker.runs_in_foreground(program)
        tracker.judge(_at(second))
    assert tracker.judge(_at(2)).state is State.IDLE
    tracker.typed(_WALL + 3)
    tracker.runs_in_foreground("make")
    tracker.judge(_at(3))
    assert tracker.judge(_at(4)).state is State.WORKING
    tracker.runs_in_foreground("")
    tracker.judge(_at(5))
    assert tracker.judge(_at(6)).state is State.DONE


def test_marks_around_a_prompt_do_not_hide_a_program() -> None:
    """The kernel knows who has the terminal, whatever is printed there."""
    tracker = StatusTracker()
    tracker.typed(_WALL)
    tracker.runs_in_foreground("make")
    tracker.told(_mark("D", "0"), _at(1))
    tracker.told(_mark("A"), _at(1))
    tracker.judge(_at(1))
    assert tracker.judge(_at(2)).state is State.WORKING


def test_an_agent_that_never_worked_is_idle() -> None:
    """A fresh prompt is nothing that anybody must look at."""
    tracker = StatusTracker()
    tracker.told(_status("idle"), _at(0))
    assert tracker.judge(_at(0)).state is State.IDLE
    tracker.take(_turn(Phase.FRESH, 1))
    assert tracker.judge(_at(1)).state is State.IDLE


def test_what_an_agent_draws_at_its_start_is_no_turn() -> None:
    """It waits for its first prompt, which is nothing to look at."""
    tracker = StatusTracker(_RULES)
    assert _print(tracker, 0, "Welcome").state is State.WORKING
    tracker.told(_status("idle"), _at(1))
    assert tracker.judge(_at(1)).state is State.IDLE
    assert not tracker.unseen


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
    tracker.told(_status("working"), _at(0))
    tracker.judge(_at(0))
    tracker.told(_status("clear"), _at(0.5))
    assert _print(tracker, 1, "esc to interrupt").authority is Authority.SCREEN


def test_a_prompt_ends_the_report_of_a_program_that_has_gone() -> None:
    """An agent started in a shell may die without a word."""
    tracker = StatusTracker()
    tracker.typed(_WALL)
    tracker.told(_status("blocked"), _at(0))
    tracker.judge(_at(0))
    tracker.told(_mark("D", "1"), _at(1))
    tracker.runs_in_foreground("")
    tracker.judge(_at(1))
    verdict = tracker.judge(_at(2))
    assert (verdict.state, verdict.evidence) == (State.DONE, "the shell waits for a command, exit code 1")


def test_the_echo_of_a_key_is_not_work() -> None:
    """Only output that goes on counts."""
    tracker = StatusTracker()
    _print(tracker, 0)
    assert tracker.judge(_at(10)).state in (State.DONE, State.IDLE)
    tracker.seen(_WALL + 10)
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
        tracker.told(_status("working"), _at(0))
        tracker.ended(exit, stopped=stopped)
        assert tracker.judge(_at(0)).state is state
        tracker.told(_status("working"), _at(1))
        assert tracker.judge(_at(1)).authority is Authority.PROCESS


def test_a_session_found_again_keeps_its_age_and_its_report() -> None:
    """A daemon's restart does not make a blocked session look fresh."""
    known = Verdict(State.BLOCKED, Reason.PERMISSION, Authority.STATUS, "x", since=12.0)
    tracker = StatusTracker(verdict=known, report=(Report.parse("blocked", "kind=permission"), 12.0))
    assert tracker.judge(_at(0)).since == 12.0


def test_a_done_session_found_again_is_done() -> None:
    """Its host repeats the last report, which is no news."""
    known = Verdict(State.DONE, None, Authority.HOOKS, "x", since=12.0)
    ended = Turn(Phase.ENDED, Authority.HOOKS, 12.0)
    tracker = StatusTracker(
        verdict=known, unseen=True, report=(Report.parse("working", ""), 11.0), turn=ended
    )
    assert tracker.judge(_at(0)).state is State.DONE
    tracker.told(_status("working"), _at(1))
    assert tracker.judge(_at(1)).state is State.DONE


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
                tracker.told(_status(text), _at(clock))
            case "mark":
                tracker.told(_mark(text), _at(clock))
            case "print":
                tracker.printed(_WALL + clock, (text,), "", _at(clock))
            case "seen":
                tracker.seen(_WALL + clock)
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
    tracker.told(_status("blocked", "kind=permission"), _at(1))
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
