"""Tests of `plangate.config.settings`."""

from __future__ import annotations

import pytest
import tomlkit

from plangate.config.settings import Settings, registry
from plangate.toml.document import Document
from plangate.toml.schema import read


def test_every_setting_is_described() -> None:
    """Documentation and `doctor` have something to say about each."""
    for entry in registry():
        assert entry.meaning, entry.path
        assert not entry.meaning.endswith("."), entry.path


def test_defaults_pass_their_own_checks() -> None:
    """A file with all defaults written out has no fault and changes nothing."""
    file = tomlkit.document()
    for entry in registry():
        table, key = entry.path.split(".")
        file.setdefault(table, tomlkit.table())[key] = (
            list(entry.default) if isinstance(entry.default, tuple) else entry.default
        )
    document = Document.parse("f", tomlkit.dumps(file))
    assert read(Settings, document) == Settings()
    assert document.faults == []


@pytest.mark.parametrize("chord", ["ctrl+]", "ctrl+\\\\", "f12", "ctrl+alt+q", "ctrl+right_square_bracket"])
def test_chords_are_accepted(chord: str) -> None:
    """The escape chord may be any chord or function key."""
    document = Document.parse("f", f'keyboard.escape = "{chord}"')
    read(Settings, document)
    assert document.faults == []


@pytest.mark.parametrize("chord", ["a", "", "escape", "ctrl+", "ctrl+ a", "enter"])
def test_keys_that_agents_need_are_no_chords(chord: str) -> None:
    """A plain key as escape chord would lock it out of every session."""
    document = Document.parse("f", f'keyboard.escape = "{chord}"')
    read(Settings, document)
    assert len(document.faults) == 1
