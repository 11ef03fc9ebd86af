"""Tests of `plangate.config.files`."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from plangate.config.files import read_keymap, read_settings, set_setting
from plangate.config.settings import Clipboard, Settings
from plangate.errors import ConfigError

COMMENTED = """\
# my settings

[appearance]
theme = "light"  # easier in the sun
frame_rate = 30

# recordings are precious
[recordings]
enabled = true
"""


def test_faulty_values_have_their_default(tmp_path: Path) -> None:
    """The rest of the file counts, and every fault has file and line."""
    file = tmp_path / "settings.toml"
    file.write_text('[terminal]\nclipboard = "never"\nmouse = false\n[terminl]\n')
    loaded = read_settings(file)
    assert loaded.settings.terminal.clipboard is Clipboard.ASK
    assert loaded.settings.terminal.mouse is False
    assert [(fault.file, fault.line) for fault in loaded.faults] == [(str(file), 4), (str(file), 2)]


def test_a_broken_file_gives_the_defaults(tmp_path: Path) -> None:
    """The dashboard still opens."""
    file = tmp_path / "settings.toml"
    file.write_text("[appearance\n")
    loaded = read_settings(file)
    assert loaded.settings == Settings()
    assert [fault.line for fault in loaded.faults] == [1]


def test_comments_and_order_survive_a_change(tmp_path: Path) -> None:
    """Only the value changes, to the byte."""
    file = tmp_path / "settings.toml"
    file.write_text(COMMENTED)
    file.chmod(0o644)
    loaded = set_setting(file, "appearance.theme", "dark")
    assert file.read_text() == COMMENTED.replace('"light"', '"dark"')
    assert loaded.settings.appearance.theme == "dark"
    assert stat.S_IMODE(file.stat().st_mode) == 0o644


def test_a_new_table_goes_to_the_end(tmp_path: Path) -> None:
    """What was there stays as it was."""
    file = tmp_path / "settings.toml"
    file.write_text(COMMENTED)
    set_setting(file, "plugins.disabled", ("aider",))
    assert file.read_text().startswith(COMMENTED)
    assert read_settings(file).settings.plugins.disabled == ("aider",)


def test_the_file_is_made(tmp_path: Path) -> None:
    """The first change needs no file."""
    file = tmp_path / "config" / "settings.toml"
    assert (
        set_setting(file, "terminal.clipboard", Clipboard.DENY).settings.terminal.clipboard is Clipboard.DENY
    )
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("dotted", ["appearance.theme = 'light'\n", "appearance = { theme = 'light' }\n"])
def test_other_spellings_are_changed_in_place(tmp_path: Path, dotted: str) -> None:
    """Dotted keys and inline tables are the same settings."""
    file = tmp_path / "settings.toml"
    file.write_text(dotted)
    set_setting(file, "appearance.theme", "dark")
    assert read_settings(file).settings.appearance.theme == "dark"
    assert len(file.read_text().splitlines()) == 1


@pytest.mark.parametrize(
    ("setting", "value", "message"),
    [
        ("appearance.thme", "x", "unknown key appearance.thme"),
        ("nothing", 1, "unknown key nothing"),
        ("appearance", "dark", "expected a table"),
        ("appearance.frame_rate", 500, "too large"),
        ("appearance.frame_rate", "fast", "expected a whole number"),
    ],
)
def test_unfit_changes_are_refused(tmp_path: Path, setting: str, value: object, message: str) -> None:
    """Nothing is written then."""
    file = tmp_path / "settings.toml"
    with pytest.raises(ConfigError, match=message):
        set_setting(file, setting, value)
    assert not file.exists()


def test_a_broken_file_is_not_overwritten(tmp_path: Path) -> None:
    """A change never destroys what a person wrote."""
    file = tmp_path / "settings.toml"
    file.write_text("[appearance\n")
    with pytest.raises(ConfigError, match="not valid TOML"):
        set_setting(file, "appearance.theme", "dark")
    assert file.read_text() == "[appearance\n"


def test_keys_are_read_in_every_spelling(tmp_path: Path) -> None:
    """Single keys, lists, and names with dots."""
    file = tmp_path / "keymap.toml"
    file.write_text('help = "?"\n"list.new" = ["n", "ctrl+n"]\n[list]\nstop = []\n')
    keymap = read_keymap(file, ["help", "list.new", "list.stop"])
    assert keymap.keys == {"help": ("?",), "list.new": ("n", "ctrl+n"), "list.stop": ()}
    assert keymap.faults == ()


def test_faults_in_a_keymap_have_lines(tmp_path: Path) -> None:
    """Unknown actions and wrong shapes are named, good lines kept."""
    file = tmp_path / "keymap.toml"
    file.write_text('help = 1\nhlp = "h"\nstop = ["x", ""]\nnew = "n"\n')
    keymap = read_keymap(file, ["help", "stop", "new"])
    assert keymap.keys == {"new": ("n",)}
    assert [(fault.line, fault.hint) for fault in keymap.faults] == [
        (1, 'for example ["n", "ctrl+n"]'),
        (2, 'did you mean "help"?'),
        (3, 'for example ["n", "ctrl+n"]'),
    ]
