"""Tests of `plangate.cli.suggest` and of what the parser makes of it."""

from __future__ import annotations

import pytest

from plangate.cli.main import main
from plangate.cli.parser import parse
from plangate.cli.registry import COMMANDS
from plangate.cli.suggest import OTHER_WORDS, suggestion
from plangate.errors import ExitCode, UsageError


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["sesions"], "plangate ls"),
        (["Attatch", "tests"], "plangate attach"),
        (["kill"], "plangate stop"),
        (["help"], "plangate --help"),
        (["dashbord"], "plangate"),
        (["plan", "aprove"], "plangate plan approve"),
    ],
)
def test_what_was_meant_is_asked(words: list[str], meant: str) -> None:
    """Whether it is mistyped, or what another program calls it."""
    with pytest.raises(UsageError) as raised:
        parse(words)
    assert f'Did you mean "{meant}"?' in raised.value.hint


def test_a_word_like_no_other_is_only_refused() -> None:
    """A far-fetched question would be worse than none."""
    with pytest.raises(UsageError) as raised:
        parse(["xyzzy"])
    assert raised.value.message == 'plangate has no command "xyzzy"'
    assert raised.value.hint == "plangate --help lists what there is."


def test_it_ends_with_the_code_for_a_wrong_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing was done."""
    assert main(["sesions"]) == ExitCode.USAGE
    assert 'Did you mean "plangate ls"?' in capsys.readouterr().err


def test_other_words_lead_to_what_there_is() -> None:
    """And none of them hides a command."""
    names = {command.name for command in COMMANDS}
    assert not names & set(OTHER_WORDS)
    for line in OTHER_WORDS.values():
        words = line.split()
        assert not words or words[0].startswith("--") or words[0] in names


def test_the_nearest_word_wins() -> None:
    """Also over one of the others that is alike."""
    assert suggestion("stats", ["stats", "status"]) == "stats"
    assert suggestion("statu", ["stats"], {"status": "ls"}) == "ls"
