"""Lines composed on a page: each is typed once, whatever dies between the page and the program."""

from __future__ import annotations

from pathlib import Path

from tests.support.front import FrontProcess, Page, front, pair
from tests.support.world import World, until

from plangate.client.control import Control
from plangate.model.client import Role
from plangate.model.session import Session
from plangate.web.messages import Close

_NOTES = 'stty -echo; while read -r line; do echo "$line" >>{path}; done'


async def noting(world: World, control: Control, name: str = "notes") -> tuple[Session, Path]:
    """A session whose program writes each line that it reads into a file."""
    path = world.root / name
    path.touch()
    return await control.new_session(world.command("sh", "-c", _NOTES.format(path=path), name=name)), path


async def told(page: Page, kind: str, id: str) -> list[object]:
    """Wait until the page is told of a line."""
    await page.until(lambda: any(each[:2] == [kind, id] for each in page.told), f"{kind} {id}")
    return next(each for each in page.told if each[:2] == [kind, id])


def dashboard(served: FrontProcess) -> int:
    """Process id of the only dashboard."""
    front = served.process.pid
    (pid,) = Path(f"/proc/{front}/task/{front}/children").read_text().split()
    return int(pid)


async def ready(page: Page, session: Session) -> None:
    """Wait until lines would go to a session."""

    def goes_there() -> bool:
        states = [each[1] for each in page.told if each[0] == "state"]
        return bool(states) and (states[-1]["compose"] or {}).get("to") == f"s/{session.id}"

    await page.until(goes_there, "lines go to the session")


async def test_a_line_reaches_the_session_that_is_shown(world: World) -> None:
    """The page is told where lines go, and that this one is there."""
    control, _ = await world.control()
    session, path = await noting(world, control)
    async with front(world) as served:
        page = await pair(served, control)
        await page.open()
        await ready(page, session)
        await page.send("line", f"s/{session.id}/1", "when it finishes, go on", True)
        await told(page, "received", f"s/{session.id}/1")
        await until(lambda: path.read_text() == "when it finishes, go on\n", "the line")


async def test_no_line_is_lost_or_doubled_by_any_death(world: World) -> None:
    """Dashboard process, host and connection die in turn, and the page sends again what it has not heard of."""
    control, _ = await world.control()
    session, path = await noting(world, control)
    async with front(world) as served:
        page = await pair(served, control)
        await page.open()
        await ready(page, session)
        expected = ""
        for number, victim in enumerate(["dashboard", "host", "connection", "dashboard"]):
            id, text = f"s/{session.id}/{number}", f"line {number}"
            expected += f"{text}\n"
            await page.send("line", id, text, True)
            if victim == "dashboard":  # perhaps before it has passed the line on, perhaps after
                world.kill(dashboard(served))
                assert await page.closed() == Close.ENDED
            elif victim == "host":
                world.kill(world.host(session.id).host_pid)
            else:
                await page.drop()
            if victim != "host":
                page.told.clear()
                await page.open()
            for _ in range(3):  # a page may send it again as often as it likes
                await page.send("line", id, text, True)
            await told(page, "received", id)
            await until(lambda wanted=expected: path.read_text() == wanted, f"after the {victim}")  # type: ignore[misc]  # mypy cannot infer it
        await page.send("line", f"s/{session.id}/end", "the end", True)
        await told(page, "received", f"s/{session.id}/end")
        await until(lambda: path.read_text() == f"{expected}the end\n", "nothing more")


async def test_a_line_is_refused_while_somebody_else_types(world: World) -> None:
    """With the holder's name, which the page is shown as well."""
    control, _ = await world.control("desk")
    session, path = await noting(world, control)
    shown = await world.show(control, session.id)
    stream = shown.stream
    assert stream is not None
    stream.take_focus()
    await shown.until(lambda: stream.holds_focus, "the desk has the focus")
    async with front(world) as served:
        page = await pair(served, control)
        await page.open()
        await ready(page, session)
        await page.send("line", f"s/{session.id}/1", "from the phone", True)
        refusal = await told(page, "refused", f"s/{session.id}/1")
        name = stream.focus.name
        assert name
        assert name in str(refusal[2])
        await page.until(
            lambda: any(each[0] == "state" and each[1]["holder"] == name for each in page.told), "the holder"
        )
        assert path.read_text() == ""


async def test_a_viewer_writes_nothing(world: World) -> None:
    """Neither is a place for lines offered, nor is one taken that is sent all the same."""
    control, _ = await world.control()
    session, path = await noting(world, control)
    async with front(world) as served:
        page = await pair(served, control, role=Role.VIEWER)
        await page.open()
        await page.until(
            lambda: any(each[0] == "state" and each[1]["session"] for each in page.told), "the session"
        )
        assert all(each[1]["compose"] is None for each in page.told if each[0] == "state")
        await page.send("line", f"s/{session.id}/1", "x", True)
        await told(page, "refused", f"s/{session.id}/1")
        assert path.read_text() == ""


async def test_a_line_goes_to_the_dialog_that_is_open(world: World) -> None:
    """Into its field, not into the session below."""
    control, _ = await world.control()
    session, path = await noting(world, control)
    async with front(world) as served:
        page = await pair(served, control)
        await page.open()
        await ready(page, session)
        await page.type("/")

        def field() -> str:
            states = [each[1] for each in page.told if each[0] == "state"]
            return str((states[-1]["compose"] or {}).get("to", ""))

        await page.until(lambda: field().startswith("d/"), "a field has the keyboard")
        await page.send("line", f"{field()}/1", "nothing like it", False)
        await told(page, "received", f"{field()}/1")
        await page.sees("nothing like it")
        assert path.read_text() == ""
        await page.send("line", "d/000000000000/1", "x", False)
        await told(page, "refused", "d/000000000000/1")
