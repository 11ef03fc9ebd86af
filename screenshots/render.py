"""Renders the pictures in this directory; `make screenshots` calls it.

The dashboard's come from the scenes of tests/snapshot. With `--programs [NAME …]` real programs and
agents are started in real sessions, as tests/e2e does, and what is on their screens is drawn. With
`--phone` the page of a front is shown in Chromium.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from tests.snapshot.test_screens import SCENES  # noqa: E402  # needs the path above
from tests.support.desk import desk  # noqa: E402
from tests.support.scenes import afternoon  # noqa: E402
from tests.support.stage import Stage  # noqa: E402
from textual.app import App  # noqa: E402

from screenshots.programs import render_programs  # noqa: E402

MAIN = {
    "dashboard": ((140, 40), ("2",)),
    "grid": ((160, 48), ("g",)),
    "phone": ((49, 31), ()),
}
"""The main screen: size, and keys that are pressed."""


async def picture(app: App[None], size: tuple[int, int], keys: tuple[str, ...], name: str) -> None:
    """Show an app, press keys, and keep what is seen."""
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        for key in keys:
            await pilot.press(key)
        await pilot.pause(0.5)  # what is loaded in the background has arrived by then
        write(name, app.export_screenshot(title="Plangate"))


def write(name: str, svg: str) -> None:
    """Keep a picture."""
    (HERE / f"{name}.svg").write_text(svg, encoding="utf-8")
    print_line(f"screenshots/{name}.svg")


def print_line(words: str) -> None:
    """Say what was made."""
    sys.stdout.write(f"{words}\n")


async def render_dashboard() -> None:
    """All pictures that need nothing but Python."""
    for name, (size, keys) in MAIN.items():
        await picture(desk(afternoon()), size, keys, name)
    for name, (make, size, theme, keys) in SCENES.items():
        with tempfile.TemporaryDirectory() as home:
            await picture(Stage(make(Path(home)), theme=theme), size, keys, name)


def main() -> None:
    """Render what was asked for."""
    parser = argparse.ArgumentParser(description="Render the screenshots.")
    parser.add_argument(
        "--programs", nargs="*", metavar="NAME", help="real programs and agents instead, in real sessions"
    )
    parser.add_argument("--phone", action="store_true", help="the page in Chromium as a phone instead")
    options = parser.parse_args()
    if options.phone:
        from screenshots.phone import render_phone  # only now: it needs Playwright and Chromium

        asyncio.run(render_phone(HERE, print_line))
    elif options.programs is None:
        asyncio.run(render_dashboard())
    else:
        render_programs(write, frozenset(options.programs))


if __name__ == "__main__":
    main()
