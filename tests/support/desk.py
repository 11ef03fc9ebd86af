"""The whole dashboard behind a control without a daemon, with a clock that stands still."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.support.fake_control import NOW, FakeControl, FakeStream
from textual.pilot import Pilot

from plangate.config.settings import Settings
from plangate.dashboard.app import PlangateApp
from plangate.dashboard.board import Board
from plangate.dashboard.context import Context
from plangate.dashboard.keymap import DEFAULT_KEYMAP, Keymap
from plangate.dashboard.themes import load_themes

__all__ = ["desk", "stream_of", "until"]


def desk(
    control: FakeControl,
    *,
    settings: Settings | None = None,
    keymap: Keymap = DEFAULT_KEYMAP,
    theme: str = "",
) -> PlangateApp:
    """An app that shows what `control` has."""
    context = Context(
        control=control,
        board=Board(),
        settings=settings or Settings(),
        keymap=keymap,
        themes=load_themes(),
        theme=theme,
        memory=Path("/nonexistent/memory.json"),
        now=lambda: NOW,
        clock=lambda: 1000.0,
    )
    return PlangateApp(context)


def stream_of(control: FakeControl, session: str) -> FakeStream:
    """The newest stream of a session."""
    return [stream for stream in control.streams if stream.session == session][-1]


async def until(pilot: Pilot[None], met: Callable[[], bool], what: str) -> None:
    """Wait until something is so."""
    for _ in range(500):
        if met():
            await pilot.pause()
            return
        await pilot.pause(0.02)
    raise AssertionError(what)
