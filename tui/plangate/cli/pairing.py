"""How `plangate serve` and `plangate pair` show what lets a device in."""

from __future__ import annotations

import time
from collections.abc import Sequence

from plangate.cli.output import Output
from plangate.model.devices import DeviceView, Front
from plangate.qr import qr_lines
from plangate.wire.devices import Pairing

__all__ = ["device_json", "device_rows", "front_json", "pairing_json", "show_pairing"]

_PAINTED = "\x1b[38;5;231;48;5;16m{}\x1b[0m\n"


def show_pairing(pairing: Pairing, output: Output) -> None:
    """The QR code, the digits, and what they give."""
    front = pairing.fronts[0]
    address = f"{front.urls[0]}/" if front.urls else "http://localhost:PORT/ through ssh -L PORT:SOCKET"
    if output.for_people and front.urls:
        for line in qr_lines(f"{address}#pair={pairing.token}"):
            output.raw(_PAINTED.format(line))
    output.line(f"address  {address}")
    output.line(f"code     {pairing.code[:3]} {pairing.code[3:]}")
    output.line(f"role     {pairing.role}")
    if front.fingerprint:
        output.line(f"certificate's SHA-256  {front.fingerprint}")
    output.say(f"good once, within {max(0.0, pairing.expires - time.time()):.0f} s")


def pairing_json(pairing: Pairing) -> dict[str, object]:
    """The same for programs."""
    return {
        "code": pairing.code,
        "token": pairing.token,
        "role": str(pairing.role),
        "expires": pairing.expires,
        "fronts": [front_json(front) for front in pairing.fronts],
    }


def front_json(front: Front) -> dict[str, object]:
    """A front for programs."""
    return {"urls": list(front.urls), "fingerprint": front.fingerprint}


def device_json(device: DeviceView) -> dict[str, object]:
    """A device for programs."""
    return {name: getattr(device, name) for name in device.__struct_fields__} | {"role": str(device.role)}


def device_rows(devices: Sequence[DeviceView], now: float) -> list[list[str]]:
    """Devices for people."""
    from plangate.cli.text import age

    return [
        [
            device.id,
            device.name,
            str(device.role),
            "now" if device.connected else f"{age(now - device.seen)} ago",
            f"{age(now - device.created)} ago",
            device.address,
        ]
        for device in devices
    ]
