"""`plangate config`."""

from __future__ import annotations

import argparse
import tomllib

from plangate.cli.arguments import add_json, completed_by
from plangate.cli.output import Output
from plangate.cli.parser import subcommands
from plangate.cli.userfiles import faults as faults_of_files
from plangate.cli.userfiles import known_names, missing_names
from plangate.config import paths
from plangate.config.files import missing, read_settings, set_setting
from plangate.config.settings import Settings, registry
from plangate.errors import ConfigError, ExitCode, NotFound
from plangate.toml.document import did_you_mean

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    verbs = subcommands(parser)
    verbs.add_parser("path", help="where the settings are")
    get = verbs.add_parser("get", help="print settings and their values")
    completed_by(
        get.add_argument("setting", metavar="SETTING", nargs="?", help="one, or the beginning of some"),
        "setting",
    )
    add_json(get)
    change = verbs.add_parser("set", help="change one; comments in the file stay")
    completed_by(
        change.add_argument("setting", metavar="SETTING", help="such as appearance.theme"), "setting"
    )
    change.add_argument("value", metavar="VALUE", help="as TOML, or a plain word")
    check = verbs.add_parser(
        "check", help="what is wrong with settings, keymap, themes and agents, with lines"
    )
    add_json(check)


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    path = paths.settings_file()
    if args.action == "path":
        output.line(str(path))
    elif args.action == "get":
        loaded = read_settings(path)
        _get(args, output, loaded.settings)
        for fault in (*loaded.faults, *missing_names(loaded.settings)):
            output.say(str(fault))
    elif args.action == "set":
        value = _value(args.value)
        _refuse_unknown(args.setting, value)
        set_setting(path, args.setting, value)
    else:
        return _check(args, output)
    return ExitCode.OK


def _get(args: argparse.Namespace, output: Output, settings: Settings) -> None:
    wanted = args.setting or ""
    names = [entry.path for entry in registry()]
    found = [name for name in names if name == wanted or not wanted or name.startswith(wanted + ".")]
    if not found:
        raise NotFound(f"there is no setting {wanted}", did_you_mean(wanted, names).capitalize())
    values = {name: _look_up(settings, name) for name in found}
    if args.json:
        output.document(settings=values)
    elif found == [wanted]:
        output.line(_toml(values[wanted]))
    else:
        for name, value in values.items():
            output.line(f"{name} = {_toml(value)}")


def _refuse_unknown(setting: str, value: object) -> None:
    """A name in the settings is the name of something that exists now."""
    known = known_names(setting, value, read_settings(paths.settings_file()).settings)
    if known is None:
        return
    for fault in missing(paths.settings_file(), setting, str(value), known):
        hint = fault.hint[0].upper() + fault.hint[1:]
        raise ConfigError(fault.message, hint if hint.endswith("?") else f"{hint}.")


def _check(args: argparse.Namespace, output: Output) -> int:
    path = paths.settings_file()
    faults = [fault for found in faults_of_files().values() for fault in found]
    if args.json:
        output.document(
            file=str(path),
            faults=[
                {"file": fault.file, "line": fault.line, "message": fault.message, "hint": fault.hint}
                for fault in faults
            ],
        )
    else:
        for fault in faults:
            output.line(str(fault))
        if not faults:
            output.say(
                "nothing is wrong" if path.exists() else "nothing is wrong; every setting has its default"
            )
    return ExitCode.CONFIG if faults else ExitCode.OK


def _value(text: str) -> object:
    """The value that a word on the command line means: TOML where it is TOML, else text."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _look_up(settings: Settings, name: str) -> object:
    value: object = settings
    for part in name.split("."):
        value = getattr(value, part)
    return list(value) if isinstance(value, tuple) else value


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)
