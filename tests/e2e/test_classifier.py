"""What is called read-only is run, and must leave a scratch repository as it was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.support.scratch import Scratch, scratch
from tests.unit.gate.classify.corpus import HARMLESS
from tests.unit.gate.classify.generate import PAYLOADS, inserted, spliced

from plangate.gate.classify import Label, classify

NOT_RUN = (
    "sleep",
    "top ",
    "kubectl",
    "docker",
    "systemctl",
    "journalctl",
    "find /",
    "tail -f",
    "vmstat",
    "npm",
    "gh ",
)
"""Slow, or they look at the whole machine or ask services."""


@pytest.fixture(scope="module")
def repository() -> Iterator[Scratch]:
    """One for all of them."""
    with scratch() as made:
        yield made


def changing(repository: Scratch, commands: list[str]) -> dict[str, set[str]]:
    """What is called read-only, is run, and changes files all the same."""
    found = {}
    for command in dict.fromkeys(commands):
        if classify(command).label is Label.READ_ONLY and not any(word in command for word in NOT_RUN):
            changed = repository.run(command)
            if changed:
                found[command] = changed
    return found


def test_the_payloads_do_change_something(repository: Scratch) -> None:
    """Otherwise the other tests here would see nothing."""
    seen = [payload for payload in PAYLOADS if repository.run(payload)]
    assert len(seen) > 0.75 * len(PAYLOADS)


def test_daily_commands_change_nothing(repository: Scratch) -> None:
    """Every one of the lists."""
    assert changing(repository, HARMLESS) == {}


@pytest.mark.parametrize("seed", [1])
def test_spliced_commands_change_nothing(repository: Scratch, seed: int) -> None:
    """Harmless commands with nasty pieces, where they are still called read-only."""
    assert changing(repository, list(spliced(seed, 2500, HARMLESS))) == {}


def test_pieces_between_tokens_change_nothing(repository: Scratch) -> None:
    """Every construct with every piece in it, as far as luck brings them together."""
    assert changing(repository, list(inserted(4, 2500))) == {}
