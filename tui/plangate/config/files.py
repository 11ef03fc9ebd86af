"""Reading settings.toml and keymap.toml, and changing a setting without touching anything else."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from plangate import atomic
from plangate.config.settings import Settings
from plangate.errors import ConfigError
from plangate.toml.document import Document, Fault, did_you_mean
from plangate.toml.schema import check_value, read

if TYPE_CHECKING:
    import tomlkit

__all__ = ["Keymap", "Loaded", "missing", "read_keymap", "read_settings", "set_setting"]


class Loaded(msgspec.Struct, frozen=True):
    """The settings in force, and what was wrong with the file."""

    settings: Settings
    faults: tuple[Fault, ...] = ()


class Keymap(msgspec.Struct, frozen=True):
    """The user's keys for some actions, and what was wrong with the file."""

    keys: Mapping[str, tuple[str, ...]]
    """By name of the action; an empty tuple takes its keys away."""
    faults: tuple[Fault, ...] = ()


def read_settings(path: Path) -> Loaded:
    """The settings of a file; whatever is faulty or missing has its default."""
    document = Document.read(path)
    settings = read(Settings, document)
    return Loaded(settings or Settings(), tuple(document.faults))


def missing(path: Path, setting: str, name: str, known: Collection[str]) -> tuple[Fault, ...]:
    """The fault of a setting that names what does not exist, which the schema cannot know; nothing when it does.

    Args:
        path: The settings.
        setting: Its path; its last word is what it names: "appearance.theme", "sessions.agent".
        name: Its value.
        known: All that exist.
    """
    if name in known:
        return ()
    kind = setting.rpartition(".")[2]
    hint = did_you_mean(name, known) or f"plangate {kind}s lists them"
    line = Document.read(path).line(tuple(setting.split(".")))
    return (Fault(str(path), line, f'there is no {kind} "{name}"', hint),)


def set_setting(path: Path, setting: str, value: object) -> Loaded:
    """Change one setting in the file, keeping its comments and order, and read the result.

    Args:
        path: The file; made if it does not exist.
        setting: Its path as the registry names it: "appearance.theme".
        value: The new value, as TOML knows it: text, number, bool or list.

    Raises:
        ConfigError: No such setting, an unfit value, or a file that cannot be read or written.
    """
    import tomlkit  # slow to import, and few processes change settings

    keys = tuple(setting.split("."))
    plain = list(value) if isinstance(value, tuple) else value
    judged = Document(str(path))
    check_value(Settings, keys, plain, judged)
    if judged.faults:
        raise ConfigError(judged.faults[0].message, judged.faults[0].hint)
    present = Document.read(path)
    if present.faults:
        raise ConfigError(str(present.faults[0]), "Mend the file first; it was not changed.")
    document = tomlkit.parse(present.source)
    _assign(document, keys, plain)
    try:
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o600
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        atomic.write(path, tomlkit.dumps(document).encode(), mode=mode)
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror}") from error
    return read_settings(path)


def _assign(document: tomlkit.TOMLDocument, keys: tuple[str, ...], value: object) -> None:
    import tomlkit

    table: Any = document
    for key in keys[:-1]:
        if key not in table:
            table[key] = tomlkit.table()
        table = table[key]
    table[keys[-1]] = value


def read_keymap(path: Path, known: Collection[str]) -> Keymap:
    """The user's keys, as `action = "key"` or `action = ["key", …]`.

    Args:
        path: The file; need not exist.
        known: Names of all actions; dots in them may be written as TOML tables.
    """
    document = Document.read(path)
    keys: dict[str, tuple[str, ...]] = {}
    _actions(document, document.values, (), known, keys)
    return Keymap(keys, tuple(document.faults))


def _actions(
    document: Document,
    table: Mapping[str, object],
    around: tuple[str, ...],
    known: Collection[str],
    keys: dict[str, tuple[str, ...]],
) -> None:
    for key, value in table.items():
        path = (*around, key)
        name = ".".join(path)
        if isinstance(value, dict):
            _actions(document, value, path, known, keys)
            continue
        wanted = [value] if isinstance(value, str) else value
        if name not in known:
            document.fault(path, f"unknown action {name}", did_you_mean(name, known))
        elif not isinstance(wanted, list) or not all(isinstance(item, str) and item for item in wanted):
            document.fault(path, f"{name}: expected a key or a list of keys", 'for example ["n", "ctrl+n"]')
        else:
            keys[name] = tuple(wanted)
