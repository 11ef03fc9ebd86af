"""`plangate themes`."""

from __future__ import annotations

import argparse

from plangate.cli.arguments import add_json
from plangate.cli.output import Output
from plangate.config import paths
from plangate.config.files import read_settings
from plangate.errors import ExitCode

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    parser.epilog = "plangate config set appearance.theme NAME chooses one; docs/themes.md explains your own."
    add_json(parser)


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    from plangate.dashboard.themes import load_themes

    themes = load_themes(paths.themes_dir())
    used = themes.pick(read_settings(paths.settings_file()).settings.appearance.theme)
    if args.json:
        output.document(
            themes=[{"name": name, "used": name == used} for name in themes.specs],
            faults=[str(fault) for fault in themes.faults],
        )
        return ExitCode.OK
    for name in themes.specs:
        output.line(f"{'*' if name == used else ' '} {name}")
    for fault in themes.faults:
        output.say(str(fault))
    return ExitCode.OK
