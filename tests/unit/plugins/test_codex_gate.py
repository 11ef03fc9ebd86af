"""Tests of how Codex takes part in the gate; the messages are real ones."""

from __future__ import annotations

import json
import os
import sys
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.unit.plugins.payloads import names, payload

from plangate.errors import Refused
from plangate.plugins.api import Launch, Resumption
from plangate.plugins.gate import (
    Answer,
    GatedAgent,
    HookCall,
    HookCommand,
    HookKind,
    Prepared,
    Setting,
    ToolKind,
    Typing,
    Verdict,
    Writable,
)
from plangate_codex.agent import Codex
from plangate_codex.trust import trusted_hashes

_YES = Answer(verdict=Verdict.ALLOW)
_NO = Answer(verdict=Verdict.DENY, words="name the tests")
_PASS = Answer(verdict=Verdict.PASS)
_SERVER = """#!{python}
import json, sys
open({log!r}, "a").write("asked\\n")
for line in sys.stdin:
    message = json.loads(line)
    if message.get("method") == "initialize":
        print(json.dumps({{"id": 1, "result": {{}}}}), flush=True)
    if message.get("method") == "hooks/list":
        hooks = [{{"key": "/<session-flags>/config.toml:pre_tool_use:0:0", "currentHash": "sha256:1"}}]
        print(json.dumps({{"method": "note"}}), flush=True)
        print(json.dumps({{"id": 2, "result": {{"data": [{{"hooks": hooks}}]}}}}), flush=True)
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """Something that tells hashes as Codex does."""
    path = tmp_path / "codex"
    path.write_text(_SERVER.format(python=sys.executable, log=str(tmp_path / "log")))
    path.chmod(0o755)
    return path


def _codex() -> Codex:
    return Codex(lambda _: False)


def _prepared(program: Path, *args: str, **changed: Any) -> Prepared:
    known: dict[str, Any] = {
        "hook": HookCommand.installed(),
        "home": program.parent,
        "cwd": "/w",
        "env": {"PATH": "/usr/bin:/bin"},
        "version": "0.169.0",
        "kernel": True,
        "cache": program.parent / "cache",
        "shown": program.parent / "cache",
    }
    return _codex().prepare(Launch(argv=(str(program), *args), env={}), Setting(**known | changed))


def _config(prepared: Prepared) -> dict[str, Any]:
    """What the `-c` options say together."""
    argv = prepared.launch.argv
    given = [argv[place + 1] for place, word in enumerate(argv) if word == "-c"]
    found: dict[str, Any] = {}
    for option in given:
        name, _, value = option.partition("=")
        found[name] = tomllib.loads(f"key = {value}")["key"]
    return found


def _said(name: str, answer: Answer) -> dict[str, Any]:
    codex = _codex()
    reply = codex.answer(codex.interpret(payload("codex", name)), answer)
    found: dict[str, Any] = json.loads(reply.stdout) if reply.stdout else {}
    specific: dict[str, Any] = found.get("hookSpecificOutput", found)
    return specific


def test_it_takes_part() -> None:
    """As the contract says."""
    assert isinstance(_codex(), GatedAgent)


@pytest.mark.parametrize("name", names("codex"))
def test_every_message_is_understood(name: str) -> None:
    """Kind, conversation and directory; nothing raises."""
    call = _codex().interpret(payload("codex", name))
    assert call.event == name.partition("-")[0]
    assert call.kind is not HookKind.OTHER
    assert (call.conversation[:4], call.cwd) == ("01a1", "/home/dev/src/proj")


def test_what_is_no_message_raises() -> None:
    """The gate says no to it then."""
    with pytest.raises(ValueError, match="hook_event_name"):
        _codex().interpret({"tool_name": "Bash"})


def test_a_patch_tells_its_files_and_size() -> None:
    """For scope and budget, before it is applied."""
    patch = (
        "*** Begin Patch\n*** Update File: a.py\n*** Move to: b.py\n@@\n-x\n+y\n+z\n"
        "*** Add File: new dir/c.py\n+one\n*** Delete File: d.py\n*** End Patch\n"
    )
    told = payload("codex", "PreToolUse-apply_patch") | {"tool_input": {"command": patch}}
    tool = _codex().interpret(told).tool
    assert tool is not None
    assert tool.kind is ToolKind.WRITE
    assert tool.paths == ("a.py", "b.py", "new dir/c.py", "d.py")
    assert (tool.creates, tool.removes) == (("b.py", "new dir/c.py"), ("d.py",))
    assert (tool.added, tool.deleted) == (3, 1)


def test_tools_are_known_by_an_allow_list() -> None:
    """A new one is unknown."""
    codex = _codex()
    bash = codex.interpret(payload("codex", "PreToolUse-Bash")).tool
    other = codex.interpret(payload("codex", "PreToolUse-Bash") | {"tool_name": "mcp__a__b"}).tool
    assert bash is not None
    assert other is not None
    assert (bash.kind, bash.command) == (ToolKind.SHELL, "cat app.py")
    assert (other.kind, other.command) == (ToolKind.UNKNOWN, "")


def test_answers() -> None:
    """A tool is denied or passes; Codex takes everything but a denial for consent."""
    assert _said("PreToolUse-Bash", _PASS) == {}
    assert _said("PreToolUse-Bash", _YES) == {}
    assert _said("PreToolUse-Bash", _NO)["permissionDecision"] == "deny"
    assert _said("PermissionRequest-Bash", _YES)["decision"] == {"behavior": "allow"}
    assert _said("PermissionRequest-Bash", _NO)["decision"]["behavior"] == "deny"
    assert _said("UserPromptSubmit", _NO) == {"decision": "block", "reason": "name the tests"}
    assert _said("Stop", _PASS) == {}
    told = Answer(verdict=Verdict.PASS, context="closed")
    assert _said("SessionStart-startup", told)["additionalContext"] == "closed"


def _ended(tmp_path: Path, *rows: object, said: str = "") -> HookCall:
    thread = payload("codex", "Stop")["session_id"]
    log = tmp_path / f".codex/sessions/2026/11/21/rollout-2026-11-21T05-11-12-{thread}.jsonl"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text("".join(json.dumps(row) + "\n" for row in rows))
    told = payload("codex", "Stop") | {
        "turn_id": "t2",
        "last_assistant_message": said,
        "transcript_path": str(log),
    }
    return _codex().interpret(told)


def _plan(turn: str, text: str) -> dict[str, Any]:
    item = {"type": "Plan", "text": text}
    return {
        "type": "event_msg",
        "payload": {"type": "item_completed", "turn_id": turn, "item": item},
    }


def test_in_plan_mode_the_plan_stands_in_the_rollout(tmp_path: Path) -> None:
    """The last one of the turn that has ended; the dialog's first choice is pressed, or it is left."""
    call = _ended(
        tmp_path, _plan("t1", "old"), _plan("t2", "# New\n\n1. x\n"), {"payload": 3}, said="Looked."
    )
    codex = _codex()
    assert codex.plan_at_end(call) == "# New\n\n1. x"
    assert codex.go_on(call, _YES) == Typing(keys=("enter",))
    assert codex.go_on(call, _NO) == Typing(keys=("escape",), text="name the tests")


def test_otherwise_it_stands_in_the_message(tmp_path: Path) -> None:
    """In a block of its own; there is no dialog then."""
    said = "Hm.\n<proposed_plan>\n# New\n\n1. x\n</proposed_plan>\nBye"
    call = _ended(tmp_path, _plan("t1", "old"), said=said)
    codex = _codex()
    assert codex.plan_at_end(call) == "# New\n\n1. x"
    assert codex.go_on(call, _NO) == Typing(text="name the tests")
    assert "approved" in codex.go_on(call, _YES).text


def test_a_turn_without_a_plan_has_none(tmp_path: Path) -> None:
    """Nor one whose rollout cannot be read."""
    assert _codex().plan_at_end(_ended(tmp_path, _plan("t1", "old"), said="Done.")) == ""
    gone = payload("codex", "Stop") | {"transcript_path": str(tmp_path / "gone")}
    assert _codex().plan_at_end(_codex().interpret(gone)) == ""


def test_hooks_are_registered_and_trusted(program: Path) -> None:
    """Codex silently runs no hook that is not; those that decide fail closed."""
    prepared = _prepared(program, "resume", "X", "--", "-c hooks={} is a word of the prompt")
    config = _config(prepared)
    assert prepared.launch.argv[-4:] == ("resume", "X", "--", "-c hooks={} is a word of the prompt")
    assert config["features.hooks"] is True
    hook = config["hooks"]["PreToolUse"][0]["hooks"][0]
    assert hook["command"].endswith("|| exit 2")
    assert hook["timeout"] == 86_400
    assert "--tell" in config["hooks"]["Stop"][0]["hooks"][0]["command"]
    assert "PermissionRequest" not in config["hooks"]
    assert config["hooks.state"] == {
        "/<session-flags>/config.toml:pre_tool_use:0:0": {"trusted_hash": "sha256:1"}
    }
    assert "plan gate" in config["developer_instructions"]
    assert prepared.hooks
    assert prepared.words == ()


def test_the_hashes_are_asked_for_once(program: Path) -> None:
    """They depend on the version and the hooks alone."""
    for _ in range(2):
        _prepared(program)
    _prepared(program, version="0.170.0")
    assert (program.parent / "log").read_text().count("asked") == 2


@pytest.mark.parametrize("text", ["#!/bin/sh\nexit 1\n", "#!/bin/sh\necho '{broken'; read x\n", None])
def test_a_codex_that_tells_no_hashes_runs_no_hooks(program: Path, text: str | None) -> None:
    """A person is told, and the layer does not count."""
    if text is None:
        program.unlink()
    else:
        program.write_text(text)
    prepared = _prepared(program)
    assert not prepared.hooks
    assert "not run" in prepared.words[0]
    assert "hooks" not in _config(prepared)


def test_a_cache_that_is_broken_is_made_anew(program: Path, tmp_path: Path) -> None:
    """It is only a cache."""
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / "codex-hooks.json").write_text("{broken")
    assert trusted_hashes(str(program), "1", "hooks={}", {}, cache)
    assert json.loads((cache / "codex-hooks.json").read_text())


@pytest.mark.parametrize(
    ("args", "kernel", "sandbox", "approval"),
    [
        ((), True, "danger-full-access", "on-request"),
        (("-s", "workspace-write", "-a", "never"), True, "danger-full-access", "never"),
        (("--sandbox=read-only", "--ask-for-approval=never"), True, "danger-full-access", "never"),
        (("--dangerously-bypass-approvals-and-sandbox",), True, "danger-full-access", "never"),
        (("--yolo",), False, "read-only", "never"),
        (("-s", "workspace-write"), False, "read-only", "never"),
    ],
)
def test_the_sandbox_works_beside_the_gate(
    program: Path, args: tuple[str, ...], kernel: bool, sandbox: str, approval: str
) -> None:
    """Under the kernel's gate it gives way; without, it is all that holds what hooks do not see."""
    prepared = _prepared(program, *args, kernel=kernel)
    config = _config(prepared)
    assert (config["sandbox_mode"], config["approval_policy"]) == (sandbox, approval)
    assert not set(prepared.launch.argv) & {"-s", "-a", "--yolo", "workspace-write", *args}
    assert bool(prepared.words) is not kernel


@pytest.mark.parametrize(
    "args",
    [
        ("--disable", "hooks"),
        ("--disable=hooks",),
        ("-c", "features.hooks=false"),
        ("-c", "hooks = {}"),
        ("--config=hooks.state={}",),
        ("-cfeatures.hooks=false",),
        ("-c", '"features".hooks=false'),
        ("-c", "features={hooks=false}"),
        ("--remote", "ws://x"),
        ("--approve-for-me",),
        ("agents",),
    ],
)
def test_arguments_that_would_silence_the_gate_are_refused(program: Path, args: tuple[str, ...]) -> None:
    """With the reason."""
    with pytest.raises(Refused):
        _prepared(program, *args)


def test_other_settings_are_the_users(program: Path) -> None:
    """Also those that only sound alike."""
    for value in ("features.web_search=true", "features={web_search=true}", "model='hooks'"):
        assert value in _prepared(program, "-c", value).launch.argv


_OPEN = Writable(workspace="/w", open=("/w/src", "/w/.git"), shut=("/w/.git/hooks",))


def test_what_a_plan_opens_is_written_and_nothing_else(program: Path) -> None:
    """Without the kernel, in a profile of permissions; of an unknown version the whole workspace."""
    config = _config(_prepared(program, "--yolo", kernel=False, writable=_OPEN))
    assert config["default_permissions"] == "plangate"
    assert config["permissions.plangate"]["filesystem"] == {
        ":root": "read", "/tmp": "write", "/w": "read",
        "/w/src": "write", "/w/.git": "write", "/w/.git/hooks": "read",
    }  # fmt: skip
    assert "sandbox_mode" not in config
    older = _config(_prepared(program, kernel=False, writable=_OPEN, version="0.1.0"))
    assert (older["sandbox_mode"], older["approval_policy"]) == ("workspace-write", "never")
    assert _config(_prepared(program, writable=_OPEN))["sandbox_mode"] == "danger-full-access"


def test_it_holds_itself_where_the_kernel_does_not(program: Path) -> None:
    """Then the daemon has to resume it."""
    assert _prepared(program, kernel=False).holds_itself
    assert not _prepared(program).holds_itself


@pytest.mark.parametrize(
    "args",
    [
        ("-c", "sandbox_mode = 'danger-full-access'"),
        ("-c", "permissions={plangate={filesystem={}}}"),
        ("--config=default_permissions ='x'",),
        ("-capproval_policy.x=1",),
        ("-c", "sandbox_workspace_write.writable_roots=['/']"),
    ],
)
def test_its_own_sandbox_stays_as_it_is_where_it_holds(program: Path, args: tuple[str, ...]) -> None:
    """The same arguments pass where the kernel holds."""
    with pytest.raises(Refused, match="sandbox"):
        _prepared(program, *args, kernel=False)
    _prepared(program, *args)
    assert "--add-dir" not in _prepared(program, "--add-dir", "/", kernel=False).launch.argv


def test_it_goes_on_with_a_prompt_and_its_options_again_and_again(program: Path) -> None:
    """Also once it was resumed; what a person typed as a resumption is not."""
    argv = _prepared(program, "-m", "gpt", kernel=False).launch.argv
    for prompt in ("Go on.", "", "And on."):
        ended = Resumption(conversation="T", cwd="/w", argv=argv, prompt=prompt)
        launch = _codex().resume(str(program), ended)
        assert launch is not None
        tail = ("--", prompt) if prompt else ()
        assert launch.argv == (str(program), "resume", "-a", "never", "-m", "gpt", "-C", "/w", "T", *tail)
        argv = _prepared(program, *launch.argv[1:], kernel=False, writable=_OPEN).launch.argv
    typed = (str(program), "resume", "other", "-C", "/w", "T")
    again = _codex().resume(str(program), Resumption(conversation="T", cwd="/w", argv=typed))
    assert again is not None
    assert again.argv == (str(program), "resume", "-C", "/w", "T")


def test_only_its_own_rollout_is_read(tmp_path: Path) -> None:
    """No other thread's, no file elsewhere, no link, no device."""
    call = _ended(tmp_path, _plan("t2", "# New"))
    codex = _codex()
    assert codex.plan_at_end(call) == "# New"
    log = Path(call.log)
    elsewhere = tmp_path / log.name
    elsewhere.write_bytes(log.read_bytes())
    other = log.with_name(log.name.replace(call.conversation, "0" * len(call.conversation)))
    other.write_bytes(log.read_bytes())
    link = log.with_name("link.jsonl")
    link.symlink_to(log)
    fifo = log.with_name("fifo.jsonl")
    os.mkfifo(fifo)
    for path in (elsewhere, other, link, fifo, Path("/dev/zero"), Path("/etc/passwd")):
        assert codex.plan_at_end(replace(call, log=str(path))) == "", path
    hard = log.with_name("hard.jsonl")
    hard.hardlink_to(log)
    assert codex.plan_at_end(call) == ""


def test_a_session_that_is_resumed_gets_them_once(program: Path) -> None:
    """Its old arguments hold them already; what the user chose is kept."""
    first = _prepared(program, "-a", "never", "-m", "gpt")
    ended = Resumption(conversation="T", cwd="/w", argv=first.launch.argv)
    again = _codex().resume(str(program), ended)
    assert again is not None
    assert again.argv == (str(program), "resume", "-a", "never", "-m", "gpt", "-C", "/w", "T")
    second = _prepared(program, *first.launch.argv[1:])
    assert second.launch.argv == first.launch.argv


def test_what_it_may_write_and_what_never(tmp_path: Path) -> None:
    """Its own directory, without the configuration in it and in the workspace."""
    codex = _codex()
    assert [state.path for state in codex.state_paths(tmp_path, {})] == [tmp_path / ".codex"]
    chosen = {"CODEX_HOME": "/elsewhere"}
    never = [control.path for control in codex.control_paths(tmp_path, chosen, Path("/w"))]
    assert Path("/elsewhere/config.toml") in never
    assert Path("/w/.codex") in never
