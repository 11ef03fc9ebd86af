"""Tests of `plangate undo` and `plangate checkpoint`, against a daemon in memory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.support.fake_blocking import FakeBlocking, session
from tests.unit.cli.conftest import Captured

from plangate.cli.checkpoints import relative, undo_told
from plangate.errors import ExitCode, UsageError
from plangate.model.checkpoints import ChangeView, CheckpointView, Ending, Preview, UndoView
from plangate.wire.control import Done
from plangate.wire.undo import (
    AskCheckpoints,
    AskPreview,
    CheckpointReply,
    Checkpoints,
    DropCheckpoint,
    PreviewReply,
    TakeCheckpoint,
    Undo,
    Undone,
)

Command = Callable[..., int]
_HERE = str(Path.cwd())
_ONE = CheckpointView(
    id="20260102T030405-aaaaaa", workspace=_HERE, at=1.0, reason="by hand", files=3, bytes=2048, changed=1
)
_PREVIEW = Preview(
    checkpoint=_ONE,
    changes=(ChangeView(path="a b", what="modified", added=2, removed=1),),
    index=True,
    writers=("x is working",),
)
_DONE = UndoView(
    id="u1", ending=Ending.DONE, checkpoint=_ONE, before="b", files=1, added=2, removed=1, index=True
)


@pytest.fixture
def undoing(daemon: FakeBlocking) -> FakeBlocking:
    """A daemon that has one checkpoint."""
    daemon.replies |= {
        AskCheckpoints: Checkpoints(1, [_ONE]),
        AskPreview: PreviewReply(1, _PREVIEW),
        TakeCheckpoint: CheckpointReply(1, _ONE),
        DropCheckpoint: Done(1, "dropped"),
        Undo: Undone(1, _DONE),
    }
    return daemon


def _asked(daemon: FakeBlocking, kind: type) -> list[object]:
    return [call[1] for call in daemon.calls if call[0] == "ask" and isinstance(call[1], kind)]


def test_the_preview_changes_nothing(command: Command, undoing: FakeBlocking, captured: Captured) -> None:
    """It names what would change, and who writes there."""
    assert command("undo", "--preview") == ExitCode.OK
    text = "\n".join(captured.lines)
    assert "+2 -1" in text
    assert "a b" in text
    assert "x is working" in text
    assert _asked(undoing, Undo) == []


def test_it_is_done_without_a_question_when_told_so(
    command: Command, undoing: FakeBlocking, captured: Captured
) -> None:
    """With how to go back."""
    assert command("undo", "-c", "2026", "-y", "--pause", "some/../a b") == ExitCode.OK
    (asked,) = _asked(undoing, Undo)
    assert (asked.checkpoint, asked.paths, asked.pause) == (_ONE.id, ("a b",), True)  # type: ignore[attr-defined]
    assert captured.lines[-1] == "to undo this: plangate undo --checkpoint b"


def test_a_session_may_come_first(command: Command, undoing: FakeBlocking, captured: Captured) -> None:
    """When no file is called so."""
    undoing.listing = [session("aaaa2222")]
    assert command("undo", "aaaa2222", "-y", "--json") == ExitCode.OK
    (asked,) = _asked(undoing, Undo)
    assert (asked.session, asked.paths) == ("aaaa2222", ())  # type: ignore[attr-defined]
    assert captured.json["undo"]["ending"] == "done"


def test_nobody_to_ask(command: Command, undoing: FakeBlocking) -> None:
    """Then nothing is done."""
    with pytest.raises(UsageError, match="nobody"):
        command("undo")
    assert _asked(undoing, Undo) == []


def test_what_could_not_be_brought_back_is_a_failure(command: Command, undoing: FakeBlocking) -> None:
    """For scripts."""
    undoing.replies[Undo] = Undone(
        1, UndoView(id="u", ending=Ending.PARTLY, checkpoint=_ONE, left=("x: busy",))
    )
    assert command("undo", "-y") == ExitCode.FAILED


def test_listing_taking_showing_dropping(command: Command, undoing: FakeBlocking, captured: Captured) -> None:
    """Of this directory, unless a session is named."""
    assert command("checkpoint", "ls") == ExitCode.OK
    assert captured.lines[1].startswith(_ONE.id)
    assert command("checkpoint", "create", "-m", "why") == ExitCode.OK
    assert command("checkpoint", "show", "2026") == ExitCode.OK
    assert command("checkpoint", "drop", "2026") == ExitCode.OK
    (taken,) = _asked(undoing, TakeCheckpoint)
    assert (taken.workspace, taken.reason) == (_HERE, "why")  # type: ignore[attr-defined]


def test_paths_are_of_the_workspace() -> None:
    """Relative to where one is, and never outside."""
    assert relative(["x", "/w/y\\", "../z"], "/w", "/w/d") == ("d/x", "y\\\\", "z")
    for outside in ("..", "../../etc", "/w", "/other"):
        with pytest.raises(UsageError):
            relative([outside], "/w", "/w/d")


def test_what_was_rolled_back_is_said() -> None:
    """With the reason."""
    undo = UndoView(id="u", ending=Ending.ROLLED_BACK, checkpoint=_ONE, note="it was cut off")
    assert list(undo_told(undo)) == ["rolled back: it was cut off"]
