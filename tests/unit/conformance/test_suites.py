"""Tests of `plangate.conformance.suites`."""

from __future__ import annotations

from pathlib import Path

import pytest

from plangate.conformance.said import Turn
from plangate.conformance.scratch import FILES
from plangate.conformance.setups import SETUPS
from plangate.conformance.suites import END, PROMPT, SUITES


@pytest.mark.parametrize("name", [name for name, suite in SUITES.items() if not suite.told])
def test_every_write_is_tried_once_and_then_it_ends(name: str) -> None:
    """In the directory that is given, each on a file of its own."""
    suite = SUITES[name]
    script = suite.script(Path("/w/x"))
    said = [script(Turn(prompt=PROMPT, index=index, results="")) for index in range(12)]
    assert said[-1].text == END
    called = [call for answer in said for call in answer.tools]
    for write in suite.writes:
        assert [call.name for call in called].count(write.call.name) >= 1
    assert not any("{work}" in str(value) for call in called for value in call.input.values())
    files = [write.file for write in suite.writes]
    assert len(set(files)) == len(files)
    assert len({mode.name for mode in suite.modes}) == len(suite.modes)


@pytest.mark.parametrize("name", [name for name, suite in SUITES.items() if suite.told])
def test_an_agent_without_tools_is_told_everything_at_once(name: str) -> None:
    """And that it is the end."""
    suite = SUITES[name]
    said = suite.script(Path("/w/x"))(Turn(prompt=PROMPT, index=0, results=""))
    assert not said.tools
    assert said.text.endswith(f"{END}\n")
    assert all(write.file in said.text for write in suite.writes)


def test_every_suite_has_a_setup() -> None:
    """And what is edited is there."""
    assert set(SUITES) <= set(SETUPS)
    assert {"app.py", "sed.txt"} <= set(FILES)
