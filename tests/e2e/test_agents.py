"""Real agents in real sessions, against a model that says one thing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from tests.e2e.desk import Desk
from tests.e2e.model_server import ModelServer
from tests.support.outer import plangate

from plangate.conformance.setups import SETUPS

PROMPT = "please report the secret word"
ANSWER = "The secret word is heliotrope."
SIZES = ["120x40", "80x24"]


@pytest.fixture
def model() -> Iterator[ModelServer]:
    """Says one thing; its socket is closed however the test ends."""
    with ModelServer(PROMPT, ANSWER) as server:
        yield server


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", SETUPS)
def test_a_turn(
    name: str,
    size: str,
    desk: Desk,
    program: Callable[[str], str],
    model: ModelServer,
) -> None:
    """It starts and is idle, takes a prompt, is seen working, its answer is seen, it is done, and it ends."""
    setup = SETUPS[name]
    program(name)
    setup.prepare(desk.home, desk.work, model.url)
    session = desk.run(*setup.args, agent=name, size=size, env=dict(setup.env(model.url)))
    desk.sees(session, setup.ready, "120s")
    desk.settles(session)
    desk.waits(session, "idle")
    desk.type(session, PROMPT, enter=False)
    desk.sees(session, "secret word")
    desk.press(session, "enter")
    assert model.asked.wait(60), desk.text(session)
    desk.waits(session, "working")
    model.release()
    desk.sees(session, "heliotrope")
    desk.waits(session, "done", "idle")
    assert desk.show(session)["evidence"]
    desk.press(session, *setup.leave)  # at once: a second Ctrl-C counts only for a moment
    desk.ends(session)
    assert desk.state(session) in ("stopped", "failed")


def test_opencode_goes_on_with_its_own_session(
    desk: Desk, program: Callable[[str], str], model: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two ran in one directory, one after the other: the first one's conversation is the one that comes back."""
    setup = SETUPS["opencode"]
    program("opencode")
    monkeypatch.setenv("XDG_DATA_HOME", str(desk.home / ".local/share"))  # where the daemon looks, too
    setup.prepare(desk.home, desk.work, model.url)
    sessions = []
    for prompt in (PROMPT, "an idle remark"):
        session = desk.run(*setup.args, agent="opencode", size="120x40", env=dict(setup.env(model.url)))
        sessions.append(session)
        desk.sees(session, setup.ready, "120s")
        desk.settles(session)
        desk.type(session, prompt, enter=False)
        desk.sees(session, prompt[-6:])
        desk.press(session, "enter")
        if prompt == PROMPT:
            model.release()
            desk.sees(session, "heliotrope")
        desk.waits(session, "done", "idle")
        plangate("stop", session)
        desk.ends(session)
    resumed = plangate("resume", sessions[0]).stdout.strip()
    desk.sees(resumed, "heliotrope", "120s")
