"""The wheel and the source archive, built without a network and used in an empty environment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

ROOT = Path(__file__).resolve().parents[2]


def call(*argv: str | Path, **environment: str) -> str:
    """Run a program outside the project; its output."""
    done = subprocess.run(
        [str(word) for word in argv],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        stdin=subprocess.DEVNULL,
        env=os.environ | environment,
    )
    assert done.returncode == 0, f"{argv}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the source archive, and with the wheel made from it."""
    folder = tmp_path_factory.mktemp("dist")
    call(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT)
    return folder


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that holds the wheel and, behind it, the dependencies of this one."""
    folder = tmp_path_factory.mktemp("venv")
    call(sys.executable, "-m", "venv", "--without-pip", folder)
    (wheel,) = built.glob("*.whl")
    python = folder / "bin/python"
    call(
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "--quiet",
        "--no-index",
        "--no-deps",
        wheel,
    )
    site = Path(call(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder


@pytest.fixture
def scratch() -> Iterator[dict[str, str]]:
    """Directories of its own, with short names: a socket's path has at most 107 bytes."""
    with TemporaryDirectory(prefix="pg", dir="/tmp") as folder:
        names = ("XDG_RUNTIME_DIR", "XDG_STATE_HOME", "XDG_CONFIG_HOME")
        for name in names:
            Path(folder, name).mkdir(mode=0o700)
        yield {name: str(Path(folder, name)) for name in names}


def test_the_wheel_holds_everything_that_is_not_code(built: Path) -> None:
    """Style sheets, themes, the marker for type checkers, the licence."""
    (wheel,) = built.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    data = [
        path.relative_to(ROOT / source)
        for source in ("tui", "plugins", "themes")
        for path in (ROOT / source).rglob("*")
        if path.is_file() and path.suffix not in (".pyc", ".py")
    ]
    assert Path("plangate/py.typed") in data
    assert {str(path) for path in data} <= names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if name.startswith("tests/")]


def test_the_source_archive_is_complete(built: Path) -> None:
    """Whoever packages it further can run the tests."""
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as file:
        names = {name.split("/", 1)[1] for name in file.getnames() if "/" in name}
    for name in ("Makefile", "LICENSE", "CHANGELOG.md", "README.md", "tests/packaging/test_build.py"):
        assert name in names


def test_the_command_runs_from_the_wheel(installed: Path, scratch: dict[str, str]) -> None:
    """And what it imports comes from there, not from this directory."""
    command = installed / "bin/plangate"
    assert call(command, "--version").strip() == f"plangate {version('plangate')}"
    found = json.loads(call(command, "doctor", "--json", **scratch))
    places = [finding["text"] for finding in found["findings"] if finding["name"] == "plangate"]
    assert str(installed) in places[0]
    assert not [finding for finding in found["findings"] if finding["level"] == "fail"]


def test_the_git_hooks_of_the_wheel_can_be_run(installed: Path) -> None:
    """Git passes over a hook that is not executable."""
    code = "from plangate.proof.hooks import HOOKS; print(HOOKS)"
    hooks = Path(call(installed / "bin/python", "-c", code).strip())
    assert hooks.is_relative_to(installed)
    assert [path.name for path in hooks.iterdir() if not os.access(path, os.X_OK)] == []
    assert (hooks / "commit-msg").is_file()


def test_every_entry_point_of_the_wheel_loads(installed: Path) -> None:
    """Hatchling does not complain when the package of an entry point is missing."""
    code = (
        "from importlib.metadata import distribution\n"
        "points = [p for p in distribution('plangate').entry_points]\n"
        "for point in points:\n"
        "    loaded = point.load()\n"
        "    module = __import__('sys').modules[point.module]\n"
        "    print(point.name, module.__file__)\n"
    )
    lines = call(installed / "bin/python", "-c", code).splitlines()
    assert len(lines) > 5
    assert [line for line in lines if str(installed) not in line] == []


def test_a_session_runs_from_the_wheel(installed: Path) -> None:
    """Daemon, keeper and host too start from what was installed."""
    from tests.support.world import world

    with world():
        command = installed / "bin/plangate"
        try:
            id = call(command, "run", "-C", "/tmp", "--", "sh", "-c", "echo from the wheel; read x").strip()
            call(command, "wait", id, "--text", "from the wheel", "--timeout", "60s")
        finally:
            call(command, "daemon", "stop", "--sessions")
