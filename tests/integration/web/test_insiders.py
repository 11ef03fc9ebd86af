"""What an agent in a session gets of the front: it reaches its port, and nothing else."""

from __future__ import annotations

import sys

import pytest
from tests.support.front import front
from tests.support.gated import Gated, make_repository, use_fake_agent
from tests.support.world import World, until

from plangate.client import devices
from plangate.errors import PlangateError
from plangate.model.client import Role

_TRIES = """
import json, subprocess, sys, urllib.error, urllib.request
def ask(path, body=None):
    request = urllib.request.Request({url!r} + path, body, {{"Origin": {url!r}, "Content-Type": "application/json"}})
    try:
        return urllib.request.urlopen(request, timeout=30).status
    except urllib.error.HTTPError as error:
        return error.code
def run(*words):
    try:
        done = subprocess.run([{python!r}, "-m", "plangate", *words], capture_output=True, text=True, timeout=60)
    except subprocess.TimeoutExpired:
        return "ran on"
    return "refused" if done.returncode and "code" not in done.stdout else "let in"
guess = json.dumps({{"code": {wrong!r}, "name": "agent"}}).encode()
print("me", ask("/me"), "guess", ask("/pair", guess), "pair", run("pair", "--role", "driver"), "devices", run("devices", "ls"))
"""


async def test_an_agent_behind_the_gate_can_neither_pair_nor_come_in(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even while a person pairs a device: it does not know the code."""
    use_fake_agent(monkeypatch, world.root)
    make_repository(world.work)
    gated = await Gated.begin(world)
    async with front(world) as served:
        pairing = await gated.control.ask(devices.open_pairing(Role.DRIVER))
        wrong = "000000" if pairing.code != "000000" else "000001"
        script = world.root / "state" / "script.py"
        script.write_text(_TRIES.format(url=served.url, python=sys.executable, wrong=wrong))
        await gated.does(f"run python3 {script}", "ran 0: me 401 guess 403 pair refused devices refused")
        known = await gated.control.ask(devices.devices())
        assert known == []


async def test_a_session_without_a_gate_cannot_pair_either(world: World) -> None:
    """It can speak with the daemon, as a program of the same user, and is told no."""
    owner, _ = await world.control()
    told = world.work / "told"
    command = f"{sys.executable} -m plangate pair >{told}.out 2>&1; echo $? >{told}.code; exec sleep 600"
    await owner.new_session(world.command("sh", "-c", command))
    code = told.with_suffix(".code")
    await until(lambda: code.exists() and code.read_text(), "it ended")
    assert code.read_text().strip() == "5"
    assert "cannot pair" in told.with_suffix(".out").read_text()
    with pytest.raises(PlangateError):
        await owner.ask(devices.pair("", "000000", "x", "", ""))
