"""What painting terminals costs the dashboard, in CPU time of this process: one row, and nine panes at once.

    python tests/bench/dashboard_paint.py [--json]

Everything from a frame's arrival to the bytes for the terminal is counted; only the write is left out.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.support.desk import desk
from tests.support.fake_control import NOW, FakeControl, FakeStream

from plangate.dashboard.app import PlangateApp
from plangate.model.screen import Row, Style, style_code
from plangate.model.session import Session, SessionId, State

__all__ = ["measure"]

_RATE = 30.0
_WORDS = [
    "Compiling",
    "the",
    "mesh",
    "of",
    "county",
    "17:",
    "340",
    "rows",
    "left,",
    "no",
    "errors,",
    "82",
    "%",
    "done",
    "in",
    "src/register/plan.py",
]


def _session(number: int) -> Session:
    return Session(
        id=SessionId(f"bench{number:03}"),
        name=f"session {number}",
        agent="claude",
        state=State.WORKING,
        since=NOW,
        created=NOW + number,
    )


def _row(number: int, width: int) -> Row:
    """A line as programs print them: words, every third in another colour."""
    text, styles = "", ""
    place = number
    while len(text) < width - 12:
        word = _WORDS[place % len(_WORDS)] + " "
        text += word
        styles += style_code(place % 3 * (1 + number % 7)) * len(word)
        place += 1
    return Row(text, styles)


def _prepare(stream: FakeStream, columns: int, lines: int) -> None:
    stream.columns, stream.lines = columns, lines
    stream.tables.styles += [Style(fg=color) for color in range(1, 16)]
    stream.rows = [_row(number, columns) for number in range(lines)]
    stream.listener.frame_arrived((), 0, True)


def _capture(app: PlangateApp) -> list[int]:
    """Have updates rendered to bytes although there is no terminal; the result counts them."""
    written = [0]

    def display(screen: object, update: object) -> None:
        render = getattr(update, "render_segments", None)
        if render is not None:
            written[0] += len(render(app.console))

    vars(app)["_display"] = display
    return written


async def _one_row(rounds: int = 300) -> dict[str, float]:
    """A full-screen session of 200x60 in which one row changes."""
    control = FakeControl([_session(0)])
    app = desk(control)
    async with app.run_test(size=(200, 62)) as pilot:
        await pilot.pause(0.3)
        await pilot.press("f")
        await pilot.pause(0.2)
        stream = control.streams[0]
        _prepare(stream, 200, 60)
        await pilot.pause(0.2)
        written = _capture(app)
        rows = [_row(number, 200) for number in range(rounds)]
        idle = await _idle(rounds / _RATE / 5)
        start, began = time.process_time(), time.perf_counter()
        for row in rows:
            stream.rows[20] = row
            stream.listener.frame_arrived((20,), 0, False)
            await asyncio.sleep(1 / _RATE)
        wall = time.perf_counter() - began
        used = time.process_time() - start - idle * wall
        return {"ms_per_frame": used / rounds * 1000, "bytes_per_frame": written[0] / rounds}


async def _idle(seconds: float) -> float:
    """CPU seconds a second that the app takes without any frame."""
    start = time.process_time()
    await asyncio.sleep(seconds)
    return (time.process_time() - start) / seconds


async def _nine(seconds: float = 6.0) -> dict[str, float]:
    """Nine tiles, each scrolling by one line at 30 Hz."""
    control = FakeControl([_session(number) for number in range(9)])
    app = desk(control)
    async with app.run_test(size=(200, 60)) as pilot:
        await pilot.pause(0.3)
        await pilot.press("g")
        await pilot.pause(0.6)
        streams = [stream for stream in control.streams if not stream.closed][-9:]
        for stream in streams:
            _prepare(stream, 120, 40)
        await pilot.pause(0.3)
        written = _capture(app)
        start, began = time.process_time(), time.perf_counter()
        frames = 0
        while time.perf_counter() - began < seconds:
            due = began + frames / _RATE
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            for stream in streams:
                stream.rows = [*stream.rows[1:], _row(frames, 120)]
                stream.top += 1
                stream.listener.frame_arrived((39,), 1, False)
            frames += 1
        wall = time.perf_counter() - began
        used = time.process_time() - start
        return {
            "cores": used / wall,
            "rounds_per_second": frames / wall,
            "ms_per_pane_and_frame": used / frames / 9 * 1000,
            "kilobytes_per_second": written[0] / wall / 1000,
        }


def measure() -> dict[str, dict[str, float]]:
    """Both figures."""
    return {"one_row_200x60": asyncio.run(_one_row()), "nine_panes_scrolling_30hz": asyncio.run(_nine())}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    found = measure()
    if args.json:
        sys.stdout.write(json.dumps(found, indent=2) + "\n")
        return
    for name, values in found.items():
        line = ", ".join(f"{key} {value:.3f}" for key, value in values.items())
        sys.stdout.write(f"{name}: {line}\n")


if __name__ == "__main__":
    main()
