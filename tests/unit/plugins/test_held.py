"""Tests of `plangate.plugins.held` and of the agents that are held by the kernel alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from plangate.plugins.api import Launch
from plangate.plugins.gate import (
    Answer,
    GatedAgent,
    HookCall,
    HookCommand,
    HookKind,
    Prepared,
    Setting,
    Typing,
    Verdict,
)
from plangate.plugins.held import GUIDE, placed
from plangate.plugins.manifest import read_manifest
from plangate_aider.agent import Aider
from plangate_demo.agent import Demo
from plangate_demo.sample import is_sample
from plangate_generic.agent import Command, Shell


def _prepared(agent: GatedAgent, home: Path, *args: str, **changed: Any) -> Prepared:
    known: dict[str, Any] = {
        "hook": HookCommand.installed(),
        "home": home,
        "cwd": str(home),
        "env": {},
        "version": "1",
        "kernel": True,
        "cache": home / "cache",
        "shown": home / "cache",
    }
    return agent.prepare(Launch(argv=("/a", *args), env={}), Setting(**known | changed))


@pytest.mark.parametrize("agent", [Aider(), Shell(), Command(), Demo()])
def test_they_take_part_without_hooks(agent: GatedAgent, tmp_path: Path) -> None:
    """As the contract says; what poses as a hook of theirs is refused."""
    assert isinstance(agent, GatedAgent)
    (tmp_path / "x").touch()
    assert not _prepared(agent, tmp_path).hooks
    with pytest.raises(ValueError, match="no hooks"):
        agent.interpret({"hook_event_name": "PreToolUse"})
    assert all(path.path.is_relative_to(tmp_path) for path in agent.state_paths(tmp_path, {}))
    for control in agent.control_paths(tmp_path, {}, Path("/w")):
        assert control.path.is_relative_to(tmp_path) or control.path.is_relative_to("/w")


def test_the_guide_says_what_to_do() -> None:
    """It is a file of the installation."""
    assert "plangate plan submit --file FILE --wait" in GUIDE.read_text()


def test_paths_follow_the_users_variables() -> None:
    """XDG directories that were moved, the home, the workspace."""
    home, base = Path("/h"), Path("/w")
    moved = {"XDG_DATA_HOME": "/d", "XDG_CONFIG_HOME": ""}
    assert placed("~/.local/share/x", home, moved, base) == Path("/d/x")
    assert placed("~/.local/share", home, moved, base) == Path("/d")
    assert placed("~/.local/shareware", home, moved, base) == Path("/h/.local/shareware")
    assert placed("~/.config/x", home, moved, base) == Path("/h/.config/x")
    assert placed(".tool/x", home, {}, base) == Path("/w/.tool/x")


def test_aider_keeps_its_histories_out_of_the_workspace(tmp_path: Path) -> None:
    """A closed gate makes it read-only; each directory has its own, so that a resume finds it."""
    one = _prepared(Aider(), tmp_path, "x.py")
    assert one.launch.argv == ("/a", "--read", str(GUIDE), "x.py")
    history = Path(one.launch.env["AIDER_CHAT_HISTORY_FILE"])
    assert history.parent.is_dir()
    assert history.is_relative_to(tmp_path / ".aider")
    assert one.launch.env["AIDER_AUTO_ACCEPT_ARCHITECT"] == "false"
    other = _prepared(Aider(), tmp_path, cwd="/elsewhere")
    assert other.launch.env["AIDER_CHAT_HISTORY_FILE"] != str(history)
    again = _prepared(Aider(), tmp_path, *one.launch.argv[1:])
    assert again.launch == one.launch


def test_what_the_user_chose_for_aider_is_kept(tmp_path: Path) -> None:
    """And without a kernel gate nothing needs to move."""
    chosen = {"AIDER_CHAT_HISTORY_FILE": "/mine", "AIDER_AUTO_ACCEPT_ARCHITECT": "true"}
    env = _prepared(Aider(), tmp_path, env=chosen).launch.env
    assert not set(chosen) & set(env)
    assert "AIDER_CHAT_HISTORY_FILE" not in _prepared(Aider(), tmp_path, kernel=False).launch.env


def test_observing_changes_nothing(tmp_path: Path) -> None:
    """No instructions either: nothing is refused."""
    prepared = _prepared(Aider(), tmp_path, hook=HookCommand.installed(observe=True), kernel=False)
    assert prepared.launch.argv == ("/a",)


def test_the_demos_sample_is_made_before_the_gate_closes(tmp_path: Path) -> None:
    """In an empty directory only."""
    _prepared(Demo(), tmp_path)
    assert is_sample(tmp_path)
    other = tmp_path / "shop"
    _prepared(Demo(), tmp_path, cwd=str(other))
    assert not is_sample(other)


def test_a_manifest_says_what_is_written(tmp_path: Path) -> None:
    """State, control and the guide, as a plugin would."""
    path = tmp_path / "goose.toml"
    path.write_text(
        'program = "goose"\n[gate]\nstate = ["~/.goose"]\ncontrol = [".goosehints"]\n'
        'guide = ["-i", "{guide}"]\nenv = { HINTS = "{guide}" }\ntold = true\n'
    )
    found, faults = read_manifest(path)
    assert faults == []
    agent: object = found
    assert isinstance(agent, GatedAgent)
    assert [state.path for state in agent.state_paths(Path("/h"), {})] == [Path("/h/.goose")]
    controls = agent.control_paths(Path("/h"), {}, Path("/w"))
    assert [control.path for control in controls] == [Path("/w/.goosehints")]
    launch = _prepared(agent, tmp_path).launch
    assert (launch.argv, launch.env) == (("/a", "-i", str(GUIDE)), {"HINTS": str(GUIDE)})
    answer = Answer(verdict=Verdict.DENY, words="smaller")
    assert agent.go_on(HookCall(kind=HookKind.OTHER), answer) == Typing(text="smaller")
