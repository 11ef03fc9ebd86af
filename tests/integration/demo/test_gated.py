"""The demo behind the plan gate: refused, planned, commented on, approved, done."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.support.outer import plangate
from tests.support.world import World
from tests.support.world import world as make_world


@pytest.fixture
def world() -> Iterator[World]:
    """A Plangate of its own."""
    with make_world() as world:
        yield world


def _sees(session: str, text: str) -> None:
    done = plangate("wait", session, "--text", text, "--timeout", "60s", check=False)
    assert done.returncode == 0, f"{text!r} is not on the screen\n{plangate('screen', session).stdout}"


def _plan(session: str, version: int) -> dict[str, Any]:
    """The plan that waits, once that version of it does; the session is blocked by it."""
    while True:
        plangate("wait", session, "--for", "blocked", "--timeout", "60s")
        found: dict[str, Any] = json.loads(plangate("plan", "show", session, "--json").stdout)["plan"]
        summary: dict[str, Any] = found.get("summary", found)
        if summary["version"] >= version and summary["phase"] == "submitted":
            return found


def test_the_demo_goes_the_whole_way(world: World) -> None:
    """In one process, without a model."""
    session = plangate(
        "run",
        *("-C", str(world.work), "-s", "100x40", "-e", f"PLANGATE_TEST_WORLD={world.root}"),
        *("-p", "go on", "demo", "--", "--speed", "instant"),
    ).stdout.strip()
    _sees(session, "How should a discount be rounded")
    plangate("send", session, "-k", "1")
    _sees(session, "The plan waits for you")
    cart = Path(world.work) / "shop/cart.py"
    original = cart.read_text()
    plan = _plan(session, 1)
    assert json.loads(plangate("show", session, "--json").stdout)["session"]["reason"] == "plan"
    assert "percent" not in original

    plangate("plan", "changes", session, "say it in the README")
    plan = _plan(session, 2)
    assert cart.read_text() == original
    plangate("plan", "approve", session, "--code", str(plan["code"]))
    _sees(session, "Done: the cart takes discounts")
    assert "percent" in cart.read_text()
    assert "say it in the README" in (Path(world.work) / "README.md").read_text()
    history = json.loads(plangate("screen", session, "--json", "--history", "300").stdout)["screen"]
    text = "\n".join(line["text"] for line in history["history"] + history["lines"])
    assert "Read-only file system" in text
    assert "Ran 3 tests" in text
