"""Every check is needed: with a hole made on purpose, the lists find a command that slips through."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from tests.unit.gate.classify.corpus import KNOWN_CHANGING, UNCLEAR
from tests.unit.gate.classify.generate import PAYLOADS

from plangate.gate.classify import (
    Label,
    arithmetic,
    assignments,
    classify,
    conditions,
    engine,
    entry,
    heredocs,
    options,
    redirects,
    simple,
    source,
    variables,
    words,
)
from plangate.gate.classify.rules import archives, awk, call, git, registry, search, sed, shell, wrappers
from plangate.gate.classify.words import Loose

COMMANDS = [*KNOWN_CHANGING, *UNCLEAR, *PAYLOADS]
ANYTHING = re.compile(r".*", re.DOTALL)
NOTHING = re.compile(r"(?!)")
Hole = Callable[[pytest.MonkeyPatch], None]


def nothing(*_: Any, **__: Any) -> None:
    """A check that was forgotten."""


def true(*_: Any, **__: Any) -> bool:
    """A question always answered with yes."""
    return True


def replacing(owner: object, name: str, value: object) -> Hole:
    """A part is something else."""
    return lambda patch: patch.setattr(owner, name, value)


def free(*names: str) -> Hole:
    """These programs are thought to be harmless with any arguments."""

    def make(patch: pytest.MonkeyPatch) -> None:
        for name in names:
            patch.setitem(registry.RULES, name, call.free)

    return make


def without_suffix(patch: pytest.MonkeyPatch) -> None:
    """Options may be abbreviated."""
    known = options.Options._long

    def lenient(self: options.Options, word: str, rest: Any, parsed: options.Parsed) -> None:
        known(self, "--version", rest, parsed)

    patch.setattr(options.Options, "_long", lenient)


def tame_everything(patch: pytest.MonkeyPatch) -> None:
    """Expansions never become options."""
    original = words._Pieces.word

    def word(self: words._Pieces) -> words.Word:
        found = original(self)
        return Loose(found.single, found.start, True) if isinstance(found, Loose) else found

    patch.setattr(words._Pieces, "word", word)


def first_destination_only(patch: pytest.MonkeyPatch) -> None:
    """Words behind a redirection are forgotten."""
    original = redirects.Redirections.judge
    patch.setattr(redirects.Redirections, "judge", lambda self, node: original(self, node)[:0])


def same_options_anywhere(patch: pytest.MonkeyPatch) -> None:
    """It does not matter whether options stand before or behind operands."""
    patch.setattr(options.Parsed, "begins_with", options.Parsed.has)


def old_tar(patch: pytest.MonkeyPatch) -> None:
    """Letters without a dash are taken for one bundle of options."""

    def modern(args: list[words.Word]) -> list[words.Word]:
        return [f"-{args[0]}", *args[1:]] if args and isinstance(args[0], str) else args

    patch.setattr(archives, "_modern", modern)


HOLES: dict[str, Hole] = {
    **{
        f"{name} is free": free(name)
        for name in [
            "sort",
            "uniq",
            "xxd",
            "sed",
            "awk",
            "find",
            "git",
            "tar",
            "env",
            "xargs",
            "date",
            "tree",
            "rg",
            "printf",
        ]
    },
    **{
        f"{name} is free": free(name)
        for name in [
            "test",
            "read",
            "wait",
            "jobs",
            "file",
            "fd",
            "bash",
            "eval",
            "command",
            "tee",
            "yq",
            "less",
            "man",
        ]
    },
    "control characters": replacing(entry, "check_characters", nothing),
    "text between nodes": replacing(source.Source, "gap", lambda self, start, end: self.text[start:end]),
    "redirections": replacing(redirects.Redirections, "_open", nothing),
    "words behind redirections": first_destination_only,
    "sinks": replacing(redirects, "_SINKS", frozenset({"/dev/null", "file"})),
    "arithmetic": replacing(engine, "check_arithmetic", nothing),
    "numbers in arithmetic": replacing(engine.Analysis, "_is_number", true),
    "conditions": replacing(engine, "check_condition", nothing),
    "operators that evaluate": replacing(conditions, "_EVALUATES_NAME", ()),
    "operators between brackets": replacing(conditions, "_OPERATOR", ANYTHING),
    "shells that read differently": replacing(shell, "_READ_DIFFERENTLY", {}),
    "tests": replacing(engine, "check_test", nothing),
    "expansions in here-documents": replacing(heredocs, "_EXPANDED", NOTHING),
    "names that are set": replacing(engine, "harmless_name", true),
    "variables that are exported": replacing(assignments, "harmless_for_programs", true),
    "variables before a command": replacing(simple, "harmless_for_programs", true),
    "variables of env": replacing(wrappers, "harmless_for_programs", true),
    "arrays": replacing(assignments.AssignmentReader, "_array", nothing),
    "abbreviated options": without_suffix,
    "expansions that are options": tame_everything,
    "options behind operands": same_options_anywhere,
    "directories of programs": replacing(simple, "_short", lambda name: name.rpartition("/")[2]),
    "braces": replacing(words, "_expands", lambda raw: False),
    "expansions": replacing(
        words, "_EXPANSION", re.compile(words._EXPANSION.pattern.replace(":?[-+]", ":?[-+=]"))
    ),
    "formats of printf": replacing(shell, "_COUNTS_WRITTEN", NOTHING),
    "settings of git": replacing(git, "_SETTING", ANYTHING),
    "formats of git": replacing(git, "_RUNS_GPG", NOTHING),
    "remotes of git": replacing(git, "_REMOTE", ANYTHING),
    "listing branches": replacing(git, "_LISTING", ("--list", "-v")),
    "commands of find": replacing(search, "_executed", lambda call, position, action: (None, position + 3)),
    "values of find": replacing(search, "_one_value", nothing),
    "what xargs appends": replacing(wrappers, "_APPENDED", "word"),
    "what xargs replaces": replacing(wrappers, "_replaced", lambda word, mark: word),
    "scripts of sed": replacing(sed, "sed_script", nothing),
    "flags of sed": replacing(sed, "_FLAGS", re.compile(r"[gpiImMe0-9]*")),
    "brackets of sed": replacing(sed, "_open_bracket", lambda pattern: False),
    "programs of awk": replacing(awk, "awk_program", nothing),
    "newlines in awk": replacing(awk, "_GOES_ON", frozenset()),
    "names in awk": replacing(awk, "_REFUSED", frozenset()),
    "old options of tar": old_tar,
    "assignments that cannot be followed": replacing(engine.Analysis, "assigns", lambda self: False),
    "several assignments": replacing(variables.Assignments, "once", true),
    "names in arithmetic": replacing(arithmetic, "_COUNTERS", frozenset({"x", "ls"})),
}


def slipped() -> list[str]:
    """What is called read-only though it is not."""
    return [command for command in COMMANDS if classify(command).label is Label.READ_ONLY]


@pytest.mark.parametrize("name", HOLES)
def test_a_hole_is_found(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """At least one command on the lists slips through it."""
    HOLES[name](monkeypatch)
    assert slipped() != []


def test_without_a_hole_nothing_slips() -> None:
    """The lists themselves are no proof otherwise."""
    assert slipped() == []
