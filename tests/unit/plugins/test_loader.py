"""Tests of `plangate.plugins.loader`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType

import pytest

from plangate.plugins import loader
from plangate.plugins.api import API_VERSION, Agent, Launch, Resumption, StatusRule
from plangate.plugins.loader import GROUP, Loaded, Refused, load_all, load_one, registry


class Some:
    """An agent of a stranger."""

    title = "Some"
    program = "some"
    install_hint = ""
    env_allow: Sequence[str] = ()

    def __init__(self, name: str, rules: Sequence[StatusRule] = ()) -> None:
        self.name = name
        self.status_rules = rules

    def launch(self, program: str, args: Sequence[str], prompt: str, session: str) -> Launch:
        """Start it."""
        return Launch(argv=(program, *args), env={})

    def resume(self, program: str, ended: Resumption) -> Launch | None:
        """Never."""
        return None

    def version_argv(self, program: str) -> Sequence[str]:
        """None."""
        return ()


class Good:
    """A plugin that works."""

    api_version = API_VERSION

    def agents(self) -> Sequence[Agent]:
        """One agent."""
        return (Some("some"),)


class Old(Good):
    """A plugin for another version."""

    api_version = API_VERSION + 1


class Raising(Good):
    """A plugin that fails late."""

    def agents(self) -> Sequence[Agent]:
        """Fail."""
        raise RuntimeError("no agents today")


class Exiting(Good):
    """A plugin that thinks it is a program."""

    def __init__(self) -> None:
        raise SystemExit(3)


class Unusable(Good):
    """A plugin whose agents cannot be used."""

    def agents(self) -> Sequence[Agent]:
        """A bad name and a bad pattern."""
        from plangate.model.session import State

        return (Some("Bad Name"), Some("fine", [StatusRule(name="r", pattern="(", state=State.IDLE)]))


class NoPlugin:
    """Something else."""


@pytest.fixture(autouse=True)
def module(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes this module's classes importable for entry points."""
    made = ModuleType("pg_stranger")
    for kind in (Good, Old, Raising, Exiting, Unusable, NoPlugin):
        setattr(made, kind.__name__, kind)
    monkeypatch.setitem(sys.modules, "pg_stranger", made)


def _point(kind: str, name: str = "stranger") -> EntryPoint:
    return EntryPoint(name, f"pg_stranger:{kind}", GROUP)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("Old", "speaks plugin API 2, this is 1"),
        ("Raising", "RuntimeError: no agents today"),
        ("Exiting", "SystemExit: 3"),
        ("NoPlugin", "is not an AgentPlugin"),
        ("Missing", "AttributeError"),
        ("Unusable", '"Bad Name" is no name'),
        ("Unusable", 'fine: status rule "r"'),
    ],
)
def test_a_plugin_that_fails_is_refused_with_its_reason(kind: str, reason: str) -> None:
    """Whatever a stranger's code does becomes a sentence."""
    found = load_one(_point(kind))
    assert isinstance(found, Refused)
    assert reason in found.reason


def test_a_missing_module_is_refused() -> None:
    """Left over from a package that is gone."""
    found = load_one(EntryPoint("gone", "pg_no_such_module:Plugin", GROUP))
    assert isinstance(found, Refused)
    assert "ModuleNotFoundError" in found.reason


def test_one_failure_does_not_touch_the_others() -> None:
    """Every other plugin works."""
    found = load_all([_point("Raising", "a"), _point("Good", "b"), _point("Exiting", "c")])
    assert [type(item) for item in found] == [Refused, Loaded, Refused]


def test_disabled_plugins_are_not_imported() -> None:
    """The point of disabling one that hangs on import."""
    point = EntryPoint("hangs", "pg_no_such_module:Plugin", GROUP)
    assert load_all([point], disabled=["hangs"]) == [Refused("hangs", "disabled in the settings")]


def test_names_need_no_import(monkeypatch: pytest.MonkeyPatch) -> None:
    """`doctor` can list plugins that would fail."""
    monkeypatch.setattr(loader, "entry_points", lambda group: [_point("Missing", "b"), _point("Good", "a")])
    assert loader.names() == ["a", "b"]


def test_a_name_belongs_to_whoever_came_first(tmp_path: Path) -> None:
    """The second agent of the same name is refused, also a manifest."""
    (tmp_path / "some.toml").write_text('program = "x"\n')
    (tmp_path / "other.toml").write_text('program = "x"\n')
    found = registry(tmp_path, points=[_point("Good", "first"), _point("Good", "second")])
    assert sorted(found.agents) == ["other", "some"]
    assert [refused.name for refused in found.refused] == ["second", "some.toml"]


def test_manifests_with_faults_are_refused_with_the_line(tmp_path: Path) -> None:
    """Their faults are shown where refused plugins are."""
    (tmp_path / "bad.toml").write_text('program = "x"\nprogarm = 1\n')
    (tmp_path / "Bad name.toml").write_text('program = "x"\n')
    reasons = [refused.reason for refused in registry(tmp_path, points=[]).refused]
    assert "bad.toml:2: unknown key progarm" in reasons[0]
    assert "is no name for an agent" in reasons[1]


def test_the_installed_agents_are_all_there(tmp_path: Path) -> None:
    """Ours come through the same door; nothing is refused."""
    found = registry(tmp_path)
    assert found.refused == ()
    assert {"claude", "codex", "opencode", "gemini", "aider", "shell", "command"} <= set(found.agents)
