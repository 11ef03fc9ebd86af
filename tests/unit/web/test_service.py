"""Tests of `plangate.web.service`; the rest is in tests/integration/web."""

from __future__ import annotations

from plangate.web.service import clean_environment


def test_a_dashboard_gets_no_marks_of_another_terminal() -> None:
    """Nor what changes the program; what an agent logs in with stays."""
    given = {
        "HOME": "/h", "ANTHROPIC_API_KEY": "k", "TERM": "dumb", "TMUX": "x", "COLUMNS": "7", "NO_COLOR": "1",
        "PLANGATE_SESSION": "s", "PLANGATE_AGENT_TOKEN": "t", "TEXTUAL_DRIVER": "x:Y", "PYTHONSTARTUP": "x", "LD_PRELOAD": "x",
    }  # fmt: skip
    made = clean_environment(given, 49, 31)
    assert {name: made[name] for name in ("HOME", "ANTHROPIC_API_KEY", "COLUMNS", "ROWS")} == {
        "HOME": "/h", "ANTHROPIC_API_KEY": "k", "COLUMNS": "49", "ROWS": "31",
    }  # fmt: skip
    assert not {"TERM", "TMUX", "NO_COLOR", "PLANGATE_SESSION", "PLANGATE_AGENT_TOKEN"} & made.keys()
    assert not {"TEXTUAL_DRIVER", "PYTHONSTARTUP", "LD_PRELOAD"} & made.keys()
