from __future__ import annotations

from msgspec.structs import replace
from tests.support.scenes import SESSIONS

from plangate.dashboard.board import Change
from plangate.dashboard.keymap import DEFAULT_KEYMAP, KeymapEntry, resolve
from plangate.dashboard.toasts import Toast, Toasts, toast_of
from plangate.errors import Unavailable
from plangate.model.session import Exit, HostState, Reason, Session, State
from plangate.wire.control import Notice

ASKING = SESSIONS[0]
WORKING = replace(ASKING, state=State.WORKING, reason=None)


class _Clock:
    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        return self.time


def _to(after: Session, before: Session = WORKING) -> Change:
    return Change(before=before, after=after)


def test_a_session_that_begins_to_wait_is_announced_with_what_to_do() -> None:
    """The notice says who, what for, the question, and the key that goes there."""
    toast = Toasts(_Clock(), DEFAULT_KEYMAP).for_change(_to(ASKING), "")
    assert toast == Toast(
        "warning",
        "checkout totals asks for permission",
        "Do you want to make this edit to totals.py?\nw goes there",
        ASKING.id,
    )
    keymap, _ = resolve([KeymapEntry("session.next_waiting", (), 1)])
    toast = Toasts(_Clock(), keymap).for_change(_to(ASKING), "")
    assert toast is not None
    assert "goes there" not in toast.message


def test_the_session_one_types_into_says_nothing() -> None:
    """What is in front of one's eyes needs no notice."""
    assert Toasts(_Clock(), DEFAULT_KEYMAP).for_change(_to(ASKING), ASKING.id) is None


def test_the_same_notice_is_not_shown_twice_in_a_row() -> None:
    """A flapping state is announced once; much later it may be announced again."""
    clock = _Clock()
    toasts = Toasts(clock, DEFAULT_KEYMAP)
    assert toasts.for_change(_to(ASKING), "") is not None
    assert toasts.for_change(_to(ASKING), "") is None
    clock.time = 60
    assert toasts.for_change(_to(ASKING), "") is not None


def test_only_what_matters_is_announced() -> None:
    """Waiting, done, failed and a lost host; not working, not idle, not a first look, not a mere title."""
    toasts = Toasts(_Clock(), DEFAULT_KEYMAP)
    said = {state: toasts.for_change(_to(replace(WORKING, state=state, exit=Exit(1))), "") for state in State}
    assert {state for state, toast in said.items() if toast} == {State.BLOCKED, State.DONE, State.FAILED}
    lost = toasts.for_change(_to(replace(WORKING, host=HostState.LOST)), "")
    assert lost is not None
    assert lost.level == "warning"
    assert toasts.for_change(_to(replace(WORKING, title="x")), "") is None
    assert toasts.for_change(Change(after=ASKING), "") is None
    assert toasts.for_change(_to(replace(ASKING, reason=Reason.PLAN), ASKING), "") is not None


def test_quiet_people_hear_of_errors_only() -> None:
    """With notices switched off a failure is still said."""
    toasts = Toasts(_Clock(), DEFAULT_KEYMAP, quiet=True)
    assert toasts.for_change(_to(ASKING), "") is None
    assert toasts.for_change(Change(notice=Notice(level="warning", message="disk nearly full")), "") is None
    assert toasts.for_change(Change(notice=Notice(level="error", message="disk full")), "") is not None


def test_errors_and_notices_keep_their_advice() -> None:
    """Message and hint are both there, as sentences."""
    error = Unavailable("the daemon does not answer", "It is started again by itself.")
    assert toast_of(error).message == "The daemon does not answer.\nIt is started again by itself."
    notice = Change(notice=Notice(level="odd", message="New version!", hint="Restart."))
    toast = Toasts(_Clock(), DEFAULT_KEYMAP).for_change(notice, "")
    assert toast == Toast("information", "", "New version!\nRestart.")


def test_long_last_lines_are_cut() -> None:
    """A notice stays small, whatever the program wrote."""
    toast = Toasts(_Clock(), DEFAULT_KEYMAP).for_change(_to(replace(ASKING, last_line="x" * 500)), "")
    assert toast is not None
    assert len(toast.message) < 160
