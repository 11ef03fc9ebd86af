"""The newest attempt in the details, and the way from an event to its line in the terminal."""

from __future__ import annotations

from tests.support.desk import desk, stream_of, until
from tests.support.fake_control import NOW, FakeControl
from tests.support.redo_scene import PRESENT, answer_tasks
from tests.support.scenes import afternoon
from textual.pilot import Pilot

from plangate.dashboard.app import PlangateApp
from plangate.dashboard.widgets.details import Details
from plangate.model.attempts import Task
from plangate.model.event import Event
from plangate.model.session import SessionId
from plangate.wire.control import EventAppended


def _details(app: PlangateApp) -> str:
    return str(app.main.query_one(Details).content)


async def test_the_details_name_the_present_attempt() -> None:
    """And another one when the ledger tells of it."""
    control = answer_tasks(afternoon())
    app = desk(control)
    async with app.run_test(size=(200, 60)) as pilot:
        await until(pilot, lambda: app.main.session is not None, "no session")
        app.main.go_to(SessionId("k3m7q2xa"))
        await until(pilot, lambda: "attempt 2 · 3 files · plan" in _details(app), "no attempt")
        answer_tasks(control, [Task(id="tc", title="x", attempts=PRESENT[:1])])
        control.push(EventAppended(Event(90, NOW, "attempt.ended", "k3m7q2xa")))
        await until(pilot, lambda: "attempt 1 · 3 files · begun again" in _details(app), "the old one")


async def _timeline(pilot: Pilot[None], app: PlangateApp, control: FakeControl) -> None:
    await until(pilot, lambda: app.main.session is not None, "no session")
    app.main.go_to(SessionId("k3m7q2xa"))
    await until(pilot, lambda: any(one.session == "k3m7q2xa" for one in control.streams), "not attached")


async def test_enter_on_an_event_shows_its_line() -> None:
    """The caret stands where the program was; Escape comes back to the list."""
    control = afternoon()
    app = desk(control)
    async with app.run_test(size=(120, 40)) as pilot:
        await _timeline(pilot, app, control)
        stream = stream_of(control, "k3m7q2xa")
        stream.print_lines([f"line {number}" for number in range(400)])
        stream.moments = [(NOW - 2000, 150), (NOW - 800, 300)]
        await pilot.press("e")
        await app.workers.wait_for_complete()
        await pilot.press("s")
        await app.workers.wait_for_complete()
        await pilot.pause()
        await pilot.press("end", "k", "enter")
        await until(pilot, lambda: app.main.pane.looking, "not looking")
        pane = app.main.pane
        await until(pilot, lambda: pane.caret.line == 150, f"at {pane.caret}")
        first = pane.viewport.first(pane.shape)
        assert first <= 150 < first + pane.shape.height
        await pilot.press("escape")
        await until(pilot, lambda: not pane.looking, "still looking")


async def test_a_moment_nobody_noted_is_said() -> None:
    """The session is shown all the same."""
    control = afternoon()
    app = desk(control)
    async with app.run_test(size=(120, 40)) as pilot:
        await _timeline(pilot, app, control)
        await pilot.press("e")
        await app.workers.wait_for_complete()
        await pilot.pause()
        await pilot.press("end", "enter")
        told = "Nobody noted where its terminal was then."
        await until(pilot, lambda: any(told in note.message for note in app._notifications), "not said")
        assert app.main.session is not None
        assert app.main.session.id == "z6c4v8nm"
        assert not app.main.pane.looking
