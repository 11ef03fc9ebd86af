"""The page's modules that need no browser, under Node's own test runner."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1] / "page"


def test_the_modules_of_the_page_do_what_they_say(program: Callable[[str], str]) -> None:
    """Back-off, keys, gestures, kept lines, the connection, pairing."""
    files = sorted(TESTS.glob("*.test.js"))
    assert len(files) > 5
    done = subprocess.run(
        [program("node"), "--test", "--test-reporter=tap", *files],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "\n# fail 0\n" in done.stdout
