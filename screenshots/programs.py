"""Real programs and agents in real sessions, drawn from what `plangate screen --json` says."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from rich.color import Color
from rich.console import Console
from rich.style import Style
from rich.text import Text
from tests.e2e.desk import Desk
from tests.e2e.model_server import ModelServer
from tests.support.outer import Outer
from tests.support.world import world

from plangate.cli.shapes import screen_json
from plangate.conformance.setups import SETUPS
from plangate.wire.stream import Snapshot

__all__ = ["render_programs"]

_AGENTS = Path(__file__).resolve().parents[1] / ".e2e/bin"
_PROMPT = "Which file holds the greeting?"
_ANSWER = "The greeting is in `app.py`, line 2.\n\n- `greet()` returns it\n- nothing else uses it\n"
_FLAGS = {"bold", "dim", "italic", "strike"}
Write = Callable[[str, str], None]


def render_programs(write: Write, chosen: frozenset[str]) -> None:
    """Draw the chosen programs and agents that are installed here; all when none is chosen."""
    os.environ["PATH"] = f"{_AGENTS}:{os.environ['PATH']}"
    for name, argv, pattern in _programs():
        if shutil.which(argv[0]) and (name in chosen or not chosen):
            with world() as made:
                person = Desk(made)
                _files(person.work)
                session = person.run(*argv, size="100x30", env={"LANG": "C.UTF-8"})
                person.sees(session, pattern)
                _draw(person, session, name, write)
    if "demo" in chosen or not chosen:
        _demo(write)
    for name in SETUPS:
        if shutil.which(name) and (name in chosen or not chosen):
            _agent(name, write)


def _programs() -> Iterator[tuple[str, tuple[str, ...], str]]:
    yield "vim", ("vim", "-N", "-c", "syntax on", "app.py"), "def greet"
    yield "less", ("less", "-N", "app.py"), "def greet"
    # only processes of its own: the others are nobody's business
    yield "htop", ("sh", "-c", "sleep 99 & echo $$,$! > pids; exec htop -p $(cat pids)"), "F10"
    yield "mc", ("mc", "--nosubshell"), r"app\.py"
    yield "build", ("make", "--no-print-directory"), "error"


def _files(folder: Path) -> None:
    (folder / "app.py").write_text(
        'def greet(name):\n    return "hello " + name\n\n\nprint(greet("world"))\n'
    )
    (folder / "bad.c").write_text("int main(void)\n{\n    return missing;\n}\n")
    (folder / "Makefile").write_text(
        "all:\n\t@for part in lexer parser printer; do echo building $$part; done\n"
        "\tcc -Wall -fdiagnostics-color=always bad.c -o bad\n"
    )


def _agent(name: str, write: Write) -> None:
    setup = SETUPS[name]
    with world() as made, ModelServer(_PROMPT, _ANSWER) as model:
        person = Desk(made)
        _files(person.work)
        setup.prepare(person.home, person.work, model.url)
        session = person.run(*setup.args, agent=name, size="100x30", env=dict(setup.env(model.url)))
        person.sees(session, setup.ready, "120s")
        person.settles(session)
        person.type(session, _PROMPT, enter=False)
        person.sees(session, "holds the greeting")
        person.press(session, "enter")
        model.release()
        person.sees(session, "nothing else uses it", "120s")
        person.settles(session)
        _draw(person, session, name, write)


def _demo(write: Write) -> None:
    """The dashboard itself, on a terminal of ours, with the scripted agent in it."""
    os.environ["COLORTERM"] = "truecolor"  # as terminals of today say of themselves
    with (
        world(),
        Outer([sys.executable, "-m", "plangate", "demo", "--speed", "fast"], size=(120, 34)) as outer,
    ):
        outer.sees("a number answers")
        while outer.read(1.0):
            pass
        emulator = outer.emulator
        shown = Snapshot(
            id=0,
            cols=emulator.columns,
            rows=emulator.lines,
            base=emulator.base,
            top=emulator.top,
            cursor=emulator.cursor,
            modes=emulator.modes,
            title="",
            history=[],
            screen=list(emulator.screen()),
            styles=list(emulator.tables.styles),
            clusters=list(emulator.tables.clusters),
        )
        _svg(screen_json(shown), "demo", write)
        outer.type("q")
        outer.ends()


def _draw(person: Desk, session: str, name: str, write: Write) -> None:
    _svg(person.screen(session), name, write)


def _svg(screen: dict[str, Any], name: str, write: Write) -> None:
    console = Console(
        record=True, width=screen["cols"], file=io.StringIO(), force_terminal=True, color_system="truecolor"
    )
    for line in screen["lines"]:
        text = Text(no_wrap=True, end="\n")
        for run in line["runs"]:
            text.append(run["text"], _style(run))
        console.print(text, soft_wrap=True)
    write(name, console.export_svg(title=name))


def _style(run: dict[str, Any]) -> Style:
    flags = set(run.get("flags", ()))
    return Style(
        color=_colour(run.get("fg")),
        bgcolor=_colour(run.get("bg")),
        underline="underline" in run or None,
        reverse="inverse" in flags or None,
        **dict.fromkeys(flags & _FLAGS, True),  # type: ignore[arg-type]  # all of them take a bool
    )


def _colour(value: int | list[int] | tuple[int, int, int] | None) -> Color | None:
    if value is None:
        return None
    return Color.from_rgb(*value) if isinstance(value, list | tuple) else Color.from_ansi(value)
