"""The classifier as others use it."""

from __future__ import annotations

import pytest

from plangate.gate.classify import Label, classify
from plangate.gate.classify.screen import LONGEST


@pytest.mark.parametrize("command", ["", "  \n\t", "# only a comment"])
def test_nothing_changes_nothing(command: str) -> None:
    """There is nothing to run."""
    assert classify(command).label is Label.READ_ONLY


def test_what_changes_something_outweighs_what_is_unknown() -> None:
    """An agent is told the part that will certainly not work."""
    verdict = classify("./build && rm -rf out; make")
    assert verdict.label is Label.MUTATING
    assert verdict.reason == "rm changes something"


def test_the_reason_names_the_part() -> None:
    """A person sees what to look at."""
    assert classify("ls | ./x").reason == "./x is not known to change nothing"
    assert classify("sort --frobnicate a").reason == "sort: the option --frobnicate is not known"
    assert classify("ls > größe").reason == "it writes größe"


def test_a_long_command_is_not_judged() -> None:
    """It takes no time either."""
    assert classify("echo " + "a" * (LONGEST - 5)).label is Label.READ_ONLY
    assert classify("echo " + "a" * LONGEST).label is Label.UNKNOWN


def test_text_that_is_no_text_is_unknown() -> None:
    """Bytes that were not UTF-8 arrive as surrogates."""
    assert classify("ls \udcff").label is Label.UNKNOWN


class TestAllowed:
    """Commands that the policy takes for read-only."""

    def test_as_a_whole(self) -> None:
        """Whatever they are."""
        assert classify(" make lint > /tmp/x ", ["make lint > /tmp/x"]).label is Label.READ_ONLY

    @pytest.mark.parametrize(
        "command", ["cd src && make lint | tail", "timeout 9 make lint", "make 'lint'", "bash -c 'make lint'"]
    )
    def test_inside_of_others(self, command: str) -> None:
        """As simple commands of their own."""
        assert classify(command).label is Label.UNKNOWN
        assert classify(command, ["make lint"]).label is Label.READ_ONLY

    @pytest.mark.parametrize(
        "command",
        [
            "make lint all",
            "make",
            "make lint > x",
            "X=1 make lint",
            "make lint; rm x",
            "$x make lint",
            "xargs make lint",
        ],
    )
    def test_nothing_more(self, command: str) -> None:
        """Neither longer nor shorter, nor with anything around them that matters."""
        assert classify(command, ["make lint"]).label is not Label.READ_ONLY

    @pytest.mark.parametrize("allowed", ["make $X", "a | b", "it's", "", "x; y", "\ud800"])
    def test_an_odd_entry_allows_only_itself(self, allowed: str) -> None:
        """It is compared as a whole, and never taken apart."""
        assert classify("make x", [allowed]).label is Label.UNKNOWN
