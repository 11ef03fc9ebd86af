"""The main screen as a person uses it, behind a control without a daemon."""

from __future__ import annotations

from msgspec.structs import replace
from tests.support.desk import desk, stream_of, until
from tests.support.fake_control import NOW, FakeControl, FakeStream
from tests.support.scenes import SESSIONS, afternoon
from textual import events
from textual.pilot import Pilot
from textual.widgets import Static

from plangate.client.api import Connected, Disconnected
from plangate.dashboard.app import PlangateApp
from plangate.dashboard.screens.session import SessionScreen
from plangate.dashboard.widgets.header import Header
from plangate.dashboard.widgets.terminal.pane import TerminalPane
from plangate.dashboard.widgets.welcome import Welcome
from plangate.errors import Unavailable
from plangate.model.input import Key, Mod
from plangate.model.session import Exit, SessionId, State
from plangate.wire.control import SessionChanged, SessionRemoved


async def settled(pilot: Pilot[None], control: FakeControl, streams: int = 1) -> None:
    """Wait until so many streams were attached and everything was painted."""
    await until(pilot, lambda: len(control.streams) >= streams, "no stream was attached")
    await pilot.pause()


async def test_the_list_is_shown_and_the_first_session_is_attached() -> None:
    """What waits longest is selected, and its screen is there."""
    control = afternoon()
    app = desk(control)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot, control)
        assert app.main.list.current is not None
        assert app.main.list.current.name == "dependency bump"
        assert "Ready to start?" in app.main.pane.render_line(4).text
        assert ("ack", None) in control.streams[0].sent


async def test_while_typing_every_key_goes_to_the_agent() -> None:
    """Keys that the dashboard or Textual use elsewhere are the agent's; only the escape chord is ours."""
    control = afternoon()
    app = desk(control)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot, control)
        await pilot.press("enter")
        await pilot.pause()
        stream = control.streams[0]
        keys = [
            "q",
            "ctrl+q",
            "ctrl+c",
            "ctrl+z",
            "tab",
            "shift+tab",
            "escape",
            "f1",
            "question_mark",
            "ctrl+p",
        ]
        await pilot.press(*keys)
        sent = [key for kind, key in stream.sent if kind == "key"]
        assert sent == [
            Key("q", 0, "q"),
            Key("q", Mod.CTRL),
            Key("c", Mod.CTRL),
            Key("z", Mod.CTRL),
            Key("tab"),
            Key("tab", Mod.SHIFT),
            Key("escape"),
            Key("f1"),
            Key("?", 0, "?"),
            Key("p", Mod.CTRL),
        ]
        await pilot.press("ctrl+right_square_bracket", "j")
        assert app.main.list.has_focus
        assert [key for kind, key in stream.sent if kind == "key"] == sent
        assert ("release_focus", None) in stream.sent


async def test_keys_go_where_the_keyboard_was_when_they_were_pressed() -> None:
    """However fast they come: what follows Enter is the agent's, what follows the chord is the list's."""
    control = afternoon()
    app = desk(control)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot, control)
        stream, first = control.streams[0], app.main.list.current
        for _ in range(3):
            for key, character in (
                ("enter", "\r"), ("x", "x"), ("q", "q"), ("ctrl+right_square_bracket", "\x1d"), ("j", "j"), ("k", "k"),
            ):  # fmt: skip
                app.post_message(events.Key(key, character))
        await until(
            pilot, lambda: len([key for kind, key in stream.sent if kind == "key"]) >= 6, "keys were lost"
        )
        await until(pilot, lambda: app.main.list.has_focus, "the list has the keyboard again")
        typed = [key for kind, key in stream.sent if kind == "key"]
        assert typed == [Key("x", 0, "x"), Key("q", 0, "q")] * 3
        assert app.screen is app.main, "nothing was stopped or quit"
        assert app.main.list.current == first


async def test_the_focus_is_asked_for_and_given() -> None:
    """One is told when it comes; who goes away before that wants it no more."""
    control = afternoon()
    app = desk(control)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot, control)
        stream = control.streams[0]
        stream.give_focus("phone of Ada", mine=False)
        await pilot.press("A")
        assert ("ask_focus", None) in stream.sent
        stream.give_focus("desk", mine=True)
        await until(pilot, lambda: _noted(app, "You may type now."), "not told")
        await pilot.press("y")
        assert ("key", Key("y", 0, "y")) in stream.sent
        stream.give_focus("phone of Ada", mine=False)
        stream.sent.clear()
        await pilot.press("ctrl+right_square_bracket", "A", "ctrl+right_square_bracket")
        await pilot.pause()
        assert ("release_focus", None) in stream.sent


async def test_the_holder_is_told_who_wants_to_type() -> None:
    """And that leaving hands over; once for each who asks."""
    control = afternoon()
    app = desk(control)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot, control)
        await pilot.press("enter")
        stream = control.streams[0]
        stream.give_focus("desk", mine=True)
        stream.focus = replace(stream.focus, asker="phone of Ada")
        stream.listener.focus_changed(stream.focus, True)
        await until(pilot, lambda: _noted(app, "phone of Ada wants to type here."), "not told")
        assert "phone of Ada wants to type" in str(app.main.tile.query(".title").first(Static).render())
        stream.listener.focus_changed(stream.focus, True)
        await pilot.pause()
        assert sum("phone of Ada" in note.message for note in app._notifications) == 1


def _noted(app: PlangateApp, words: str) -> bool:
    return any(words in note.message for note in app._notifications)


async def test_keys_are_refused_while_somebody_else_types() -> None:
    """Nothing is sent, and the person is told how to take over."""
    control = afternoon()
    app = desk(control)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot, control)
        control.streams[0].give_focus("phone of Ada", mine=False)
        await pilot.press("enter", "y")
        await pilot.pause()
        assert not [key for kind, key in control.streams[0].sent if kind == "key"]
        assert any("phone of Ada" in note.message for note in app._notifications)
        await pilot.press("ctrl+right_square_bracket", "t")
        await pilot.press("y")
        assert ("key", Key("y", 0, "y")) in control.streams[0].sent


async def test_the_grid_takes_in_what_is_new() -> None:
    """A session started elsewhere gets a tile, one taken off the list loses its own; the others stay."""
    control = afternoon()
    app = desk(control)
    async with app.run_test(size=(200, 60)) as pilot:
        await settled(pilot, control)
        await pilot.press("g")
        await settled(pilot, control, 8)
        grid = app.main.grid
        before = grid.tiles
        new = replace(SESSIONS[5], id=SessionId("new22222"), name="just started")
        control.push(SessionChanged(new))
        await until(pilot, lambda: len(grid.tiles) == 8, "the new session has no tile")
        assert grid.tiles[:7] == before
        assert grid.tiles[7].session is not None
        assert grid.tiles[7].session.name == "just started"
        gone = before[0].session
        assert gone is not None
        control.push(SessionRemoved(gone.id))
        await until(pilot, lambda: len(grid.tiles) == 7, "the removed session still has its tile")
        assert grid.tiles == [*before[1:], grid.tiles[6]]


async def test_a_full_grid_makes_room_where_a_session_has_ended() -> None:
    """Nine are shown; a tenth waits until one of them is over."""
    control = FakeControl(
        [replace(SESSIONS[5], id=SessionId(f"many222{n}"), name=f"n{n}") for n in range(2, 8)]
        + [replace(SESSIONS[5], id=SessionId(f"more222{n}"), name=f"m{n}") for n in range(2, 5)]
    )
    app = desk(control)
    async with app.run_test(size=(200, 60)) as pilot:
        await settled(pilot, control)
        await pilot.press("g")
        grid = app.main.grid
        await until(pilot, lambda: len(grid.tiles) == 9, "no full grid")
        new = replace(SESSIONS[5], id=SessionId("new22222"), name="just started")
        control.push(SessionChanged(new))
        await until(pilot, lambda: app.main.list.find(new.id) is not None, "the list has it")
        shown = [tile.session.name for tile in grid.tiles if tile.session is not None]
        assert "just started" not in shown
        over = grid.tiles[3].session
        assert over is not None
        control.push(SessionChanged(replace(over, exit=Exit(0), state=State.STOPPED)))
        await until(
            pilot,
            lambda: grid.tiles[3].session is not None and grid.tiles[3].session.name == "just started",
            "no room was made",
        )


async def test_a_wide_session_says_once_how_it_can_be_made_to_fit() -> None:
    """Quietly, in its title, until another session was looked at."""
    control = afternoon()
    app = desk(control)
    async with app.run_test(size=(100, 40)) as pilot:
        await settled(pilot, control)
        tile = app.main.tile
        title = tile.query_one(".title", Static)

        def hinted() -> bool:
            tile.update_lines()
            return "F fits" in str(title.render())

        await until(pilot, hinted, "no hint")
        await pilot.press("j")
        await settled(pilot, control, 2)
        await pilot.press("k")
        await settled(pilot, control, 3)
        await until(pilot, lambda: tile.pane.shape.columns > tile.pane.shape.width > 0, "shown again")
        assert not hinted()


async def _read(pilot: Pilot[None], app: PlangateApp, control: FakeControl) -> None:
    """Open the first session of a phone's list, as far as one reads it."""
    await until(pilot, lambda: app.main.list.current is not None, "no list")
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(app.screen, SessionScreen), "not opened")
    await settled(pilot, control)


async def test_a_phone_reads_a_session_before_its_terminal() -> None:
    """There is only the list until a session is opened; from its terminal one comes back to it, then to the list."""
    control = afternoon()
    app = desk(control)
    async with app.run_test(size=(49, 31)) as pilot:
        await until(pilot, lambda: app.main.list.current is not None, "no list")
        assert not control.streams
        await _read(pilot, app, control)
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is app.main and app.main.has_class("-zoom"), "no terminal")
        await until(pilot, lambda: app.main.pane.size.width == 49, "not the whole width")
        await pilot.press("ctrl+right_square_bracket")
        await until(pilot, lambda: isinstance(app.screen, SessionScreen), "not read again")
        assert app.main.has_class("-list")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.main, "the list is not back")
        await until(pilot, lambda: all(stream.closed for stream in control.streams), "streams leak")


async def test_what_a_phone_shows_of_a_session_goes_with_the_phone() -> None:
    """A window that becomes a desk's shows the list and the terminal; a line that was begun is not lost."""
    control = afternoon()
    app = desk(control)
    async with app.run_test(size=(49, 31)) as pilot:
        await _read(pilot, app, control)
        await pilot.press("x")
        await pilot.resize_terminal(120, 40)
        await until(pilot, lambda: app.screen.has_class("-wide"), "not wide")
        assert isinstance(app.screen, SessionScreen)
        await pilot.press("backspace")
        await pilot.resize_terminal(121, 40)
        await until(pilot, lambda: app.screen is app.main, "still the phone's")


async def test_the_grid_shows_nine_and_types_into_the_current_one() -> None:
    """Keys move between tiles, Enter types into one, g goes back."""
    control = afternoon()
    app = desk(control)
    async with app.run_test(size=(200, 60)) as pilot:
        await settled(pilot, control)
        await pilot.press("g")
        await settled(pilot, control, 8)
        assert len(app.main.grid.tiles) == 7
        await pilot.press("l", "enter", "x")
        typed = [stream.session for stream in control.streams if ("key", Key("x", 0, "x")) in stream.sent]
        tile = app.main.grid.tiles[1]
        assert tile.session is not None
        assert typed == [tile.session.id]
        await pilot.press("ctrl+right_square_bracket", "g")
        await until(pilot, lambda: app.main.has_class("-list"), "still the grid")
        await until(pilot, lambda: not app.main.grid.tiles, "tiles are still there")
        await until(pilot, lambda: sum(not each.closed for each in control.streams) == 1, "streams leak")


async def test_without_sessions_the_screen_says_what_to_do() -> None:
    """An empty desk is an invitation, not a void."""
    app = desk(FakeControl())
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.main.has_class("-nothing"), "no welcome")
        assert "start an agent" in str(app.main.query_one(Welcome).render())


async def test_output_does_not_move_what_is_being_read() -> None:
    """Scrolled back, the lines shown stay while new ones arrive."""
    control = afternoon()
    app = desk(control)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot, control)
        stream = stream_of(control, "g5j7k9qd")
        pane = app.main.query_one("#main TerminalPane", TerminalPane)
        stream.print_lines([f"line {number}" for number in range(100)])
        await pilot.press("pageup")
        await pilot.pause()
        shown = [pane.render_line(y).text.rstrip() for y in range(10)]
        assert shown[0].startswith("line ")
        stream.print_lines([f"more {number}" for number in range(20)])
        await pilot.pause()
        assert [pane.render_line(y).text.rstrip() for y in range(10)] == shown
        await pilot.press("shift+end")
        await pilot.pause()
        assert pane.viewport.following


async def test_a_phone_takes_over_with_a_button() -> None:
    """There is no Ctrl key on it: the footer offers what the desk has keys for."""
    control = afternoon()
    app = desk(control)
    async with app.run_test(size=(49, 31)) as pilot:
        await _read(pilot, app, control)
        await pilot.press("enter")
        await settled(pilot, control, 2)
        stream = control.streams[1]
        stream.release_focus()
        stream.give_focus("desk of Ada", mine=False)
        await pilot.pause()
        await pilot.pause()
        await pilot.click("Footer", offset=(36, 0))
        await until(pilot, lambda: ("take_focus", True) in stream.sent, "not taken")
        await pilot.press("y")
        assert ("key", Key("y", 0, "y")) in stream.sent


async def test_taking_over_waits_for_the_stream() -> None:
    """On a phone the session is attached only when it is opened."""
    control = afternoon()
    app = desk(control)
    async with app.run_test(size=(49, 31)) as pilot:
        await until(pilot, lambda: app.main.list.current is not None, "no list")
        await pilot.press("t")
        await settled(pilot, control)
        await until(pilot, lambda: ("take_focus", True) in control.streams[0].sent, "not taken")


async def test_enter_leaves_a_session_that_has_ended() -> None:
    """Keys meant for a program that is gone do nothing else."""
    control = afternoon()
    app = desk(control)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot, control)
        await pilot.press("enter")
        stream = control.streams[0]
        stream.listener.session_ended(Exit(0))
        await pilot.press("x", "q")
        assert app.main.pane.has_focus
        assert not [key for kind, key in stream.sent if kind == "key"]
        await pilot.press("enter")
        await until(pilot, lambda: app.main.list.has_focus, "not left")


async def test_rows_stay_where_they_are_while_the_list_is_used() -> None:
    """A session that begins to wait does not slip under the finger that is about to press Enter."""
    control = afternoon()
    app = desk(control)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot, control)
        await pilot.press("j")
        before = [session.id for session in app.main.list.shown]
        control.change("r2s4t6ue", state=State.BLOCKED, since=NOW - 9000)
        await pilot.pause()
        assert [session.id for session in app.main.list.shown] == before


async def test_a_double_click_copies_a_word() -> None:
    """What was selected is in the clipboard, and the person hears of it."""
    control = afternoon()
    app = desk(control)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot, control)
        pane = app.main.pane
        await pilot.press("enter")
        await pilot.click(pane, offset=(30, 0), times=2)
        await until(pilot, lambda: bool(app.clipboard), "nothing was copied")
        assert app.clipboard == "pyproject.toml"


def _fitted(stream: FakeStream) -> list[tuple[int, int]]:
    """The sizes that were asked for."""
    return [size for kind, size in stream.sent if kind == "fit"]


async def test_only_the_first_who_types_chooses_the_columns() -> None:
    """Later, or when lines have scrolled away, only the rows follow: new columns damage what was printed."""
    control = afternoon()
    app = desk(control)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot, control)
        stream, pane = control.streams[0], app.main.pane
        await pilot.press("enter")
        await pilot.pause()
        assert _fitted(stream)[-1] == (pane.size.width, pane.size.height)
        await pilot.press("ctrl+right_square_bracket", "enter")
        await pilot.pause()
        assert stream.focus.epoch == 2
        assert _fitted(stream)[-1] == (stream.columns, pane.size.height)


async def test_scrolled_lines_keep_their_columns() -> None:
    """Even for the first who types."""
    control = afternoon()
    app = desk(control)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot, control)
        stream = control.streams[0]
        stream.print_lines(["one more"])
        await pilot.press("enter")
        await pilot.pause()
        assert _fitted(stream)[-1] == (120, app.main.pane.size.height)


async def test_shift_tab_in_the_list_does_not_begin_to_type() -> None:
    """Only Enter, a click and what says so put the keyboard into a session."""
    control = afternoon()
    app = desk(control)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot, control)
        await pilot.press("shift+tab", "ctrl+c", "ctrl+right_square_bracket")
        assert app.main.list.has_focus


async def test_a_daemon_that_cannot_be_started_is_an_error_on_the_screen() -> None:
    """What went wrong and what can be done, in the middle of the screen."""
    control = afternoon()
    control.failures["start"] = Unavailable("the daemon did not start", "See its log.")
    app = desk(control)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.main.has_class("-nothing"), "no message")
        assert "See its log." in str(app.main.query_one(Welcome).render())


async def test_searching_finds_in_the_history_and_comes_back() -> None:
    """The hit is shown with its place; leaving shows the newest lines again."""
    control = afternoon()
    app = desk(control)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot, control)
        stream = stream_of(control, "g5j7k9qd")
        stream.print_lines([f"line {number}" for number in range(300)])
        await pilot.press("s", *"line 42")
        pane = app.main.pane
        await until(pilot, lambda: bool(pane.found.hits), "nothing found")
        await pilot.press("enter")
        await until(pilot, lambda: pane.looking and pane.has_focus, "not looking")
        shown = [pane.render_line(y).text.rstrip() for y in range(pane.size.height)]
        assert "line 42" in shown
        assert pane.found.words() == "1 of 1"
        await pilot.press("V", "y")
        await until(pilot, lambda: app.clipboard == "line 42", "not copied")
        await until(pilot, lambda: app.main.list.has_focus and pane.viewport.following, "not back")


async def test_the_dashboard_survives_a_daemon_that_goes_and_comes() -> None:
    """The header says so, the list stays, and all is read anew afterwards."""
    control = afternoon()
    app = desk(control)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot, control)
        control.push(Disconnected("killed"))
        await pilot.pause()
        assert "daemon away" in str(app.main.query_one(Header).render())
        assert len(app.main.list.shown) == 9
        control.push(Connected())
        await until(pilot, lambda: len(control.called("sessions")) == 2, "not read anew")
        await until(pilot, lambda: "away" not in str(app.main.query_one(Header).render()), "still away")


async def test_what_is_typed_before_the_session_is_attached_waits_for_it() -> None:
    """Enter and the first keys come faster than a host's first frame."""
    control = afternoon()
    app = desk(control)
    async with app.run_test(size=(49, 31)) as pilot:
        await until(pilot, lambda: app.main.list.current is not None, "no list")
        app.main.type_into()
        app.main.pane.send(Key("y", 0, "y"))
        assert not control.streams
        await settled(pilot, control)
        await until(pilot, lambda: ("key", Key("y", 0, "y")) in control.streams[0].sent, "the key is lost")
