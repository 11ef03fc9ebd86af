"""`plangate devices`."""

from __future__ import annotations

import argparse
import time

from plangate.cli.arguments import add_json
from plangate.cli.connect import connect
from plangate.cli.output import Output
from plangate.cli.pairing import device_json, device_rows
from plangate.cli.parser import subcommands
from plangate.client import devices
from plangate.client.blocking import BlockingControl
from plangate.errors import ExitCode, NotFound, UsageError
from plangate.model.devices import DeviceView

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    parser.epilog = "plangate pair adds one."
    verbs = subcommands(parser)
    ls = verbs.add_parser("ls", help="which are paired, what they may do, and when they were last there")
    revoke = verbs.add_parser("revoke", help="forget some, and end at once what they have open")
    revoke.add_argument(
        "devices", metavar="DEVICE", nargs="+", help="their names or ids, or how the ids begin"
    )
    rename = verbs.add_parser("rename", help="call one something else")
    rename.add_argument("device", metavar="DEVICE", help="its name or id")
    rename.add_argument("name", metavar="NAME", help="what it is called from now on")
    add_json(ls)


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    with connect() as control:
        if args.action == "ls":
            return _list(control, args, output)
        known = control.ask(devices.devices())
        if args.action == "rename":
            control.ask(devices.rename(_find(known, args.device).id, args.name))
            return ExitCode.OK
        for device in [_find(known, word) for word in args.devices]:
            output.say(control.ask(devices.revoke(device.id)))
    return ExitCode.OK


def _list(control: BlockingControl, args: argparse.Namespace, output: Output) -> int:
    found = control.ask(devices.devices())
    if args.json:
        output.document(devices=[device_json(device) for device in found])
        return ExitCode.OK
    if found:
        output.table(("ID", "NAME", "ROLE", "SEEN", "PAIRED", "FROM"), device_rows(found, time.time()))
    else:
        output.say("no device is paired; plangate pair pairs one")
    return ExitCode.OK


def _find(known: list[DeviceView], word: str) -> DeviceView:
    for fits in (
        [device for device in known if word in (device.name, device.id)],
        [device for device in known if device.id.startswith(word)],
    ):
        if len(fits) == 1:
            return fits[0]
        if fits:
            raise UsageError(f"{word} could be {' or '.join(device.id for device in fits)}")
    raise NotFound(f"there is no device {word}", "plangate devices ls lists them.")
