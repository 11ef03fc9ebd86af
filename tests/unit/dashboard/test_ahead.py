"""Tests of `plangate.dashboard.ahead`: a dashboard that has stood for a while needs none of its files any more."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.desk import desk, until
from tests.support.fake_control import FakeControl
from tests.support.scenes import SESSIONS
from textual.css.errors import StylesheetError
from textual.css.stylesheet import Stylesheet

from plangate.dashboard import run as running
from plangate.dashboard.ahead import load_ahead, steps
from plangate.dashboard.app import PlangateApp
from plangate.dashboard.screens.help import HelpScreen
from plangate.errors import Unavailable

_MISSED = """
import ast, sys
from pathlib import Path
from importlib.util import find_spec
from tests.support.desk import desk
from tests.support.fake_control import FakeControl
from plangate.dashboard.ahead import steps

for _ in steps(desk(FakeControl())):
    pass
for name in [name for name in sys.modules if name.startswith("plangate.dashboard")]:
    tree = ast.parse(Path(sys.modules[name].__file__).read_text())
    for function in ast.walk(tree):
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            for node in ast.walk(function):
                if isinstance(node, ast.ImportFrom):
                    for module in (node.module, *(f"{node.module}.{alias.name}" for alias in node.names)):
                        if module.startswith("plangate.") and module not in sys.modules:
                            try:
                                found = find_spec(module)
                            except ModuleNotFoundError:
                                continue  # not a module but what is in one
                            if found is not None:
                                print(name, "needs", module)
"""


def test_nothing_is_left_that_a_key_would_import() -> None:
    """In a process of its own, in which no other test has loaded anything."""
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", _MISSED], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout == ""


async def test_no_style_sheet_is_read_for_a_dialog_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """By then it may be that of another version."""
    app = desk(FakeControl(SESSIONS))
    async with app.run_test(size=(120, 40)) as pilot:
        assert len(list(steps(app))) > 5
        assert not list(steps(app))

        def read(*_: object) -> None:
            raise StylesheetError("it is gone")

        monkeypatch.setattr(Stylesheet, "read", read)
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen), "the help did not open")


async def test_the_steps_wait_for_who_types(monkeypatch: pytest.MonkeyPatch) -> None:
    """They go on once nobody does."""
    monkeypatch.setattr("plangate.dashboard.ahead._FIRST", 0.001)
    monkeypatch.setattr("plangate.dashboard.ahead._QUIET", 0.01)
    monkeypatch.setattr("plangate.dashboard.ahead._NEXT", 0.001)
    app = desk(FakeControl())
    asked: list[bool] = []

    def idle() -> float:
        asked.append(app.stylesheet.has_source(_sheet("help.tcss")))
        return float(len(asked) > 3)

    async with app.run_test() as pilot:
        load_ahead(app, idle)
        await until(pilot, lambda: app.stylesheet.has_source(_sheet("undo.tcss")), "it was not done")
    assert asked[:4] == [False] * 4


async def test_what_an_upgrade_has_made_impossible_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key whose dialog can no longer be loaded ends nothing; what there is already goes on."""
    app = desk(FakeControl(SESSIONS))
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: bool(app.main.list.shown), "no sessions")
        with monkeypatch.context() as patch:
            patch.setitem(sys.modules, "plangate.dashboard.screens.help", None)  # importing it fails
            await pilot.press("question_mark")
            await pilot.pause()
        told = [note.message for note in app._notifications]
        assert any("files were replaced" in message for message in told), told
        assert app.broken is None
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen), "the dashboard does not go on")


def test_an_import_that_fails_elsewhere_ends_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reads it knows what to do, and that nothing was lost."""

    def end(app: PlangateApp, **_: object) -> None:
        app._exception = ImportError("no such name")

    monkeypatch.setattr(PlangateApp, "run", end)
    monkeypatch.setattr("plangate.dashboard.gather.gather", lambda *_, **__: desk(FakeControl()).context)
    monkeypatch.setattr("plangate.dashboard.keyboard.install", lambda: None)
    monkeypatch.setattr("gc.disable", lambda: None)
    for name in ("ESCDELAY", "COLUMNS", "LINES"):
        monkeypatch.setenv(name, "25")  # so that what becomes of them is undone
    with pytest.raises(Unavailable, match="files were replaced") as raised:
        running.run()
    assert "open it again" in raised.value.hint.lower()


def _sheet(name: str) -> str:
    import plangate.dashboard

    return str(Path(plangate.dashboard.__path__[0]).resolve() / "screens" / name)
