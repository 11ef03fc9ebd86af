"""Where a front listens, and what it says there: encrypted with its own certificate, and at a unix socket."""

from __future__ import annotations

import ssl

import aiohttp
from tests.support.front import front
from tests.support.world import World

from plangate.client import devices
from plangate.model.client import Role


async def test_an_encrypted_front_gives_a_cookie_that_stays_encrypted(world: World) -> None:
    """With a certificate made here; plain words at its port get nothing."""
    control, _ = await world.control()
    async with front(world, "--tls", "auto") as served:
        assert served.url.startswith("https://127.0.0.1:")
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        pairing = await control.ask(devices.open_pairing(Role.VIEWER))
        assert len(pairing.fronts[0].fingerprint) == 95
        async with aiohttp.ClientSession() as session:
            reply = await session.post(
                f"{served.url}/pair",
                json={"code": pairing.code, "name": "phone"},
                headers={"Origin": served.url},
                ssl=trusting,
            )
            assert reply.status == 200
            cookie = reply.cookies["__Host-plangate"]
            assert cookie["secure"]
            assert cookie["httponly"]
            assert cookie["samesite"] == "Strict"
            plain = await session.get(
                f"{served.url}/me", headers={"Origin": "http://127.0.0.1"}, ssl=trusting
            )
            assert plain.status == 403


async def test_a_unix_socket_is_reached_through_a_tunnel(world: World) -> None:
    """With whatever port ssh chose, and under no foreign name; it is gone with the front."""
    await world.control()
    path = world.root / "w.sock"
    async with front(world, "--socket", str(path)):
        assert path.stat().st_mode & 0o077 == 0
        async with aiohttp.ClientSession(connector=aiohttp.UnixConnector(str(path))) as session:
            assert (await session.get("http://localhost:4000/me")).status == 401
            assert (await session.get("http://evil.example/me")).status == 421
    assert not path.exists()
