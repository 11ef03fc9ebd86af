"""Composed lines are brought where their names say, once, and answered."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.support.fake_control import FakeControl

from plangate.dashboard.paged.lines import Lines
from plangate.dashboard.remote import LineComposed
from plangate.errors import NotFocusHolder, Refused, Unavailable


class Scene:
    """Lines with everything around them, and what was told."""

    def __init__(self) -> None:
        self.control = FakeControl()
        self.written: list[tuple[str, str, bool]] = []
        self.acted: list[str] = []
        self.told: list[tuple[str, dict[str, Any]]] = []
        self.news = asyncio.Event()
        self.gone = False
        self.lines = Lines(self.control, self, {"back": self.back}, self.tell)

    def write(self, name: str, text: str, submit: bool) -> None:
        """As the fields of dialogs."""
        if self.gone:
            raise Refused("that form is not open any more")
        self.written.append((name, text, submit))

    async def back(self) -> None:
        """As the dashboard."""
        self.acted.append("back")

    def tell(self, kind: str, **values: Any) -> None:
        """As the page."""
        self.told.append((kind, values))
        self.news.set()

    async def say(self, id: str, text: str = "x", submit: bool = True) -> tuple[str, dict[str, Any]]:
        """Have a line brought; what was told of it."""
        self.news.clear()
        self.lines.take(LineComposed(id, text, submit))
        await asyncio.wait_for(self.news.wait(), 20)
        return self.told[-1]

    @property
    def composed(self) -> list[Any]:
        """What reached the host."""
        return [value for method, value in self.control.calls if method == "compose"]


async def test_a_line_reaches_its_session_under_its_name() -> None:
    """Whatever is shown by then."""
    scene = Scene()
    assert await scene.say("s/abc/1", "go on") == ("received", {"id": "s/abc/1"})
    assert scene.composed == [("abc", "s/abc/1", "go on", True, False)]


async def test_an_answer_is_typed_as_keys() -> None:
    """A menu takes no paste."""
    scene = Scene()
    await scene.say("k/abc/1", "2", submit=False)
    assert scene.composed == [("abc", "k/abc/1", "2", False, True)]


async def test_a_refusal_is_told_in_its_words() -> None:
    """With the holder's name."""
    scene = Scene()
    scene.control.failures["compose"] = NotFocusHolder("desk is typing here", "Take the focus first.")
    kind, values = await scene.say("s/abc/1")
    assert kind == "refused"
    assert values == {"id": "s/abc/1", "words": "desk is typing here", "hint": "Take the focus first."}


async def test_a_host_that_is_away_is_asked_again() -> None:
    """Until it is there: the name makes that harmless."""
    scene = Scene()
    compose, tries = scene.control.compose, iter((Unavailable("it went away"), Unavailable("not yet"), None))

    async def away_at_first(*args: Any, **named: Any) -> None:
        if (error := next(tries)) is not None:
            raise error
        await compose(*args, **named)

    scene.control.compose = away_at_first  # type: ignore[method-assign]  # a host that comes back
    assert await scene.say("s/abc/1") == ("received", {"id": "s/abc/1"})
    assert len(scene.composed) == 1


async def test_a_line_that_comes_again_while_it_is_under_way_is_brought_once() -> None:
    """A page that has reconnected sends all that it has not heard of."""
    scene = Scene()
    scene.lines.take(LineComposed("s/abc/1", "x", True))
    await scene.say("s/abc/1")
    assert len(scene.composed) == 1


async def test_text_for_a_dialog_goes_there_once() -> None:
    """And is refused when that dialog is gone."""
    scene = Scene()
    await scene.say("d/form/1", "words", submit=False)
    assert (await scene.say("d/form/1", "words", submit=False))[0] == "received"
    assert scene.written == [("form", "words", False)]
    scene.gone = True
    assert (await scene.say("d/form/2", "more"))[0] == "refused"


async def test_a_permission_is_answered() -> None:
    """By session and question."""
    scene = Scene()
    await scene.say("q/abc/q7/1", "yes")
    assert any("q7" in repr(value) for _, value in scene.control.calls)


async def test_what_the_dashboard_is_asked_to_do_is_done_once() -> None:
    """And only what is offered."""
    scene = Scene()
    await scene.say("a/back/1", "")
    await scene.say("a/back/1", "")
    assert scene.acted == ["back"]
    for nonsense in ("a/quit/1", "s/abc", "", "x/y/z", "s/a/b/c"):
        assert (await scene.say(nonsense))[0] == "refused"
