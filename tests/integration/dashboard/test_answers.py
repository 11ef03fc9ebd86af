"""The dashboard with a real daemon: a question is seen, read and answered, and a session is started."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from tests.support.world import PATIENCE, World
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from plangate.dashboard.app import PlangateApp
from plangate.dashboard.gather import gather
from plangate.dashboard.screens.inbox import InboxScreen
from plangate.dashboard.screens.new_session import NewSessionDialog
from plangate.dashboard.screens.peek import PeekScreen

ASKS = r"""
stty -icanon -echo
printf 'May I change totals.py?\r\n 1. Yes\r\n 2. No\r\n\033]7501;state=blocked:kind=permission\033\\'
answer=$(dd bs=1 count=1 2>/dev/null)
printf '\033]7501;state=working\033\\answer %s\r\n' "$answer"
sleep 60
"""


def _app() -> PlangateApp:
    return PlangateApp(gather(now=time.time, clock=time.monotonic))


async def _until(pilot: Pilot[None], what: Callable[[], object], reason: str) -> None:
    """Wait for something that the daemon brings about and no message of the app announces."""
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, f"never happened: {reason}"
        await pilot.pause(0.01)


async def test_a_question_is_answered_with_two_keys(world: World) -> None:
    """Space shows what is asked, one digit answers it, and the focus is free again."""
    control, watch = await world.control()
    session = await control.new_session(world.command("sh", "-c", ASKS, name="totals"))
    await watch.session(session.id, lambda each: each.reason == "permission", "the question")
    shown = await world.show(control, session.id)
    app = _app()
    async with app.run_test(size=(120, 40)) as pilot:
        await _until(pilot, lambda: app.main.session is not None, "the list")
        await pilot.press("space")
        await _until(pilot, lambda: isinstance(app.screen, PeekScreen), "the peek")
        peek = app.screen
        assert isinstance(peek, PeekScreen)
        await _until(
            pilot, lambda: "May I change totals.py?" in str(peek.query_one("#tail").render()), "the question"
        )
        await pilot.press("1")
        await _until(pilot, lambda: app.screen is app.main, "the end of the peek")
        await shown.sees("answer 1")
        await watch.session(session.id, lambda each: not each.focus.holder, "a free focus")
        await app.context.control.close()


async def test_the_inbox_says_what_is_asked_and_sends_a_line(world: World) -> None:
    """The question comes from the screen; a line written there arrives in the session."""
    control, watch = await world.control()
    script = ASKS.replace("stty -icanon -echo", "").replace("$(dd bs=1 count=1 2>/dev/null)", "$(head -n 1)")
    session = await control.new_session(world.command("sh", "-c", script, name="totals"))
    await watch.session(session.id, lambda each: each.reason == "permission", "the question")
    shown = await world.show(control, session.id)
    app = _app()
    async with app.run_test(size=(80, 24)) as pilot:
        await _until(pilot, lambda: app.main.session is not None, "the list")
        await pilot.press("i")
        await _until(pilot, lambda: isinstance(app.screen, InboxScreen), "the inbox")
        inbox = app.screen
        options = inbox.query_one(OptionList)
        await _until(
            pilot,
            lambda: options.option_count and "May I change" in str(options.get_option_at_index(0).prompt),
            "the question in the inbox",
        )
        await pilot.press("space")
        await _until(pilot, lambda: isinstance(app.screen, PeekScreen), "the peek")
        await pilot.press("space", *"in cents", "enter")
        await shown.sees("answer in cents")
        await _until(pilot, lambda: app.screen is inbox, "the inbox again")
        await _until(pilot, lambda: not options.display, "an empty inbox")
        await app.context.control.close()


async def test_a_command_is_started_from_the_dialog(world: World) -> None:
    """n, the command, Enter: it runs in the chosen directory and is typed into at once."""
    (world.work / "here").touch()
    app = _app()
    async with app.run_test(size=(120, 40)) as pilot:
        await _until(pilot, lambda: app.main.loaded, "the daemon")
        await pilot.press("n")
        await _until(pilot, lambda: isinstance(app.screen, NewSessionDialog), "the dialog")
        dialog = app.screen
        assert isinstance(dialog, NewSessionDialog)
        await _until(pilot, lambda: dialog.agents, "the agents")
        names = [agent.name for agent in dialog.agents]
        dialog.query_one("#agents", OptionList).highlighted = names.index("command")
        await pilot.pause()
        dialog.query_one("#command", Input).value = "ls && read line && echo got $line"
        dialog.query_one("#directory Input", Input).value = str(world.work)
        dialog.query_one("#command").focus()
        await _until(pilot, lambda: dialog.resolved.path == str(world.work), "the directory")
        await pilot.press("enter")
        await _until(pilot, lambda: app.screen is app.main and app.main.session is not None, "the session")
        pane = app.main.pane
        await _until(pilot, lambda: pane.has_focus and pane.stream is not None, "typing into it")
        stream = pane.stream
        assert stream is not None

        def text() -> str:
            return "\n".join(stream.tables.plain(row) for row in stream.rows)

        await _until(pilot, lambda: "here" in text(), "the directory's content")
        await pilot.press(*"hello", "enter")
        await _until(pilot, lambda: "got hello" in text(), "the answer")
        assert Path(app.main.session.cwd if app.main.session else "") == world.work
        await app.context.control.close()
