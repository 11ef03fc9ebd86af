"""`plangate bench` in small: every figure is measured, beside tmux where there is one, and nothing stays behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.tools import need
from tests.support.world import World

from plangate.cli.bench.measure import Effort, measure
from plangate.config import paths
from plangate.wire.detached import answers

_SMALL = Effort(sessions=1, busy=1, strokes=3, lines=2000, span=0.2)


@pytest.fixture
def scratch(world: World, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the bench points this process's directories to, for the time of a test."""
    for name in ("XDG_RUNTIME_DIR", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, "/nowhere")
    made = world.root / "b"
    made.mkdir()
    return made


@pytest.mark.parametrize("beside", [True, False])
def test_every_figure_is_measured(scratch: Path, beside: bool) -> None:
    """With tmux's beside ours, or none; what the issue asks of it is said."""
    program = need("tmux") if beside else None
    figures = list(measure(scratch, program, _SMALL))
    assert [figure.name.partition(",")[0] for figure in figures] == [
        "start of a session",
        "memory of a session with 5000 lines",
        *["keystroke to frame"] * 2,
        "CPU of 1 unwatched busy sessions",
        *["keystroke to frame"] * 2,
        *["2"] * 2,
    ]
    assert all(figure.ours >= 0 and figure.unit for figure in figures)
    assert all((figure.theirs is not None) is beside for figure in figures)
    asked = {figure.name for figure in figures if figure.most or figure.limit}
    assert asked == {
        "start of a session, p50",
        "keystroke to frame, 0 busy, p50",
    }
    assert not answers(paths.daemon_socket())
