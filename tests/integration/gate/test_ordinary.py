"""A gated session as an ordinary user has it: daemon, keeper, host and agent without any right that root has."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest
from tests.integration.sandbox.support import as_identity
from tests.support.gated import Gated, make_repository
from tests.support.world import World, world

from plangate.errors import Unavailable
from plangate.model.gate import GateState, Strength
from plangate.sandbox import kernel
from plangate.sandbox.probe import LIMIT

_HERE = Path(__file__).resolve().parents[3]


def _let_in() -> None:
    """Show everybody the programs that lie in a home of root's: in a mount namespace of this process alone."""
    if os.geteuid() != 0:
        return
    closed: dict[Path, set[Path]] = {}
    for place in {Path(sys.prefix), Path(sys.base_prefix), _HERE}:
        for parent in reversed(place.parents):
            if not parent.stat().st_mode & 0o001:
                closed.setdefault(parent, set()).add(parent / place.relative_to(parent).parts[0])
                break
    if not closed:
        return
    try:
        kernel.unshare(kernel.NEWNS)
        kernel.make_private()
        for home, shown in closed.items():
            copies = {place: kernel.clone_tree(str(place)) for place in shown}
            kernel.mount("tmpfs", str(home), "mode=755")
            for place, copy in copies.items():
                place.mkdir()
                kernel.attach(copy, str(place))
                os.close(copy)
    except OSError as error:
        raise Unavailable(f"root's programs cannot be shown to others here: {error.strerror}") from error


async def _scenario(made: World, strength: Strength) -> None:
    gated = await Gated.begin(made)
    view = await gated.state(GateState.CLOSED)
    assert view.strength is strength
    for path in ("src/old.txt", "src/new.txt", "top.txt", ".git/index.lock"):
        await gated.does(f"force {path} x", f"failed {path}")
    assert gated.status() == "?? .fake/settings.json\n"  # which was made so that nobody else makes it
    await gated.approve(await gated.present())
    await gated.sees("approved")
    await gated.does("force src/new.txt x", "wrote src/new.txt")
    for path in ("top.txt", "docs/page.txt", ".git/config"):
        await gated.does(f"force {path} x", f"failed {path}")
    await gated.does(
        "run git -c user.name=T -c user.email=t@e.org commit -q --allow-empty -m x 2>&1", "ran 0:"
    )
    info = (made.work / "src/new.txt").stat()
    assert (info.st_uid, info.st_gid) == (os.getuid(), os.getgid())
    assert (made.work / "top.txt").read_text() == "one\n"
    await made.close()


@pytest.mark.parametrize("strength", [Strength.KERNEL, Strength.SYSCALL])
def test_a_session_of_an_ordinary_user_is_held(strength: Strength) -> None:
    """Closed it writes nothing; approved, within the directories of the scope and nowhere else."""

    def body(root: Path) -> None:
        assert os.geteuid() != 0
        kernel.disallow_inspection(off=False)  # as of a process that was this user's when it was executed
        os.environ |= {
            "PYTHONPATH": str(_HERE / "tests/support/fake_agent"),
            "PYTHONDONTWRITEBYTECODE": "1",
            LIMIT: strength.value,
        }
        with world() as made:
            os.environ["FAKE_STATE"] = str(made.root / "state")
            (made.root / "state").mkdir()
            make_repository(made.work)
            asyncio.run(_scenario(made, strength))

    as_identity("user", body, before=_let_in)
