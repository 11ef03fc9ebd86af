"""`plangate serve`."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from plangate.cli.connect import connect
from plangate.cli.output import Output
from plangate.cli.pairing import show_pairing
from plangate.client import devices
from plangate.errors import ConfigError
from plangate.model.client import Role
from plangate.model.devices import Front
from plangate.wire.devices import Pairing

__all__ = ["add_arguments", "run"]

_PORT = 8765


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare options and arguments."""
    parser.epilog = (
        "Runs until Ctrl-C. docs/web.md tells how a phone gets there, and what each way is good for."
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="where to listen (127.0.0.1); others need encryption"
    )
    parser.add_argument("--port", type=int, default=_PORT, help=f"({_PORT}); 0 takes a free one")
    parser.add_argument(
        "--socket", type=Path, metavar="PATH", help="listen at a unix socket instead, for ssh -L"
    )
    parser.add_argument(
        "--name",
        action="append",
        default=[],
        metavar="HOST",
        help="also reached as https://HOST, through a proxy",
    )
    parser.add_argument("--cert", type=Path, metavar="FILE", help="certificate in PEM form")
    parser.add_argument("--key", type=Path, metavar="FILE", help="its key")
    parser.add_argument("--tls", choices=["auto"], help="encrypt with a certificate made here")
    parser.add_argument(
        "--pair",
        choices=["viewer", "approver", "driver"],
        help="also show how to pair a device with this role",
    )


def run(args: argparse.Namespace, output: Output) -> int:
    """Carry the command out."""
    try:
        from plangate.web.address import Place
        from plangate.web.serve import Encryption, serve
    except ModuleNotFoundError as error:
        raise ConfigError(
            f"what serves the dashboard is not installed ({error.name})", "pip install 'plangate[web]'"
        ) from error
    place = Place(host=args.host, port=args.port, path=args.socket, names=tuple(args.name))

    async def ready(front: Front) -> None:
        for url in front.urls:
            output.line(url)
        if args.socket is not None:
            output.line(str(args.socket))
        if front.fingerprint:
            output.line(f"certificate's SHA-256  {front.fingerprint}")
        output.flush()
        if args.pair is not None:
            show_pairing(await asyncio.to_thread(_open_pairing, Role(args.pair)), output)
            output.flush()
        else:
            output.say("plangate pair, in another terminal, lets a device in; Ctrl-C ends this")

    return serve(place, Encryption(args.cert, args.key, args.tls is not None), ready)


def _open_pairing(role: Role) -> Pairing:
    with connect() as control:
        return control.ask(devices.open_pairing(role))
