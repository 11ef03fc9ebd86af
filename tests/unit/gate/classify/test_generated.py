"""Generated nasty commands are never called read-only."""

from __future__ import annotations

from tests.unit.gate.classify.corpus import HARMLESS
from tests.unit.gate.classify.generate import PAYLOADS, STRUCTURES, WRAPPERS, inserted, nested, spliced

from plangate.gate.classify import Label, classify


def test_no_wrapping_hides_a_payload() -> None:
    """Every payload in every wrapper, and some wrapped several times."""
    commands = set(nested(seed=1, count=1500))
    assert len(commands) > len(PAYLOADS) * len(WRAPPERS)
    assert [command for command in commands if classify(command).label is Label.READ_ONLY] == []


def test_harmless_commands_stay_so_when_wrapped() -> None:
    """A wrapper alone is no reason for doubt; what cannot stand in it may be one."""
    wrapped = list(nested_harmless())
    kept = [command for command in wrapped if classify(command).label is Label.READ_ONLY]
    assert len(kept) >= 0.95 * len(wrapped)


def test_every_structure_is_understood() -> None:
    """Otherwise putting something into it proves nothing."""
    assert [text for text in STRUCTURES if classify(text).label is not Label.READ_ONLY] == []


def test_splices_always_get_an_answer() -> None:
    """Whatever the text looks like."""
    for command in [*inserted(seed=3, count=1500), *spliced(seed=2, count=1500, harmless=HARMLESS)]:
        assert classify(command).reason


def nested_harmless() -> list[str]:
    """A few harmless commands in every wrapper."""
    commands = ("git status", "ls -la", "cat a.txt", "grep -n foo a.txt")
    return [
        wrapper.replace("{{", "{")
        .replace("}}", "}")
        .replace("{quoted}", f"'{command}'")
        .replace("{}", command)
        for wrapper in WRAPPERS
        for command in commands
    ]
