"""Tests of `plangate config`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.unit.cli.conftest import Captured

from plangate.config import paths
from plangate.errors import ConfigError, ExitCode, NotFound

Command = Callable[..., int]


def test_a_setting_comes_back_as_it_was_set(command: Command, captured: Captured) -> None:
    """Words, numbers, truths and lists alike."""
    for name, value in (
        ("appearance.theme", "light"),
        ("sessions.agent", "shell"),
        ("sessions.columns", "132"),
        ("recordings.enabled", "false"),
        ("environment.allow", '["A", "B_*"]'),
    ):
        command("config", "set", name, value)
        command("config", "get", name)
    assert captured.lines == ['"light"', '"shell"', "132", "false", '["A", "B_*"]']


def test_comments_of_a_person_stay(command: Command) -> None:
    """The file is theirs."""
    path = paths.settings_file()
    path.write_text("# mine\n[appearance]\ntheme = 'x' # why\n")
    command("config", "set", "appearance.theme", "dusk")
    assert path.read_text() == '# mine\n[appearance]\ntheme = "dusk" # why\n'


def test_a_table_of_settings(command: Command, captured: Captured) -> None:
    """The beginning of a name stands for all that begin so."""
    command("config", "get", "plugins", "--json")
    assert captured.json["settings"] == {"plugins.disabled": []}


def test_faults_have_lines(command: Command, captured: Captured, scratch: Path) -> None:
    """And the exit code says that there are some."""
    paths.settings_file().write_text("[appearance]\nthem = 'x'\n")
    assert command("config", "check") == ExitCode.CONFIG
    assert captured.lines[0].split("settings.toml:")[1].startswith("2: unknown key")


def test_every_file_that_a_person_writes_is_checked(command: Command, captured: Captured) -> None:
    """Settings that name nothing, the keymap, themes and agents."""
    paths.settings_file().write_text("[appearance]\ntheme = 'nope'\n")
    paths.keymap_file().write_text('session.open = "enter"\nsession.opn = "o"\n')
    for folder in (paths.themes_dir(), paths.agents_dir()):
        folder.mkdir()
        (folder / "mine.toml").write_text("nonsense = 1\n")
    assert command("config", "check", "--json") == ExitCode.CONFIG
    places = {(Path(fault["file"]).name, fault["line"]) for fault in captured.json["faults"]}
    assert {("settings.toml", 2), ("keymap.toml", 2), ("mine.toml", 1)} <= places
    folders = {Path(fault["file"]).parent for fault in captured.json["faults"]}
    assert {paths.themes_dir(), paths.agents_dir()} <= folders


@pytest.mark.parametrize(("name", "value"), [("appearance.theme", "drak"), ("sessions.agent", "claud")])
def test_a_name_that_nothing_has_is_not_kept(name: str, value: str, command: Command) -> None:
    """And the one that was meant is named."""
    with pytest.raises(ConfigError, match="there is no") as caught:
        command("config", "set", name, value)
    assert "Did you mean" in caught.value.hint
    assert not paths.settings_file().exists()


@pytest.mark.parametrize(("name", "value"), [("appearance.theme", "drak"), ("sessions.agent", "claud")])
def test_a_name_that_nothing_has_is_found_in_the_file(
    name: str, value: str, command: Command, captured: Captured
) -> None:
    """With its line; whoever only reads a setting is told, too."""
    table, _, key = name.partition(".")
    paths.settings_file().write_text(f'# mine\n[{table}]\n{key} = "{value}"\n')
    assert command("config", "check") == ExitCode.CONFIG
    assert f'settings.toml:3: there is no {key} "{value}" (did you mean' in captured.lines[0]
    assert command("config", "get", name) == ExitCode.OK
    assert captured.lines[-1] == f'"{value}"'
    assert f'settings.toml:3: there is no {key} "{value}"' in captured.said


def test_no_file_is_no_fault(command: Command, captured: Captured) -> None:
    """Every setting has its default."""
    assert command("config", "check") == ExitCode.OK


@pytest.mark.parametrize("name", ["appearance.them", "nothing"])
def test_unknown_settings(name: str, command: Command) -> None:
    """They are neither read nor written."""
    with pytest.raises(NotFound):
        command("config", "get", name)
    with pytest.raises(ConfigError):
        command("config", "set", name, "x")
