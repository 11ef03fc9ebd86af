from __future__ import annotations

from typing import ClassVar

from textual.app import App
from textual.binding import BindingType

from plangate.dashboard.actions import Scope, action_named
from plangate.dashboard.keymap import DEFAULT_KEYMAP, KeymapEntry, bindings, resolve


def test_a_line_changes_the_keys_of_an_action() -> None:
    """The user's keys replace the defaults of that action and of no other."""
    keymap, faults = resolve([KeymapEntry("session.stop", ("Ctrl+k", "z"), 3)])
    assert not faults
    assert keymap.keys(action_named("session.stop")) == ("ctrl+k", "z")
    assert keymap.keys(action_named("session.open")) == ("enter",)
    assert keymap.labels(action_named("session.stop")) == "Ctrl+K z"
    assert keymap.label(action_named("list.jump")) == "1-9"


def test_faulty_lines_are_reported_once_and_not_used() -> None:
    """Unknown actions and keys are named with their line and a hint; the rest of the file counts."""
    keymap, faults = resolve(
        [
            KeymapEntry("session.opne", ("x",), 1),
            KeymapEntry("session.peek", ("hyper+space",), 2),
            KeymapEntry("terminal.leave", (), 3),
            KeymapEntry("app.quit", (), 4),
        ]
    )
    assert [fault.line for fault in faults] == [1, 2, 3]
    assert faults[0].hint == 'did you mean "session.open"?'
    assert keymap.chosen == {"app.quit": ()}


def test_a_taken_key_is_a_conflict_where_both_can_be_pressed() -> None:
    """A key taken in the same place is refused and names what holds it; in another place it is free."""
    keymap, faults = resolve([KeymapEntry("session.stop", ("n",), 7), KeymapEntry("grid.left", ("x",), 8)])
    assert [fault.line for fault in faults] == [7, 8]
    assert "New session (session.new)" in faults[0].message
    assert keymap.chosen == {}
    keymap, faults = resolve([KeymapEntry("events.filter", ("x",), 1)])
    assert not faults


def test_two_lines_may_swap_keys() -> None:
    """A key that another line gives up is free."""
    keymap, faults = resolve(
        [KeymapEntry("session.stop", ("R",), 1), KeymapEntry("session.restart", ("x",), 2)]
    )
    assert not faults
    assert keymap.keys(action_named("session.restart")) == ("x",)


class _Pressed(App[None]):
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.LIST, Scope.EVERYWHERE)]

    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []

    def action_session_stop(self) -> None:
        self.done.append("stop")

    def action_session_restart(self) -> None:
        self.done.append("restart")

    def action_list_jump(self, number: int) -> None:
        self.done.append(f"jump {number}")

    def action_app_help(self) -> None:
        self.done.append("help")


async def test_textual_runs_the_actions_of_the_keys() -> None:
    """Default keys reach the action's method, numbered ones with their number."""
    app = _Pressed()
    async with app.run_test() as pilot:
        await pilot.press("x", "R", "3", "question_mark")
    assert app.done == ["stop", "restart", "jump 3", "help"]


async def test_textual_follows_the_users_keymap() -> None:
    """With the overrides set, the new keys work, swapped ones too, and old ones are dead."""
    keymap, _ = resolve(
        [
            KeymapEntry("session.stop", ("R",), 1),
            KeymapEntry("session.restart", ("x",), 2),
            KeymapEntry("list.jump", ("f2", "f3"), 3),
            KeymapEntry("session.rename", (), 4),
            KeymapEntry("app.help", (), 5),
        ]
    )
    app = _Pressed()
    async with app.run_test() as pilot:
        app.set_keymap(keymap.overrides())
        await pilot.press("x", "R", "1", "f3", "question_mark", "f1")
    assert app.done == ["restart", "stop", "jump 2"]


def test_bindings_carry_the_action_name_as_their_id() -> None:
    """The id is what Textual's keymap replaces keys by."""
    made = {binding.id: binding for binding in bindings(Scope.LIST)}
    assert made["session.open"].action == "session_open"
    assert DEFAULT_KEYMAP.action_for("x", Scope.LIST) is action_named("session.stop")
