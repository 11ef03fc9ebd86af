"""Tests of how the agents are started and resumed."""

from __future__ import annotations

import json
import os
import pwd
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from plangate.plugins.api import Agent, Launch, Resumption
from plangate.plugins.find import program_of
from plangate.plugins.loader import registry
from plangate_aider.agent import Aider
from plangate_claude.agent import Claude
from plangate_codex.agent import Codex
from plangate_codex.rollouts import find_thread
from plangate_gemini.agent import Gemini
from plangate_generic.agent import Command, Shell
from plangate_opencode.agent import Opencode

_ID = "6f1c1c1e-1111-4111-8111-111111111111"


def _ended(*argv: str, conversation: str = "", cwd: str = "/w") -> Resumption:
    return Resumption(conversation=conversation, cwd=cwd, argv=argv)


def _resumed(agent: Agent, ended: Resumption) -> tuple[str, ...]:
    launch = agent.resume(ended.argv[0], ended)
    assert launch is not None
    return launch.argv


def test_claude_pins_the_id_of_its_conversation() -> None:
    """So that it can be resumed whatever happens."""
    launch = Claude(lambda: _ID).launch("/c", ["--permission-mode", "plan"], "do it", "abcdefgh")
    assert launch.argv == ("/c", "--session-id", _ID, "--permission-mode", "plan", "--", "do it")
    assert launch.conversation == _ID


@pytest.mark.parametrize(
    ("args", "conversation"),
    [
        (["--session-id", "X"], "X"),
        (["--session-id=X"], "X"),
        (["--resume", "X"], "X"),
        (["-r", "X"], "X"),
        (["--resume"], ""),
        (["-c"], ""),
        (["--continue", "--fork-session"], ""),
    ],
)
def test_claude_leaves_a_chosen_conversation_alone(args: list[str], conversation: str) -> None:
    """The person named one, or continues one."""
    launch = Claude(lambda: _ID).launch("/c", args, "", "s")
    assert (launch.argv, launch.conversation) == (("/c", *args), conversation)


def test_claude_resumes_in_the_same_mode_without_the_prompt() -> None:
    """The id replaces whatever chose the conversation before."""
    ended = _ended(
        "/c", "--session-id", _ID, "--model", "x", "--add-dir", "a", "b", "--", "do it", conversation=_ID
    )
    assert _resumed(Claude(), ended) == ("/c", "--resume", _ID, "--model", "x", "--add-dir", "a", "b")
    again = _ended("/c", "--resume", _ID, "--model", "x", conversation=_ID)
    assert _resumed(Claude(), again) == ("/c", "--resume", _ID, "--model", "x")
    assert _resumed(Claude(), _ended("/c", "-c", "--model", "x")) == ("/c", "--resume", "--model", "x")


def _rollout(home: Path, name: str, cwd: str, time: str, kind: str = "session_meta") -> None:
    path = home / "sessions/2026/01/02" / f"rollout-2026-01-02T10-00-00-{name}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    meta = {"id": name, "cwd": cwd, "timestamp": time}
    path.write_text(json.dumps({"type": kind, "payload": meta}) + "\n" + "{broken\n")


def test_codex_runs_alone_where_it_can(tmp_path: Path) -> None:
    """Older versions do not know the option."""
    new, old = Codex(lambda _: True, tmp_path), Codex(lambda _: False, tmp_path)
    assert new.launch("/x", ["-m", "gpt"], "-x hello", "s").argv == (
        "/x",
        "--no-daemon",
        "-m",
        "gpt",
        "--",
        "-x hello",
    )
    assert old.launch("/x", [], "", "s").argv == ("/x",)
    assert new.launch("/x", ["--no-daemon"], "", "s").argv == ("/x", "--no-daemon")


def test_codex_resumes_the_thread_of_that_place_and_time(tmp_path: Path) -> None:
    """With the options of before; -C keeps it from asking."""
    _rollout(tmp_path, "right", "/w", "2026-01-02T10:00:00.500Z")
    _rollout(tmp_path, "elsewhere", "/other", "2026-01-02T10:00:00.500Z")
    _rollout(tmp_path, "later", "/w", "2026-01-02T12:00:00Z")
    started = 1767348000.0
    ended = Resumption(
        conversation="",
        cwd="/w",
        argv=("/x", "--no-daemon", "-s", "read-only", "--", "do it"),
        started=started,
        ended=started + 600,
    )
    argv = _resumed(Codex(lambda _: True, tmp_path), ended)
    assert argv == ("/x", "resume", "--no-daemon", "-s", "read-only", "-C", "/w", "right")


def test_codex_leaves_plan_mode_to_carry_a_plan_out(tmp_path: Path) -> None:
    """A thread is resumed in the mode of its last turn, and no argument changes that."""
    _rollout(tmp_path, "thread", "/w", "2026-01-02T10:00:00Z")
    (file,) = tmp_path.rglob("*.jsonl")
    ended = Resumption(conversation="thread", cwd="/w", argv=("/x",), prompt="Implement it.")

    def resumed(mode: str) -> Launch | None:
        turn = {"type": "turn_context", "payload": {"collaboration_mode": {"mode": mode}}}
        with file.open("a") as rollout:
            rollout.write(json.dumps(turn) + "\n" + json.dumps({"type": "event_msg", "payload": {}}) + "\n")
        return Codex(lambda _: False, tmp_path).resume("/x", ended)

    argv = ("/x", "resume", "-C", "/w", "thread")
    given = Launch(argv=(*argv, "--", "Implement it."), env={}, conversation="thread")
    assert resumed("default") == given
    typed = resumed("plan")
    assert typed is not None
    assert (typed.argv, typed.typed, typed.keys) == (argv, "Implement it.", ("shift+tab",))
    footers = (
        "  ← for agents · ? for shortcuts         Plan mode (shift+tab to cycle) · ⚠ 1 warning",
        "  Plan mode",
    )
    assert all(re.search(typed.shown, row) for row in footers)
    assert not re.search(typed.shown, "• Model changed to gpt-5.5 medium for Plan mode.")
    assert resumed("default") == given


def test_codex_lets_the_person_pick_when_it_is_not_sure(tmp_path: Path) -> None:
    """Two threads fit, or none."""
    _rollout(tmp_path, "one", "/w", "2026-01-02T10:00:00Z")
    _rollout(tmp_path, "two", "/w", "2026-01-02T11:00:00Z")
    assert find_thread(tmp_path / "sessions", "/w") == ""
    assert find_thread(tmp_path / "none", "/w") == ""
    codex = Codex(lambda _: False, tmp_path)
    assert _resumed(codex, _ended("/x")) == ("/x", "resume", "-C", "/w")
    assert _resumed(codex, _ended("/x", "resume", "-C", "/w", "old", conversation="old")) == (
        *("/x", "resume", "-C", "/w"),
        "old",
    )


def test_broken_rollouts_are_passed_over(tmp_path: Path) -> None:
    """Other records, other times, other shapes."""
    _rollout(tmp_path, "other", "/w", "2026-01-02T10:00:00Z", kind="event_msg")
    _rollout(tmp_path, "timeless", "/w", "soon")
    (tmp_path / "sessions/2026/01/02/rollout-2026-01-02T10-00-00-x.jsonl").write_text("[1, 2]\n")
    assert find_thread(tmp_path / "sessions", "/w", 1.0) == ""


def test_gemini_pins_the_id_and_puts_the_prompt_first() -> None:
    """Array options at the end must not swallow it."""
    launch = Gemini(lambda: _ID).launch("/g", ["--policy", "p"], "-x", "s")
    assert launch.argv == ("/g", "--prompt-interactive=-x", "--session-id", _ID, "--policy", "p")
    assert _resumed(Gemini(), _ended(*launch.argv, conversation=_ID)) == (
        "/g",
        "--resume",
        _ID,
        "--policy",
        "p",
    )


@pytest.mark.parametrize("chosen", ["latest", "5"])
def test_gemini_resumes_no_strangers_conversation(chosen: str) -> None:
    """What is the last one now was somebody else's then."""
    launch = Gemini(lambda: _ID).launch("/g", ["--resume", chosen], "", "s")
    assert (launch.argv, launch.conversation) == (("/g", "--resume", chosen), "")
    assert Gemini().resume("/g", _ended(*launch.argv)) is None
    assert Gemini().launch("/g", ["-r", _ID], "", "s").conversation == _ID


def _opencode_db(path: Path, *rows: tuple[str, str | None, str, float]) -> Path:
    """A database with sessions: id, parent, directory, time of creation in seconds."""
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(
            "CREATE TABLE session (id text PRIMARY KEY, parent_id text, directory text NOT NULL, time_created integer)"
        )
        told = ((name, parent, folder, int(when * 1000)) for name, parent, folder, when in rows)
        db.executemany("INSERT INTO session VALUES (?, ?, ?, ?)", told)
    return path


def test_opencode_goes_on_with_its_own_session(tmp_path: Path) -> None:
    """Not with the newest one of the project, which may be another window's."""
    db = _opencode_db(
        tmp_path / "opencode.db",
        ("ses_mine", None, "/w", 1010),
        ("ses_helper", "ses_mine", "/w", 1020),
        ("ses_elsewhere", None, "/v", 1020),
        ("ses_before", None, "/w", 500),
        ("ses_after", None, "/w", 3000),
    )
    opencode = Opencode(lambda _: db)
    ended = Resumption(
        conversation="", cwd="/w", argv=("/o", "--prompt=x", "--agent", "plan"), started=1000, ended=2000
    )
    launch = opencode.resume("/o", ended)
    assert launch is not None
    assert launch.argv == ("/o", "--session", "ses_mine", "--agent", "plan")
    assert launch.conversation == "ses_mine"


@pytest.mark.parametrize(
    ("places", "data"),
    [({"HOME": "h", "XDG_DATA_HOME": "d"}, "d"), ({"HOME": "h"}, "h/.local/share")],
)
def test_opencode_is_looked_up_where_the_session_kept_it(
    places: dict[str, str], data: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The daemon was started by somebody else."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "daemon"))
    folder = tmp_path / data / "opencode"
    folder.mkdir(parents=True)
    _opencode_db(folder / "opencode.db", ("ses_mine", None, "/w", 1010))
    theirs = {name: str(tmp_path / value) for name, value in places.items()}
    ended = Resumption(conversation="", cwd="/w", argv=("/o",), started=1000, ended=2000, places=theirs)
    assert _resumed(Opencode(), ended) == ("/o", "--session", "ses_mine")


def test_codex_is_looked_up_where_the_session_kept_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The daemon was started by somebody else."""
    monkeypatch.setenv("CODEX_HOME", str(tmp_path / "daemon"))
    _rollout(tmp_path, "mine", "/w", "2026-01-02T10:00:00Z")
    ended = Resumption(conversation="", cwd="/w", argv=("/x",), places={"CODEX_HOME": str(tmp_path)})
    assert _resumed(Codex(lambda _: False), ended)[-1] == "mine"


def test_opencode_does_not_guess(tmp_path: Path) -> None:
    """Two sessions fit, or none; or the database is of another kind."""
    ended = Resumption(conversation="", cwd="/w", argv=("/o",), started=1000, ended=2000)
    two = _opencode_db(tmp_path / "two.db", ("a", None, "/w", 1010), ("b", None, "/w", 1020))
    assert Opencode(lambda _: two).resume("/o", ended) is None
    assert Opencode(lambda _: tmp_path / "none.db").resume("/o", ended) is None
    (tmp_path / "garbage.db").write_bytes(b"no database" * 100)
    assert Opencode(lambda _: tmp_path / "garbage.db").resume("/o", ended) is None


def test_opencode_is_told_its_session_where_it_is_known() -> None:
    """The person chose it."""
    launch = Opencode().launch("/o", ["--agent", "plan"], "do it", "s")
    assert launch.argv == ("/o", "--prompt=do it", "--agent", "plan")
    assert Opencode().launch("/o", ["-s", "ses_1"], "", "s").conversation == "ses_1"
    assert _resumed(Opencode(), _ended("/o", "-s", "ses_1", conversation="ses_2")) == (
        "/o",
        "--session",
        "ses_2",
    )


def test_aider_gets_its_prompt_typed() -> None:
    """And resumes with the directory's history."""
    launch = Aider().launch("/a", ["app.py"], "do it", "s")
    assert (launch.argv, launch.typed) == (("/a", "app.py"), "do it")
    again = _resumed(Aider(), _ended(*launch.argv))
    assert again == ("/a", "--restore-chat-history", "app.py")
    assert _resumed(Aider(), _ended(*again)) == again


def test_a_command_line_in_one_argument_needs_the_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several are run as they are; neither is resumed."""
    assert Command().launch("/bin/sh", ["make && make test"], "", "s").argv == (
        "/bin/sh",
        "-c",
        "make && make test",
    )
    assert Command().launch("/bin/sh", ["make", "a b"], "", "s").argv == ("make", "a b")
    assert Command().launch("/bin/sh", ["./run-all.sh"], "", "s").argv == ("./run-all.sh",)
    for needs_a_shell in ("a b", "A=1", "~/x", "$HOME/x", "*.sh", "a;b"):
        assert Command().launch("/bin/sh", [needs_a_shell], "", "s").argv == ("/bin/sh", "-c", needs_a_shell)
    monkeypatch.setenv("SHELL", "/bin/zsh")
    assert Shell().program == "/bin/zsh"
    assert program_of(Shell(), {"SHELL": "/bin/fish"}) == "/bin/fish", "of who starts it, not of the daemon"
    assert program_of(Shell(), {}) == pwd.getpwuid(os.getuid()).pw_shell
    assert program_of(Command(), {"SHELL": "/bin/fish"}) == "/bin/sh"
    assert Shell().launch("/bin/zsh", [], "ls", "s").typed == "ls"
    assert Shell().resume("/bin/zsh", _ended("/bin/zsh")) is None


def test_every_agent_says_how_to_get_it() -> None:
    """The dialog shows it for those that are missing."""
    for agent in registry(Path("/nonexistent")).agents.values():
        assert agent.title
        assert agent.install_hint or agent.name == "demo"
        assert all(name.replace("*", "").replace("_", "").isalnum() for name in agent.env_allow)
