"""What is on disk is what is shipped, linted and tested, and the version stands in one place."""

from __future__ import annotations

import ast
import re
import tomllib
from fnmatch import fnmatch
from importlib.metadata import distribution, version
from pathlib import Path
from typing import Any

import pytest

from plangate import __version__

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("tui", "plugins", "themes")

THROUGH_OTHERS = {
    "cli/commands/*": "thin; tests/unit/cli/test_commands.py and tests/integration/cli carry the commands out",
    "cli/fullscreen/*": "needs a terminal; tests/integration/cli/test_attach.py gives it one",
    "cli/*": "reached by every command line in tests/unit/cli",
    "client/*": "needs the other side; tests/integration/daemon and host are it",
    "conformance/protocols.py": "what the model says; tests/unit/conformance/test_model.py hears it over HTTP",
    "daemon/*": "parts of one process; tests/integration/daemon runs it whole",
    "host/*": "parts of one process; tests/integration/host runs it whole",
    "dashboard/*": "drawn and pressed through the app in tests/unit/dashboard and tests/snapshot",
    "gate/classify/*": "parts of one function; tests/unit/gate/classify tries it on thousands of commands",
    "emulator/*": "mixed into the terminal; tests/unit/emulator compares it whole with other terminals",
    "plugins/*": "used by every agent in tests/unit/plugins",
    "wire/*": "on every connection in tests/integration",
    "sandbox/*": "acts on real namespaces in tests/integration/sandbox",
    "web/*": "one front; tests/integration/web talks to it over raw sockets",
    "width/*": "generated data; tests/unit/width compares it with Rich",
}
"""Modules that no test imports by name: how they are tested all the same. The first pattern that fits holds."""


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def modules() -> list[Path]:
    """All modules of the core but packages' own files, relative to it."""
    core = ROOT / "tui/plangate"
    return sorted(
        path.relative_to(core)
        for path in core.rglob("*.py")
        if path.name not in ("__init__.py", "__main__.py")
    )


def test_every_package_folder_is_shipped_and_linted() -> None:
    """A package added on disk but not in pyproject would vanish from the wheel without an error."""
    on_disk = {
        f"{source}/{package.name}"
        for source in SOURCES
        for package in (ROOT / source).iterdir()
        if (package / "__init__.py").is_file()
    }
    tools = project()["tool"]
    assert on_disk == set(tools["hatch"]["build"]["targets"]["wheel"]["packages"])
    assert {name.split("/")[1] for name in on_disk} == set(tools["importlinter"]["root_packages"])


def test_source_roots_are_no_packages() -> None:
    """With an `__init__.py` in one of them every class could be imported twice."""
    assert [source for source in SOURCES if (ROOT / source / "__init__.py").exists()] == []


def test_every_folder_with_modules_is_a_package() -> None:
    """A namespace package by accident is not linted and may be shadowed."""
    folders = {path.parent for source in SOURCES for path in (ROOT / source).rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


def test_every_entry_point_loads() -> None:
    """A first-party plugin that cannot be imported is found here, not by a user."""
    points = [point for point in distribution("plangate").entry_points if point.group.startswith("plangate.")]
    assert {point.group for point in points} == set(project()["project"]["entry-points"])
    for point in points:
        point.load()


def test_installed_entry_points_are_those_of_pyproject() -> None:
    """An old editable installation would hide a new plugin; `make setup` renews it."""
    declared = {
        (group, name) for group, points in project()["project"]["entry-points"].items() for name in points
    }
    installed = {
        (point.group, point.name)
        for point in distribution("plangate").entry_points
        if point.group.startswith("plangate.")
    }
    assert installed == declared


def test_the_version_stands_in_one_place() -> None:
    """In the package, because asking the installation costs every command 15 ms; the build reads it there."""
    assert project()["project"]["dynamic"] == ["version"]
    assert version("plangate") == __version__
    written = [
        path.relative_to(ROOT)
        for source in SOURCES
        for path in (ROOT / source).rglob("*.py")
        if re.search(rf"[\"']{re.escape(__version__)}[\"']", path.read_text("utf-8"))
    ]
    assert written == [Path("tui/plangate/__init__.py")]


def test_the_changelog_has_room_for_what_comes() -> None:
    """In the manner of Keep a Changelog."""
    assert "## [Unreleased]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_readme_names_the_commands() -> None:
    """The two that do all the set-up."""
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "make run" in readme
    assert "make test" in readme


@pytest.fixture(scope="module")
def imported() -> set[str]:
    """Every name that a test imports from the core, with dots."""
    found: set[str] = set()
    for path in (ROOT / "tests").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
            elif isinstance(node, ast.Import):
                found |= {name.name for name in node.names}
    return found


def test_every_module_is_tested(imported: set[str]) -> None:
    """By a test of its own or one that imports it, or it is named above with how it is tested."""
    forgotten = [
        str(path)
        for path in modules()
        if not (ROOT / "tests/unit" / path.parent / f"test_{path.name}").exists()
        and "plangate." + ".".join(path.with_suffix("").parts) not in imported
        and not any(fnmatch(str(path), pattern) for pattern in THROUGH_OTHERS)
    ]
    assert forgotten == []


def test_no_reason_is_out_of_date() -> None:
    """A pattern for modules that are gone is gone too."""
    names = [str(path) for path in modules()]
    assert [pattern for pattern in THROUGH_OTHERS if not any(fnmatch(name, pattern) for name in names)] == []


def test_no_module_is_too_long() -> None:
    """One concern each."""
    long = {
        str(path): count
        for path in modules()
        if (count := len((ROOT / "tui/plangate" / path).read_text("utf-8").splitlines())) > 500
    }
    assert long == {}
