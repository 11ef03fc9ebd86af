from __future__ import annotations

from tests.support.scenes import afternoon

from plangate.client.api import Control, Update
from plangate.model.session import SessionId, State
from plangate.wire.control import SessionChanged


async def test_the_fake_keeps_its_account_as_the_daemon_would() -> None:
    """A stopped session is stopped in the list and in the update that everybody gets."""
    fake = afternoon()
    control: Control = fake
    seen: list[Update] = []
    await control.start(seen.append)
    await control.stop_session(SessionId("p4w9t6zc"))
    assert isinstance(seen[-1], SessionChanged)
    assert seen[-1].session.state is State.STOPPED
    assert [each.state for each in await control.sessions() if each.id == "p4w9t6zc"] == [State.STOPPED]
    assert fake.called("stop_session") == [("p4w9t6zc", False)]
