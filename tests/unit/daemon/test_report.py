"""Tests of `plangate.daemon.report`."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plangate.daemon.report import Report
from plangate.model.session import Reason, State


@pytest.mark.parametrize(
    ("detail", "reason"),
    [
        ("kind=permission", Reason.PERMISSION),
        ("kind=permission:msg=" + base64.b64encode(b"approve plan").decode(), Reason.PLAN),
        ("kind=question", Reason.QUESTION),
        ("", Reason.QUESTION),
    ],
)
def test_blocked_says_for_what(detail: str, reason: Reason) -> None:
    """The kinds that Claude Code and Codex send map to our reasons."""
    report = Report.parse("blocked", detail)
    assert report is not None
    assert (report.state, report.reason) == (State.BLOCKED, reason)


def test_the_message_is_the_evidence() -> None:
    """People read what the agent said, base64 or plain."""
    coded = Report.parse("working", "msg=" + base64.b64encode(b"Reading app.py").decode())
    plain = Report.parse("working", "msg=not base64!")
    assert coded is not None
    assert plain is not None
    assert coded.evidence == 'the agent reports "working": Reading app.py'
    assert plain.evidence == 'the agent reports "working": not base64!'


@pytest.mark.parametrize("text", ["clear", "", "dancing"])
def test_clear_and_unknown_words_withdraw(text: str) -> None:
    """Nothing is believed that we do not understand."""
    assert Report.parse(text, "") is None


@given(st.text(), st.text())
def test_nothing_makes_it_raise(text: str, detail: str) -> None:
    """Programs write what they like."""
    Report.parse(text, detail)
