"""Tests of `plangate.conformance.suites`."""

from __future__ import annotations

from pathlib import Path

import pytest

from plangate.conformance.said import Turn
from plangate.conformance.scratch import FILES
from plangate.conformance.setups import SETUPS
from plangate.conformance.suites import END, PROMPT, SUITES


@pytest.mark.parametrize("name", SUITES)
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


def test_every_suite_has_a_setup() -> None:
    """And what is edited is there."""
    assert set(SUITES) <= set(SETUPS)
    assert {"app.py", "sed.txt"} <= set(FILES)
