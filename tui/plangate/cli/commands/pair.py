"""`plangate pair`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from plangate.cli.arguments import add_json
from plangate.cli.connect import connect
from plangate.cli.output import Output
from plangate.cli.pairing import device_json, pairing_json, show_pairing
from plangate.client import devices
from plangate.client.blocking import Change
from plangate.errors import ExitCode, TimedOut, Unavailable
from plangate.model.client import Role
from plangate.wire.control import EventAppended
from plangate.wire.devices import Pairing

__all__ = ["add_arguments", "add_role", "run"]

_ROLES = (Role.VIEWER, Role.APPROVER, Role.DRIVER)
_PATIENCE = 120.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    parser.epilog = (
        "A viewer sees; an approver also answers plans and questions with the PIN, and stops; a driver also types "
        "and starts. plangate serve has to run."
    )
    add_role(parser, "--role", Role.DRIVER)
    add_json(parser)


def add_role(parser: argparse.ArgumentParser, name: str, default: Role) -> None:
    """An option for the role of a device."""
    parser.add_argument(
        name, choices=[str(role) for role in _ROLES], default=str(default), help=f"what it may do ({default})"
    )


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    with connect() as control:
        changes = control.subscribe(patience=_PATIENCE)
        pairing: Pairing = control.ask(devices.open_pairing(Role(args.role)))
        if not pairing.fronts:
            control.ask(devices.close_pairing())
            raise Unavailable(
                "nothing serves the dashboard", "plangate serve does, in a terminal of its own."
            )
        if args.json:
            output.record(pairing=pairing_json(pairing))
        else:
            show_pairing(pairing, output)
            output.flush()
        try:
            name = _until_paired(changes)
        except TimedOut as error:
            raise TimedOut("nothing was paired", "plangate pair shows another code.") from error
        finally:
            control.ask(devices.close_pairing())
        device = next(one for one in control.ask(devices.devices()) if one.name == name)
    if args.json:
        output.record(device=device_json(device))
    else:
        output.say(f"{device.name} was paired as a {device.role}")
    return ExitCode.OK


def _until_paired(changes: Iterator[Change]) -> str:
    """The name of the device that comes."""
    for change in changes:
        if isinstance(change, EventAppended) and change.event.kind == "device.paired":
            return str(change.event.data["name"])
    raise TimedOut("nothing was paired")
