"""Tests of `plangate.cli.output`."""

from __future__ import annotations

import io
import json

from tests.unit.cli.conftest import Captured

from plangate.cli.output import Output
from plangate.errors import NotFound


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_data_and_talk_go_apart(captured: Captured) -> None:
    """What a script reads is not mixed with what a person is told."""
    captured.output.line("data")
    captured.output.say("talk")
    assert (captured.lines, captured.said) == (["data"], "talk\n")


def test_every_document_carries_its_version(captured: Captured) -> None:
    """So that scripts notice a change."""
    captured.output.document(sessions=[])
    assert captured.json == {"version": 1, "sessions": []}


def test_records_are_one_line_each(captured: Captured) -> None:
    """A stream of records can be read line by line."""
    captured.output.record(event={"text": "a\nb"})
    assert json.loads(captured.lines[0]) == {"version": 1, "event": {"text": "a\nb"}}
    assert len(captured.lines) == 1


def test_an_error_names_its_hint(captured: Captured) -> None:
    """On standard error, in two lines."""
    captured.output.error(NotFound("no session x", "plangate ls lists them."))
    assert captured.said == "error: no session x\nhint: plangate ls lists them.\n"
    assert captured.lines == []


def test_an_error_is_a_document_too_when_json_was_asked_for(captured: Captured) -> None:
    """A script gets the stable word for what went wrong."""
    captured.output.as_json = True
    captured.output.error(NotFound("no session x"))
    assert captured.json["error"] == {"code": "not_found", "message": "no session x", "hint": ""}


def test_colours_only_on_a_terminal_that_wants_them() -> None:
    """NO_COLOR and a dumb terminal are respected."""
    for environment, coloured in ({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False):
        data = Terminal()
        Output(data, io.StringIO(), environment).table(("A",), [("working",)], paint={0: {"working": "cyan"}})
        assert ("\x1b[36m" in data.getvalue()) is coloured


def test_a_table_without_rows_prints_nothing(captured: Captured) -> None:
    """Not even its headings."""
    captured.output.table(("A",), [])
    assert captured.lines == []
