"""The user's keymap.toml, resolved against the registry of actions."""

from __future__ import annotations

from pathlib import Path

from plangate.config.files import read_keymap
from plangate.dashboard.actions import ACTIONS
from plangate.dashboard.keymap import Keymap, KeymapEntry, resolve
from plangate.toml.document import Document, Fault

__all__ = ["load_keymap"]


def load_keymap(path: Path, escape: str = "") -> tuple[Keymap, tuple[Fault, ...]]:
    """The keys in force, and everything that is wrong with the file.

    Args:
        path: The file; need not exist.
        escape: The chord from the settings that leaves a session; the keymap's own line for
            `terminal.leave` wins.
    """
    written = read_keymap(path, [action.name for action in ACTIONS])
    document = Document.read(path)
    entries = [KeymapEntry(name, keys, _line(document, name)) for name, keys in written.keys.items()]
    if escape and "terminal.leave" not in written.keys:
        entries.append(KeymapEntry("terminal.leave", (escape,)))
    keymap, found = resolve(entries)
    faults = (Fault(str(path), fault.line, fault.message, fault.hint) for fault in found)
    return keymap, (*written.faults, *faults)


def _line(document: Document, name: str) -> int:
    """The name may stand there quoted in one piece, or as tables."""
    return document.line((name,)) or document.line(tuple(name.split(".")))
