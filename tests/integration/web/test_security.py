"""What a front refuses, said over raw sockets; whoever is connected notices nothing of it."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import suppress

import aiohttp
import pytest
from tests.support.front import FrontProcess, Page, front, logged, pair
from tests.support.world import World

from plangate.client import devices
from plangate.client.control import Control
from plangate.model.client import Role
from plangate.web.messages import Close

_PATIENCE = 30.0
_ALWAYS = (
    b"content-security-policy: default-src 'none'",
    b"x-content-type-options: nosniff",
    b"referrer-policy: no-referrer",
    b"x-frame-options: deny",
    b"cache-control: no-store",
)


async def _say(served: FrontProcess, request: bytes) -> bytes:
    """The whole answer to what is said as it is."""
    reader, writer = await asyncio.open_connection(*served.address)
    writer.write(request)
    try:
        async with asyncio.timeout(_PATIENCE):
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head.lower())
            return head + (await reader.readexactly(int(length[1])) if length is not None else b"")
    finally:
        writer.close()


def _request(served: FrontProcess, method: str, path: str, body: str = "", **headers: str) -> bytes:
    host = ":".join(map(str, served.address))
    told = {
        "Host": host,
        "Connection": "close",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    if method == "POST":
        told = {"Content-Type": "application/json", "Content-Length": str(len(body.encode())), **told}
    lines = [
        f"{method} {path} HTTP/1.1",
        *(f"{name}: {value}" for name, value in told.items() if value),
        "",
        body,
    ]
    return "\r\n".join(lines).encode()


def _upgrade(served: FrontProcess, **headers: str) -> bytes:
    told = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
        **headers,
    }
    return _request(served, "GET", "/ws", **told)


def _status(answer: bytes) -> int:
    return int(answer.split()[1])


def _dressed(answer: bytes) -> bool:
    head = answer.partition(b"\r\n\r\n")[0].lower()
    return all(line in head for line in _ALWAYS) and b"\r\nserver:" not in head


async def _works(page: Page) -> None:
    """The page is as it was."""
    page.told.clear()
    await page.send("ping", 7)
    await page.until(lambda: ["pong", 7] in page.told, "an answer")
    assert page.code is None


@pytest.fixture
async def house(world: World) -> AsyncIterator[tuple[FrontProcess, Control, Page]]:
    """A front and a page that somebody uses."""
    control, _ = await world.control()
    async with front(world) as served:
        page = await pair(served, control, name="bystander")
        await page.open()
        await page.sees("Plangate")
        yield served, control, page
        await _works(page)
        log = logged(world.root)
        assert page.cookie.rpartition(".")[2] not in log
        assert page.key not in log


House = tuple[FrontProcess, Control, Page]


async def test_foreign_names_origins_and_sites_are_refused(house: House) -> None:
    """Also with a cookie that is good; every answer has the headers and names no server."""
    served, _, page = house
    own = served.url
    cookie = f"plangate={page.cookie}"
    refused: list[tuple[int, bytes]] = [
        (421, _request(served, "GET", "/", Host="evil.example")),
        (421, _request(served, "GET", "/me", Host="evil.example", Cookie=cookie)),
        (421, _upgrade(served, Host="evil.example", Origin="http://evil.example", Cookie=cookie)),
        (400, _request(served, "GET", "/", Host="")),
        (403, _upgrade(served, Cookie=cookie)),
        (403, _request(served, "GET", "/me", Cookie=cookie, Sec_Fetch_Site="cross-site")),
        (403, _request(served, "GET", "/app.js", Sec_Fetch_Site="same-site")),
        (401, _upgrade(served, Origin=own)),
        (401, _upgrade(served, Origin=own, Cookie="plangate=pg1.00000000.x")),
        (401, _request(served, "GET", "/me")),
        (404, _request(served, "GET", "/page/")),
        (404, _request(served, "GET", "/../../etc/passwd")),
        (404, _request(served, "GET", "/%2e%2e/%2e%2e/etc/passwd")),
        (404, _request(served, "GET", "/vendor/")),
        (405, _request(served, "POST", "/me", "{}", Origin=own)),
        (415, _request(served, "POST", "/pair", "code=123456", Origin=own, Content_Type="text/plain")),
        (400, _request(served, "POST", "/pair", "[1]", Origin=own)),
        (413, _request(served, "POST", "/pair", "x" * 20_000, Origin=own)),
    ]
    for origin in ("https://evil.example", "null", "http://127.0.0.1:1", own.replace("http:", "https:")):
        refused += [
            (403, _upgrade(served, Origin=origin, Cookie=cookie)),
            (403, _request(served, "POST", "/pair", "{}", Origin=origin)),
            (403, _request(served, "POST", "/leave", "{}", Origin=origin, Cookie=cookie)),
            (403, _request(served, "GET", "/me", Origin=origin, Cookie=cookie)),
        ]
    for status, request in refused:
        answer = await _say(served, request)
        assert _status(answer) == status, (request, answer)
        assert _dressed(answer), (request, answer)
        assert b"bystander" not in answer
    answer = await _say(served, _request(served, "GET", "/me", Cookie=cookie))
    assert _status(answer) == 200
    assert b"bystander" in answer


@pytest.mark.parametrize(
    "garbage",
    [
        b"GARBAGE\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01",
        b"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
        b"GET /" + b"a" * 10_000 + b" HTTP/1.1\r\n\r\n",
        b"POST /pair HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nabc",
    ],
    ids=["words", "tls", "header", "long", "smuggle"],
)
async def test_what_is_no_request_is_answered_shortly(house: House, garbage: bytes) -> None:
    """Nothing of it comes back, and the headers are there too."""
    served, _, _ = house
    answer = await _say(served, garbage)
    assert _status(answer) == 400
    assert _dressed(answer)
    assert len(answer.partition(b"\r\n\r\n")[2]) < 10


async def test_a_code_counts_once_and_five_wrong_ones_burn_it(house: House) -> None:
    """Then there are waits, wherever the right one comes from."""
    served, control, _ = house

    async def hand_in(**told: str) -> tuple[int, bytes]:
        body = json.dumps({"name": "guest", **told})
        answer = await _say(served, _request(served, "POST", "/pair", body, Origin=served.url))
        return _status(answer), answer

    pairing = await control.ask(devices.open_pairing(Role.VIEWER))
    status, answer = await hand_in(code=pairing.code)
    assert status == 200
    cookie = next(line for line in answer.lower().split(b"\r\n") if line.startswith(b"set-cookie"))
    assert b"httponly" in cookie
    assert b"samesite=strict" in cookie
    assert b"path=/" in cookie
    assert (await hand_in(code=pairing.code))[0] == 403
    assert (await hand_in(token=pairing.token))[0] == 403
    pairing = await control.ask(devices.open_pairing(Role.VIEWER))
    wrong = "000000" if pairing.code != "000000" else "000001"
    statuses = [(await hand_in(code=wrong))[0] for _ in range(5)]
    assert statuses == [403, 403, 403, 429, 429]
    assert (await hand_in(code=pairing.code))[0] == 429
    known = await control.ask(devices.devices())
    assert len(known) == 2


async def test_a_cookie_without_the_pages_key_opens_nothing(house: House) -> None:
    """As a web server of an agent would get it from the browser; leaving needs the key too."""
    served, control, page = house
    thief = served.add(Page(page.url, page.cookie, "", "thief"))
    await thief.open()
    assert await thief.closed() == Close.REVOKED
    answer = await _say(
        served,
        _request(
            served, "POST", "/leave", '{"key":"x"}', Origin=served.url, Cookie=f"plangate={page.cookie}"
        ),
    )
    assert _status(answer) == 401
    known = await control.ask(devices.devices())
    assert len(known) == 1


@pytest.mark.parametrize(
    "message",
    ["{", "[]", '["stdin",1]', '["resize",{"width":"x","height":2}]', '["quit"]', b"\x00binary"],
    ids=["cut", "empty", "number", "word", "unknown", "binary"],
)
async def test_a_malformed_message_closes_its_socket(house: House, message: str | bytes) -> None:
    """And no other one."""
    served, control, _ = house
    page = await pair(served, control, Role.VIEWER, "guest")
    await page.open()
    await page.send_raw(message)
    assert await page.closed() == Close.MALFORMED


async def test_a_first_message_that_is_no_greeting_opens_nothing(house: House) -> None:
    """No dashboard is started for it."""
    served, control, _ = house
    page = await pair(served, control, Role.VIEWER, "guest")
    async with aiohttp.ClientSession() as session:
        socket = await session.ws_connect(f"{served.url}/ws", headers=page.headers)
        await socket.send_str('["stdin","x"]')
        reply = await asyncio.wait_for(socket.receive(), _PATIENCE)
        assert reply.type is aiohttp.WSMsgType.CLOSE
        assert socket.close_code == Close.MALFORMED


async def test_an_oversized_message_and_a_flood_are_stopped(house: House) -> None:
    """The socket is closed before anything is done with it."""
    served, control, _ = house
    page = await pair(served, control, Role.VIEWER, "guest")
    await page.open()
    await page.send_raw('["stdin","' + "a" * 300_000 + '"]')
    assert await page.closed() == 1009
    await page.open()
    for _ in range(80):
        if page.code is None:
            try:
                await page.send_raw('["stdin","' + "a" * 60_000 + '"]')
            except (ConnectionError, aiohttp.ClientError):
                break
    assert await page.closed() in (Close.TOO_MUCH, 1006)  # what is sent meanwhile can overtake the reason


async def test_a_giant_size_is_brought_within_bounds(house: House) -> None:
    """Its dashboard goes on and takes little memory."""
    served, control, _ = house
    page = await pair(served, control, Role.VIEWER, "guest")
    await page.open()
    await page.sees("Plangate")
    await page.send("resize", {"width": 100_000, "height": 100_000})
    await page.send("resize", {"width": 1e308, "height": -1})
    await page.send("resize", {"width": 80, "height": 24})
    await _works(page)


async def test_slow_visitors_keep_nobody_out(house: House) -> None:
    """Hundreds that never complete a request; who comes then is answered at once."""
    served, control, page = house
    writers = []
    for _ in range(300):
        _, writer = await asyncio.open_connection(*served.address)
        writer.write(b"GET / HTTP/1.1\r\nX-Slow: ")
        writers.append(writer)
    try:
        assert _status(await _say(served, _request(served, "GET", "/"))) == 200
        await _works(page)
        other = await pair(served, control, Role.VIEWER, "guest")
        await other.open()
        await other.sees("Plangate")
    finally:
        for writer in writers:
            writer.close()


async def test_a_request_that_never_ends_is_given_up(house: House) -> None:
    """Its connection is closed without an answer."""
    served, _, _ = house
    reader, writer = await asyncio.open_connection(*served.address)
    writer.write(b"GET / HTTP/1.1\r\nX-Slow: ")
    said = b""
    with suppress(ConnectionError):
        said = await asyncio.wait_for(reader.read(), _PATIENCE)
    assert said == b""
    writer.close()
