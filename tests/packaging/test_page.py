"""What a build does about the web page's terminal where npm is not to be had."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VENDOR = "plangate/web/vendor/"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What git holds of the build, without the vendored files."""
    folder = tmp_path / "clone"
    folder.mkdir()
    for name in ("tui", "plugins", "themes"):
        shutil.copytree(
            ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "vendor", "*.egg-info")
        )
    for name in ("pyproject.toml", "build_hook.py", "README.md", "LICENSE", "CHANGELOG.md", ".gitignore"):
        shutil.copy(ROOT / name, folder)
    return folder


def build(clone: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Build a wheel with no npm on PATH."""
    return subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", clone / "out", clone],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PATH": str(clone / "nowhere"), **environment},
    )


def test_a_wheel_without_npm_says_that_it_has_no_page(clone: Path) -> None:
    """It is whole otherwise, and what `plangate serve` asks knows."""
    done = build(clone)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert "without the web page's terminal: npm is not installed" in said
    (wheel,) = (clone / "out").glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "plangate/web/vendoring.py" in names
    assert not [name for name in names if name.startswith(VENDOR)]


def test_a_release_is_not_built_without_the_page(clone: Path) -> None:
    """`PLANGATE_WEB=require` makes it an error with its reason."""
    done = build(clone, PLANGATE_WEB="require")
    assert done.returncode != 0
    assert "npm is not installed" in done.stdout + done.stderr


def test_a_file_that_is_not_the_pinned_one_fails_the_build(clone: Path) -> None:
    """Nobody gets a terminal that somebody has edited."""
    folder = clone / "tui" / VENDOR
    folder.mkdir(parents=True)
    (folder / "xterm.mjs").write_text("not the real one\n")
    done = build(clone, PLANGATE_WEB="skip")
    assert done.returncode != 0
    assert "not the file that was pinned" in done.stdout + done.stderr
