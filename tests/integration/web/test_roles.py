"""What each role may do, as the daemon and the hosts see it: a client with a device's ticket, without any front."""

from __future__ import annotations

import pytest
from tests.support.world import Shown, Watch, World, until

from plangate.client import calls, devices, gate
from plangate.client.api import Expelled
from plangate.client.control import Control
from plangate.client.greeting import identify
from plangate.config import paths
from plangate.daemon.gate.pin import Pin
from plangate.errors import PinNeeded, PlangateError, Refused, Unauthorised
from plangate.model.client import Role, Standing
from plangate.model.input import Key
from plangate.model.plan import VoteKind


async def _device(owner: Control, role: Role) -> tuple[Control, str]:
    """A client that is a new device, and the device's id."""
    pairing = await owner.ask(devices.open_pairing(role))
    paired = await owner.ask(devices.pair(pairing.token, "", str(role), "::1", "test"))
    ticket = await owner.ask(devices.ticket(paired.token, paired.key))
    control = Control(identify("web"), standing=Standing(ticket=ticket.ticket), launch=False)
    await control.start(Watch(control))
    assert (control.role, control.device) == (role, str(role))
    return control, paired.device.id


async def test_a_viewer_sees_and_cannot_type(world: World) -> None:
    """Its keys are refused by the host itself, which was given no more than its role."""
    owner, _ = await world.control()
    session = await owner.new_session(world.command("sh", "-c", "echo here; exec cat"))
    viewer, _ = await _device(owner, Role.VIEWER)
    shown = await world.show(viewer, session.id)
    await shown.sees("here")
    assert shown.stream is not None
    shown.stream.send_key(Key("x"))
    shown.stream.take_focus(force=True)
    mine = await world.show(owner, session.id)
    assert mine.stream is not None
    mine.stream.send_key(Key("y"))
    await mine.sees("y")
    assert "x" not in mine.text().partition("here")[2]
    assert mine.stream.focus.name != "viewer"
    for asked in (
        viewer.send_line(session.id, "echo no"),
        viewer.stop_session(session.id),
        viewer.new_session(world.command("true")),
        viewer.ask(calls.grant(session.id, Role.DRIVER)),
        viewer.ask(calls.shutdown()),
        viewer.ask(devices.open_pairing(Role.VIEWER)),
        viewer.ask(gate.set_pin("1234", "")),
    ):
        with pytest.raises(Unauthorised):
            await asked
    assert [one.id for one in await viewer.sessions()] == [session.id]
    await viewer.close()


async def test_an_approver_stops_and_does_not_type(world: World) -> None:
    """That it was refused is in the ledger, with its name."""
    owner, watch = await world.control()
    session = await owner.new_session(world.command("sleep", "600"))
    approver, _ = await _device(owner, Role.APPROVER)
    with pytest.raises(Unauthorised, match="approver"):
        await approver.send_line(session.id, "x")
    await watch.until(lambda: "device.refused" in watch.kinds(), "it is recorded")
    event = next(event for event in watch.events() if event.kind == "device.refused")
    assert (event.actor, event.data["tried"]) == ("approver", "AskGrant")
    await approver.stop_session(session.id)
    await watch.session(session.id, lambda one: one.exit is not None, "it ended")
    await approver.close()


async def test_nothing_is_approved_without_the_pin(world: World) -> None:
    """A wrong one is refused, and makes only that device wait; the right one counts for one act."""
    owner, watch = await world.control()
    Pin(paths.pin_file(), lambda: 0.0).choose("2468", "")
    driver, _ = await _device(owner, Role.DRIVER)
    vote = gate.vote("p", "d", VoteKind.APPROVE, factor="code", proof="x")
    with pytest.raises(PinNeeded):
        await driver.ask(vote)
    for _ in range(5):
        with pytest.raises(Refused, match="wrong"):
            await driver.ask(devices.prove("0000"))
    with pytest.raises(Refused, match="too many"):
        await driver.ask(devices.prove("2468"))
    other, _ = await _device(owner, Role.APPROVER)
    given: list[str] = []

    async def give(error: PinNeeded) -> str | None:
        given.append(error.message)
        return "2468"

    other.prove = give
    with pytest.raises(PlangateError) as refused:
        await other.ask(vote)
    assert not isinstance(refused.value, Unauthorised)  # it got past the PIN, to a plan that there is not
    assert len(given) == 1
    with pytest.raises(PlangateError):
        await other.ask(vote)
    assert len(given) == 2
    await watch.until(lambda: watch.kinds().count("pin.refused") == 6, "wrong ones are recorded")
    await driver.close()
    await other.close()


async def test_revoking_ends_everything_of_a_device(world: World) -> None:
    """Its connection to the daemon, those to hosts, and what it could connect with again."""
    owner, _ = await world.control()
    session = await owner.new_session(world.command("cat"))
    driver, id = await _device(owner, Role.DRIVER)
    shown: Shown = await world.show(driver, session.id)
    updates: list[object] = []
    driver._listener = updates.append
    await owner.ask(devices.revoke(id))
    await until(lambda: shown.lost, "the host let it go")
    await until(lambda: any(isinstance(update, Expelled) for update in updates), "it is told")
    with pytest.raises(PlangateError):
        await Control(driver.me, standing=driver._standing, launch=False).start(updates.append)
    await driver.close()


async def test_a_device_comes_back_after_the_daemons_death(world: World) -> None:
    """As what it was, without being paired again."""
    owner, _ = await world.control()
    driver, _ = await _device(owner, Role.DRIVER)
    world.kill(world.daemon())
    await until(lambda: not driver.connected, "it noticed")
    await until(lambda: driver.connected, "it came back")
    assert (driver.role, driver.device) == (Role.DRIVER, "driver")
    with pytest.raises(Unauthorised):
        await driver.ask(calls.shutdown())
    await driver.close()


async def test_a_lost_phone_is_revoked_from_another_one(world: World) -> None:
    """By an approver an approver, but nobody above; a viewer only itself."""
    owner, _ = await world.control()
    viewer, own = await _device(owner, Role.VIEWER)
    approver, _ = await _device(owner, Role.APPROVER)
    driver, strong = await _device(owner, Role.DRIVER)
    with pytest.raises(Unauthorised):
        await approver.ask(devices.revoke(strong))
    with pytest.raises(Unauthorised):
        await viewer.ask(devices.revoke(strong))
    await driver.ask(devices.revoke(own))
    assert {device.name for device in await driver.ask(devices.devices())} == {"approver", "driver"}
    for control in (viewer, approver, driver):
        await control.close()


async def test_a_dashboard_may_ask_for_less(world: World) -> None:
    """As the one behind `textual serve` does: it types, and never approves."""
    await world.control()
    Pin(paths.pin_file(), lambda: 0.0).choose("2468", "")
    served = Control(identify("web"), standing=Standing(at_most=Role.DRIVER, decides=False))
    await served.start(lambda _: None)
    assert served.role is Role.DRIVER
    session = await served.new_session(world.command("cat"))
    await served.send_line(session.id, "hello")
    for asked in (
        served.ask(gate.vote("p", "d", VoteKind.APPROVE, factor="pin", proof="2468")),
        served.ask(gate.open_budget(session.id, "x")),
        served.ask(gate.reopen(session.id)),
    ):
        with pytest.raises(Unauthorised, match="cannot be decided here"):
            await asked
    await served.close()
