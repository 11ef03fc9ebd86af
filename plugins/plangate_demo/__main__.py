"""The demo as a program: `python -m plangate_demo [--speed fast] [--directory DIR] [-- PROMPT]`."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from pathlib import Path

from plangate_demo import sample
from plangate_demo.screen import Screen
from plangate_demo.story import Story
from plangate_demo.ui import Quit, Ui
from plangate_demo.work import Job

__all__ = ["main"]

_SPEEDS = {"slow": 2.0, "normal": 1.0, "fast": 0.3, "instant": 0.0}
_JOB_STEP = 0.6
"""Seconds for each percent of the background job at normal speed."""


def main(argv: list[str] | None = None) -> int:
    """Run the demo until the person leaves; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m plangate_demo", description="A scripted coding agent.")
    parser.add_argument("--speed", choices=_SPEEDS, default="normal", help="how fast it works")
    parser.add_argument(
        "--directory", type=Path, help="where to make the sample repository, or one made before"
    )
    parser.add_argument("prompt", nargs="*", help="the first prompt")
    options = parser.parse_args(argv)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        parser.error("needs a terminal; `plangate demo` gives it one")
    here = Path.cwd()
    chosen = options.directory or (here if sample.is_sample(here) else None)
    try:
        root = sample.create(chosen)
    except OSError as error:
        parser.error(str(error))
    os.chdir(root)
    asyncio.run(_live(root, " ".join(options.prompt), _SPEEDS[options.speed]))
    return 0


async def _live(root: Path, prompt: str, speed: float) -> None:
    job = Job(root, _JOB_STEP * (speed or 0.1))
    loop = asyncio.get_running_loop()
    with Screen() as screen:
        ui = Ui(screen, job, speed)
        screen.write(f"\x1b]7;file://localhost{root}\x1b\\")
        loop.add_reader(sys.stdin.fileno(), ui.readable)
        loop.add_signal_handler(signal.SIGWINCH, ui.say)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, ui.leave)
        ui.open()
        try:
            await Story(ui, root).tell(prompt)
        except Quit:
            ui.say()
        finally:
            loop.remove_reader(sys.stdin.fileno())
            await ui.close()
    sys.stdout.write(f"The demo's repository stays in {root}\n")


if __name__ == "__main__":
    sys.exit(main())
