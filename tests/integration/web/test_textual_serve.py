"""The dashboard behind textual-serve's own server, and without the extra that serves it."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from asyncio.subprocess import PIPE

import pytest
from tests.support.world import PATIENCE, World

from plangate.errors import ExitCode

_WITHOUT = """
import sys
for name in ("aiohttp", "textual_serve", "segno", "jinja2"):
    sys.modules[name] = None
import plangate.dashboard.app, plangate.dashboard.screens.pairing
from plangate.cli.main import main
sys.exit(main(["serve", "--port", "0"]))
"""


@pytest.mark.parametrize(("options", "role"), [((), b"viewer"), (("--role", "driver"), b"driver")])
async def test_stock_textual_serve_shows_it(world: World, options: tuple[str, ...], role: bytes) -> None:
    """As a viewer, unless its owner says otherwise; the header says so."""
    await world.control()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "plangate", *options, stdin=PIPE, stdout=PIPE, stderr=PIPE,
        env={
            **os.environ, "TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver", "COLUMNS": "100", "ROWS": "30",
            "TEXTUAL_COLOR_SYSTEM": "truecolor",
        },
    )  # fmt: skip
    assert process.stdout is not None
    said = b""
    try:
        async with asyncio.timeout(PATIENCE):
            assert await process.stdout.readline() == b"__GANGLION__\n"
            while role not in said:
                read = await process.stdout.read(65536)
                assert read, said
                said += read
    finally:
        process.kill()
        await process.wait()


def test_the_dashboard_does_without_the_extra(world: World) -> None:
    """Serving says what is missing and how to get it."""
    done = subprocess.run([sys.executable, "-c", _WITHOUT], capture_output=True, text=True, check=False)
    assert done.returncode == ExitCode.CONFIG, done.stderr
    assert "pip install 'plangate[web]'" in done.stderr
