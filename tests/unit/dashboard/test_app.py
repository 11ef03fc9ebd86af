"""Tests of `plangate.dashboard.app`: how it ends when something nobody foresaw happens."""

from __future__ import annotations

import pytest
from tests.support.desk import desk
from tests.support.fake_control import FakeControl


def test_an_unforeseen_error_is_handed_on_and_no_traceback_is_shown(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command line makes a sentence and a private note of it; what agents said is not printed."""
    app = desk(FakeControl())

    def break_down() -> None:
        raise ZeroDivisionError("broken on purpose")

    monkeypatch.setattr(app.overlays, "watch", break_down)
    app.run(headless=True)
    assert isinstance(app.broken, ZeroDivisionError)
    told = capsys.readouterr()
    assert "broken on purpose" not in told.out + told.err
