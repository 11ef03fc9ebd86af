"""Pseudo-terminals used up for real: a devpts of its own with room for two."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.support.tools import lacks, need

ROOT = Path(__file__).resolve().parents[3]
_MOUNT = (
    "mount -t devpts -o newinstance,ptmxmode=0666,max=2 none /dev/pts && mount --bind /dev/pts/ptmx /dev/ptmx"
)
_SCRIPT = """
import asyncio
from tests.support.world import until, world
from plangate.daemon.procfs import is_alive
from plangate.errors import LimitReached
from plangate.model.session import HostState

async def main(made):
    control, watch = await made.control()
    running = [await control.new_session(made.command("cat", name=str(n))) for n in range(2)]
    try:
        await control.new_session(made.command("cat"))
    except LimitReached as error:
        assert "no terminal can be opened" in error.message, error.message
        assert error.hint
    else:
        raise SystemExit("a third terminal was opened")
    assert {s.id for s in await control.sessions()} == {s.id for s in running}
    for session in running:
        await control.send_line(session.id, "still here")
        await watch.session(session.id, lambda s: s.last_line == "still here", "the running one")
    await control.stop_session(running[0].id)
    await watch.session(running[0].id, lambda s: s.exit, "the end")
    await control.remove_session(running[0].id)
    async def again():
        while True:
            try:
                return await control.new_session(made.command("cat"))
            except LimitReached:
                await asyncio.sleep(0.05)
    fresh = await asyncio.wait_for(again(), 60)
    await watch.session(fresh.id, lambda s: s.host is HostState.ALIVE, "room again")
    await made.close()

with world() as made:
    asyncio.run(main(made))
print("fine")
"""


def test_without_a_terminal_left_nothing_else_suffers() -> None:
    """A clear refusal, nothing left behind, and a session as soon as there is room."""
    unshare = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
    need("unshare")
    probe = subprocess.run([*unshare, f"{_MOUNT} && true"], capture_output=True, check=False)
    if probe.returncode:
        lacks("this machine lets nobody mount in a user namespace")
    done = subprocess.run(
        [*unshare, f'{_MOUNT} && exec "$0" -c "$1"', sys.executable, _SCRIPT],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": f"{ROOT}:{os.environ.get('PYTHONPATH', '')}"},
        timeout=300,
    )
    assert done.stdout == "fine\n", done.stdout + done.stderr
