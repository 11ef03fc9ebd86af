"""The page's terminal from the real npm, into a wheel."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

from plangate.web.vendoring import PARTS, check

ROOT = Path(__file__).resolve().parents[2]


def test_a_release_carries_what_was_pinned(program: Callable[[str], str], tmp_path: Path) -> None:
    """The source archive takes it from npm; the wheel that is made from that needs no npm."""
    program("npm")
    done = subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", tmp_path, ROOT],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        vendor = tmp_path / "vendor"
        vendor.mkdir()
        for part in PARTS:
            (vendor / part.name).write_bytes(archive.read(f"plangate/web/vendor/{part.name}"))
    check(vendor)
