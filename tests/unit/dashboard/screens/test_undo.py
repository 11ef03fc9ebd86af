"""Tests of the dialog that brings a workspace back."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from tests.support.desk import until
from tests.support.fake_control import NOW, FakeControl
from tests.support.scenes import SESSIONS, afternoon
from tests.support.stage import Stage
from textual.widgets import SelectionList

from plangate.dashboard.screens.dialog import FieldError
from plangate.dashboard.screens.undo import UndoDialog
from plangate.model.checkpoints import ChangeView, CheckpointView, Ending, Preview, UndoView
from plangate.wire.undo import AskCheckpoints, AskPreview, Checkpoints, PreviewReply, Undo, Undone

_ONE = CheckpointView(
    id="20260102T030405-aaaaaa", workspace="/w", at=NOW - 90, reason="plan p-1 approved", files=12
)
_TWO = replace(_ONE, id="20260101T030405-bbbbbb", at=NOW - 9000, reason="before the budget")
_CHANGES = (
    ChangeView(path="src/a.py", what="modified", added=12, removed=3),
    ChangeView(path="src/new.py", what="added", added=40),
    ChangeView(path="logo.png", what="removed", binary=True),
)
_PREVIEW = Preview(checkpoint=_ONE, changes=_CHANGES, index=True)
_DONE = UndoView(id="u1", ending=Ending.DONE, checkpoint=_ONE, files=3, added=52, removed=3)


def _stage(
    preview: Preview = _PREVIEW, checkpoints: tuple[CheckpointView, ...] = (_ONE, _TWO)
) -> tuple[Stage, FakeControl]:
    control = afternoon()
    control.replies[AskCheckpoints] = Checkpoints(1, list(checkpoints))
    control.replies[AskPreview] = PreviewReply(1, preview)
    control.replies[Undo] = Undone(1, _DONE)
    return Stage(UndoDialog(control, SESSIONS[0], now=lambda: NOW)), control


def _asked(control: FakeControl, kind: type[Any]) -> list[Any]:
    return [message for message in control.called("ask") if isinstance(message, kind)]


def _heard(control: FakeControl) -> bool:
    return bool(_asked(control, AskCheckpoints))


def _changes(app: Stage) -> SelectionList[str]:
    return app.screen.query_one("#changes", SelectionList)


@pytest.mark.parametrize("size", [(120, 40), (49, 31)])
async def test_enter_brings_everything_back(size: tuple[int, int]) -> None:
    """The newest is offered, what would change is shown; all of it fits the screen."""
    app, control = _stage()
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: len(_changes(app).options) == 3, "no changes")
        assert app.screen.query_one(".keys").region.bottom <= size[1]
        await pilot.press("enter")
        await until(pilot, lambda: app.dismissed, "not done")
    (undo,) = _asked(control, Undo)
    assert (undo.checkpoint, undo.paths, undo.pause) == (_ONE.id, (), False)
    assert app.result == _DONE


async def test_some_files_only() -> None:
    """Space leaves one out."""
    app, control = _stage()
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: len(_changes(app).options) == 3, "no changes")
        await pilot.press("tab", "down", "space", "enter")
        await until(pilot, lambda: app.dismissed, "not done")
    (asked,) = _asked(control, Undo)
    assert len(asked.paths) == 2
    assert set(asked.paths) < {change.path for change in _CHANGES}


async def test_another_checkpoint() -> None:
    """Moving to it shows what changed since that one."""
    app, control = _stage()
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: len(_asked(control, AskPreview)) == 1, "not compared")
        await pilot.press("down")
        await until(pilot, lambda: len(_asked(control, AskPreview)) == 2, "not compared again")
    assert [asked.checkpoint for asked in _asked(control, AskPreview)] == [_ONE.id, _TWO.id]


async def test_who_writes_is_named_before_they_are_stopped() -> None:
    """The first Enter says it, the second one does it."""
    app, control = _stage(replace(_PREVIEW, writers=("parser is working",)))
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: len(_changes(app).options) == 3, "no changes")
        await pilot.press("enter")
        await until(pilot, lambda: app.screen.query_one(FieldError).has_class("-shown"), "not said")
        assert _asked(control, Undo) == []
        await pilot.press("enter")
        await until(pilot, lambda: app.dismissed, "not done")
    assert [undo.pause for undo in _asked(control, Undo)] == [True]


async def test_nothing_to_do() -> None:
    """No checkpoint, or nothing changed: Enter does nothing, Escape leaves."""
    for app, control in (_stage(checkpoints=()), _stage(Preview(checkpoint=_ONE))):
        async with app.run_test(size=(120, 40)) as pilot:
            await until(pilot, partial(_heard, control), "not read")
            await pilot.press("enter", "escape")
            await pilot.pause()
        assert app.result is None
        assert _asked(control, Undo) == []
