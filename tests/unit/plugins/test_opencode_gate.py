"""Tests of how opencode takes part in the gate; messages as `gate.js` makes them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from plangate.errors import Refused
from plangate.plugins.api import Launch
from plangate.plugins.gate import (
    Answer,
    HookCall,
    HookCommand,
    HookKind,
    Prepared,
    Setting,
    ToolKind,
    Verdict,
)
from plangate.plugins.held import GUIDE
from plangate_opencode.agent import Opencode
from plangate_opencode.settings import CONTENT, PLUGIN


def _prepared(home: Path, *args: str, **changed: Any) -> Prepared:
    known: dict[str, Any] = {
        "hook": HookCommand.installed(),
        "home": home,
        "cwd": str(home),
        "env": {},
        "version": "1.18.33",
        "kernel": True,
        "cache": home,
        "shown": home,
    }
    return Opencode().prepare(Launch(argv=("/opencode", *args), env={}), Setting(**known | changed))


def _call(tool: str, **args: str) -> HookCall:
    return Opencode().interpret(
        {
            "event": "tool",
            "session": "s",
            "child": False,
            "cwd": "/w",
            "call": "c",
            "tool": tool,
            "args": args,
        }
    )


def test_its_plugin_and_the_guide_come_beside_the_users(tmp_path: Path) -> None:
    """In the variable that holds configuration."""
    own = {"plugin": ["theirs"], "instructions": ["NOTES.md"], "theme": "x"}
    made = _prepared(tmp_path, env={CONTENT: json.dumps(own)})
    assert made.hooks
    told = json.loads(made.launch.env[CONTENT])
    assert told == {
        "plugin": ["theirs", PLUGIN.as_uri()],
        "instructions": ["NOTES.md", str(GUIDE)],
        "theme": "x",
    }
    assert made.launch.env["PLANGATE_OPENCODE_GATE"].endswith("|| exit 2")
    assert PLUGIN.is_file()
    again = _prepared(tmp_path, env={CONTENT: made.launch.env[CONTENT]})
    assert json.loads(again.launch.env[CONTENT]) == told


def test_what_keeps_the_hooks_from_counting_is_said(tmp_path: Path) -> None:
    """`--pure`, an old version, configuration that cannot be read; the guide goes along all the same."""
    made = _prepared(tmp_path, "--pure")
    assert not made.hooks
    assert "--pure" in made.words[0]
    assert str(GUIDE) in made.launch.env[CONTENT]
    assert not _prepared(tmp_path, env={"OPENCODE_PURE": "1"}).hooks
    assert "1.0.0" in _prepared(tmp_path, version="1.0.0").words[0]
    for text in ("{ // x\n}", "[]"):
        made = _prepared(tmp_path, env={CONTENT: text})
        assert not made.hooks
        assert CONTENT in made.words[0]
    observed = _prepared(tmp_path, hook=HookCommand.installed(observe=True))
    assert not observed.hooks
    assert str(GUIDE) not in observed.launch.env[CONTENT]


@pytest.mark.parametrize("args", [("attach", "http://x"), ("run", "--attach=http://x", "do it")])
def test_working_in_another_opencode_is_refused(tmp_path: Path, args: tuple[str, ...]) -> None:
    """No gate holds there."""
    with pytest.raises(Refused, match="another opencode"):
        _prepared(tmp_path, *args)


def test_its_configuration_is_locked_as_a_whole(tmp_path: Path) -> None:
    """With the file without which it does not start there."""
    (tmp_path / "w/.opencode").mkdir(parents=True)
    controls = Opencode().control_paths(tmp_path, {}, tmp_path / "w")
    made = {control.path: control.content for control in controls}
    assert "node_modules" in (made[tmp_path / ".config/opencode/.gitignore"] or "")
    assert "node_modules" in (made[tmp_path / "w/.opencode/.gitignore"] or "")
    assert {tmp_path / ".config/opencode", tmp_path / "w/.opencode", PLUGIN} <= made.keys()


def test_tools_are_told_apart() -> None:
    """By an allow-list, with what they are used on."""
    bash = _call("bash", command="ls").tool
    assert bash is not None
    assert (bash.kind, bash.command) == (ToolKind.SHELL, "ls")
    write = _call("write", filePath="/w/x", content="a\nb\n").tool
    assert write is not None
    assert (write.kind, write.paths, write.added) == (ToolKind.WRITE, ("/w/x",), 2)
    text = "*** Begin Patch\n*** Add File: n.txt\n+x\n*** Delete File: o.txt\n*** End Patch\n"
    patch = _call("apply_patch", patchText=text).tool
    assert patch is not None
    assert (patch.kind, patch.paths, patch.added) == (ToolKind.WRITE, ("n.txt", "o.txt"), 1)
    assert (patch.creates, patch.removes) == (("n.txt",), ("o.txt",))
    other = _call("lab_poke").tool
    assert other is not None
    assert other.kind is ToolKind.UNKNOWN


def test_other_messages() -> None:
    """Prompts and ends of turns; what a subagent does names it."""
    opencode = Opencode()
    prompt = opencode.interpret({"event": "prompt", "session": "s", "text": "do it"})
    assert (prompt.kind, prompt.text, prompt.conversation) == (HookKind.PROMPT, "do it", "s")
    assert opencode.interpret({"event": "idle", "session": "s"}).kind is HookKind.TURN_END
    child = opencode.interpret({"event": "tool", "session": "t", "child": True, "tool": "read"})
    assert child.subagent == "t"
    for payload in ({}, {"event": "session.created"}):
        with pytest.raises(ValueError, match="no event"):
            opencode.interpret(payload)


def test_only_a_refusal_is_said() -> None:
    """Its own rules hold besides."""
    opencode = Opencode()
    call = _call("bash", command="touch x")
    said = json.loads(opencode.answer(call, Answer(verdict=Verdict.DENY, words="no")).stdout)
    assert said == {"decision": "deny", "reason": "no"}
    assert opencode.answer(call, Answer(verdict=Verdict.ALLOW)).stdout == ""
