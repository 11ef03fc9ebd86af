"""Running a front until somebody ends it."""

from __future__ import annotations

import asyncio
import signal
import socket
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

from aiohttp import web

from plangate.errors import UsageError
from plangate.model.devices import Front
from plangate.web.address import Place, bind, bind_path, hosts, origins, urls
from plangate.web.door import Runner
from plangate.web.files import find_files
from plangate.web.server import DashboardServer
from plangate.web.tls import context, own_certificate

__all__ = ["Encryption", "serve"]


@dataclass(frozen=True, slots=True)
class Encryption:
    """How connections are encrypted; not at all when everything is empty."""

    certificate: Path | None = None
    key: Path | None = None
    own: bool = False
    """With a certificate made here."""


def serve(place: Place, encryption: Encryption, ready: Callable[[Front], Awaitable[None]]) -> int:
    """Serve until a signal; the exit code.

    Args:
        place: Where.
        encryption: How.
        ready: Awaited once it answers.

    Raises:
        PlangateError: It cannot.
    """
    files = find_files()
    tls, fingerprint = _tls(place, encryption)
    place = replace(place, tls=tls is not None)
    listener = bind(place) if place.path is None else bind_path(place.path)
    try:
        port = listener.getsockname()[1] if place.path is None else 0
        front = Front(urls=urls(place, port), fingerprint=fingerprint)
        server = DashboardServer(files, origins(place, port), front)
        return asyncio.run(_run(server, listener, tls, lambda: ready(front)))
    finally:
        listener.close()
        if place.path is not None:
            place.path.unlink(missing_ok=True)


def _tls(place: Place, encryption: Encryption) -> tuple[ssl.SSLContext | None, str]:
    if encryption.own and (encryption.certificate or encryption.key):
        raise UsageError(
            "a certificate is either brought or made here", "Leave --tls or --cert and --key away."
        )
    if encryption.own:
        certificate, key, fingerprint = own_certificate(hosts(place))
        return context(certificate, key), fingerprint
    if encryption.certificate is None and encryption.key is None:
        return None, ""
    if encryption.certificate is None or encryption.key is None:
        raise UsageError("--cert and --key belong together")
    return context(encryption.certificate, encryption.key), ""


async def _run(
    server: DashboardServer,
    listener: socket.socket,
    tls: ssl.SSLContext | None,
    ready: Callable[[], Awaitable[None]],
) -> int:
    ending = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, ending.set)
    runner = Runner(await server.open(), handle_signals=False, shutdown_timeout=2.0)
    await runner.setup()
    try:
        await web.SockSite(runner, listener, ssl_context=tls).start()
        await ready()
        await ending.wait()
    finally:
        await runner.cleanup()
    return 0
