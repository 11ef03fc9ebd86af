from __future__ import annotations

from pathlib import Path

from plangate.dashboard.actions import action_named
from plangate.dashboard.keymap import DEFAULT_KEYMAP
from plangate.dashboard.keymap_file import load_keymap


def _load(
    folder: Path, text: str, escape: str = ""
) -> tuple[dict[str, tuple[str, ...]], list[tuple[int, str]]]:
    (folder / "keymap.toml").write_text(text, "utf-8")
    keymap, faults = load_keymap(folder / "keymap.toml", escape)
    return dict(keymap.chosen), [(fault.line, fault.message) for fault in faults]


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    """Nothing chosen, nothing wrong."""
    assert load_keymap(tmp_path / "none.toml") == (DEFAULT_KEYMAP, ())


def test_names_may_be_quoted_or_tables(tmp_path: Path) -> None:
    """All ways in which TOML writes a dotted name mean the same."""
    chosen, faults = _load(
        tmp_path, '"session.stop" = "ctrl+k"\nsession.open = ["enter", "O"]\n[list]\nfilter = []\n'
    )
    assert not faults
    assert chosen == {"session.stop": ("ctrl+k",), "session.open": ("enter", "O"), "list.filter": ()}


def test_every_fault_has_its_line(tmp_path: Path) -> None:
    """Unknown actions, keys that are none, and keys that are taken."""
    chosen, faults = _load(
        tmp_path,
        '# mine\nsessoin.stop = "x"\n"session.stop" = "n"\n\n[session]\npeek = "hyper+p"\nrename = "ctrl+r"\n',
    )
    assert chosen == {"session.rename": ("ctrl+r",)}
    assert [line for line, _ in sorted(faults)] == [2, 3, 6]


def test_the_escape_chord_of_the_settings_leaves_a_session(tmp_path: Path) -> None:
    """The keymap's own line for it is stronger."""
    chosen, _ = _load(tmp_path, "", "ctrl+backslash")
    assert chosen == {"terminal.leave": ("ctrl+backslash",)}
    chosen, _ = _load(tmp_path, 'terminal.leave = "f12"\n', "ctrl+backslash")
    assert chosen == {"terminal.leave": ("f12",)}
    keymap, faults = load_keymap(tmp_path / "none.toml", "ctrl+]")
    assert not faults
    assert keymap.keys(action_named("terminal.leave")) == ("ctrl+right_square_bracket",)
