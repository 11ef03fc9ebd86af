"""Tests of `plangate.cli.parser`, `registry` and `specs`."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from plangate.cli.parser import parse
from plangate.cli.registry import COMMANDS
from plangate.cli.specs import CommandSpec, all_commands
from plangate.errors import UsageError


def test_what_follows_two_dashes_is_the_program() -> None:
    """Also when it has options of its own."""
    args = parse(["run", "-n", "x", "--", "make", "-j2", "--", "all"])
    assert args.agent is None
    assert args.program == ["make", "-j2", "--", "all"]


def test_an_agent_takes_arguments_behind_two_dashes() -> None:
    """The agent stays the agent."""
    args = parse(["run", "claude", "--", "--model", "opus"])
    assert (args.agent, args.program) == ("claude", ["--model", "opus"])


@pytest.mark.parametrize(
    "words",
    [["nothing"], ["ls", "--nothing"], ["ls", "--sta", "working"], ["show", "a", "b"], ["daemon"], ["wait"]],
)
def test_a_wrong_command_line_is_an_error_with_a_hint(words: list[str]) -> None:
    """Raised like every error, so that it is shown and coded like every error."""
    with pytest.raises(UsageError) as raised:
        parse(words)
    assert "--help" in raised.value.hint


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["rename", "a", "-n", "zz"], "plangate rename"),
        (["config", "set", "a", "b", "c"], "plangate config set"),
        (["--nothing"], "plangate"),
    ],
)
def test_the_hint_names_the_command_that_was_meant(words: list[str], name: str) -> None:
    """Its help says what it takes; that of the whole program does not."""
    with pytest.raises(UsageError) as raised:
        parse(words)
    assert raised.value.hint == f"See {name} --help."
    assert raised.value.message.startswith(f"{name} does not take ")


def test_no_command_means_the_dashboard() -> None:
    """Nothing else has to be remembered."""
    assert parse([]).command is None


def test_every_command_has_a_module_and_help_for_all_it_takes() -> None:
    """Nobody has to guess what an option does."""

    def check(spec: CommandSpec) -> None:
        for option in spec.options:
            assert option.help or option.flags == ("--words",), (spec.path, option.flags)
        for value in spec.values:
            assert value.help, (spec.path, value.name)
        for verb in spec.verbs:
            assert verb.help, verb.path
            check(verb)

    specs = list(all_commands())
    assert [spec.path[0] for spec in specs] == [command.name for command in COMMANDS]
    for spec in specs:
        check(spec)


def test_everything_that_means_a_session_completes_sessions() -> None:
    """Whatever the argument is called."""
    for spec in all_commands():
        for value in spec.values:
            if "SESSION" in value.name:
                assert value.completer == "session", spec.path


@pytest.mark.parametrize("words", [("wait", "a", "--for", "bogus"), ("ls", "--state", "bogus")])
def test_choices_are_told_in_words(words: Sequence[str]) -> None:
    """Not as Python writes them."""
    with pytest.raises(UsageError) as told:
        parse(words)
    assert "'working'" in told.value.message
    assert "State." not in told.value.message
