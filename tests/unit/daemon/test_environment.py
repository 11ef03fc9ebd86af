"""Tests of `plangate.daemon.environment`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangate.daemon.environment import places, session_environment


def _made(client: dict[str, str], **more: object) -> dict[str, str]:
    return session_environment(client, session="abc", product="1.2", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name", ["PATH", "LC_ALL", "ANTHROPIC_API_KEY", "HTTPS_PROXY", "no_proxy", "XDG_DATA_HOME"]
)
def test_what_agents_need_passes(name: str) -> None:
    """Keys, proxies, locale and directories reach the agent."""
    assert _made({name: "x"})[name] == "x"


@pytest.mark.parametrize(
    "name", ["MY_SECRET", "TMUX", "STY", "LD_PRELOAD", "PYTHONPATH", "PLANGATE_TOKEN", "CLAUDECODE"]
)
def test_everything_else_is_dropped(name: str) -> None:
    """Unknown names, loaders' knobs and the marks of an enclosing session stay out."""
    assert name not in _made({name: "x"})


def test_the_terminal_is_ours_whatever_the_client_had() -> None:
    """A session started from a plain console is a colour terminal all the same."""
    made = _made({"TERM": "linux", "COLORTERM": "", "PLANGATE_SESSION": "outer"})
    assert (made["TERM"], made["COLORTERM"], made["TERM_PROGRAM"]) == (
        "xterm-256color",
        "truecolor",
        "plangate",
    )
    assert (made["TERM_PROGRAM_VERSION"], made["PLANGATE_SESSION"]) == ("1.2", "abc")


def test_settings_add_and_take_away() -> None:
    """A refusal wins over the built-in list and over a plugin's wish."""
    made = _made(
        {"CORP_A": "1", "CORP_B": "2", "AWS_KEY": "3"}, wanted=["CORP_*"], refused=["CORP_B", "AWS_*"]
    )
    assert "CORP_A" in made
    assert not {"CORP_B", "AWS_KEY"} & set(made)


def test_explicit_values_pass_but_cannot_forge_the_session() -> None:
    """A person may set anything for one session, except who the session is."""
    made = _made({}, explicit={"MY_SECRET": "1", "PLANGATE_SESSION": "forged", "A=B": "x", "N": "a\0b"})
    assert made["MY_SECRET"] == "1"
    assert made["PLANGATE_SESSION"] == "abc"
    assert not {"A=B", "N"} & set(made)


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=8)))
def test_the_result_can_always_be_executed(client: dict[str, str]) -> None:
    """No name or value reaches execve that it refuses."""
    for name, value in _made(client, wanted=["*"]).items():
        assert name
        assert "=" not in name
        assert "\0" not in name + value


def test_where_programs_keep_their_files_is_remembered() -> None:
    """By names that hold directories; what an agent logs in with is not among them."""
    environment = {
        "HOME": "/h",
        "XDG_DATA_HOME": "/d",
        "CODEX_HOME": "/c",
        "CODEX_API_KEY": "secret",
        "GOOSE_HOME": "/g",
        "JAVA_HOME": "/j",
    }
    assert places(environment, ("CODEX_*",)) == {"HOME": "/h", "XDG_DATA_HOME": "/d", "CODEX_HOME": "/c"}
