"""What programs behind the gate find of the machine."""

from __future__ import annotations

import socket

from msgspec.structs import replace
from tests.support.world import World


async def test_tools_that_lie_in_tmp_are_found(world: World) -> None:
    """/tmp is private behind the gate; what the search path names there can be run all the same, not written."""
    tools = world.root / "tools"
    tools.mkdir()
    (tools / "greet").write_text(
        f"#!/bin/sh\necho hello from {tools}\necho x > {tools}/new && echo written\n"
    )
    (tools / "greet").chmod(0o755)
    control, _ = await world.control()
    new = replace(
        world.command("sh", "-c", "greet; read line"), gate=True, env={"PATH": f"{tools}:/usr/bin:/bin"}
    )
    shown = await world.show(control, (await control.new_session(new)).id)
    await shown.sees("hello from")
    await shown.sees("Read-only file system")
    assert not (tools / "new").exists()


async def test_sockets_beside_such_tools_are_hidden(world: World) -> None:
    """A helper outside, like tmux, would write for the session."""
    tools = world.root / "tools"
    tools.mkdir()
    control, _ = await world.control()
    with socket.socket(socket.AF_UNIX) as helper:
        helper.bind(str(tools / "helper.sock"))
        helper.listen()
        look = f"test -S {tools}/helper.sock && echo reachable || echo hidden; read line"
        new = replace(world.command("sh", "-c", look), gate=True, env={"PATH": f"{tools}:/usr/bin:/bin"})
        shown = await world.show(control, (await control.new_session(new)).id)
        await shown.sees("hidden")
