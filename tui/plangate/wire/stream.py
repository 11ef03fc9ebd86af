"""Messages between a client and the host of one session: keys one way, changed rows the other."""

from __future__ import annotations

import msgspec

from plangate.model.input import Key, Mouse
from plangate.model.screen import Cursor, Modes, Row, Style
from plangate.model.session import Exit, Focus
from plangate.model.terminal import TerminalEvent
from plangate.wire.messages import Message

__all__ = [
    "Ack",
    "AskHistory",
    "AskLine",
    "AskSnapshot",
    "Attach",
    "Detach",
    "Ended",
    "Fit",
    "FocusChanged",
    "FocusRelease",
    "FocusRequest",
    "Frame",
    "HistoryRows",
    "HostEvents",
    "Input",
    "KeyInput",
    "LineAt",
    "MouseInput",
    "PaneFocus",
    "Paste",
    "Search",
    "SearchHits",
    "Snapshot",
    "SubscribeEvents",
]


class Attach(Message, tag=20):
    """Ask for frames from now on; answered by a full `Frame`. Carries no size: attaching never resizes."""

    max_rate: float = 60.0
    """Frames per second at most; tiles and previews ask for few."""


class Detach(Message, tag=21):
    """Ask for no more frames; the connection stays."""


class Ack(Message, tag=22):
    """The frame was painted; at most two frames are under way unacknowledged."""

    seq: int


class Input(Message, tag=23):
    """Raw bytes for the program, as `plangate attach` and `send` have them."""

    epoch: int
    data: bytes


class KeyInput(Message, tag=24):
    """One key; the host encodes it with the modes it knows."""

    epoch: int
    key: Key


class MouseInput(Message, tag=25):
    """One mouse event."""

    epoch: int
    mouse: Mouse


class Paste(Message, tag=26):
    """Pasted text, written in one piece."""

    epoch: int
    text: str


class PaneFocus(Message, tag=27):
    """The holder's pane gained or lost the keyboard; for programs that asked to know (mode 1004)."""

    epoch: int
    gained: bool


class FocusRequest(Message, tag=28):
    """Ask for the focus; with `take` also from somebody who holds it. Answered by `FocusChanged`.

    Sent again while holding it, it renews the lease. Input with epoch 0 takes a free focus too.
    """

    take: bool = False
    ask: bool = False
    """Let the holder know that one wants it next, and get it as soon as they give it back."""


class FocusRelease(Message, tag=29):
    """Give the focus back, or no longer ask for it."""

    epoch: int


class Fit(Message, tag=30):
    """Change the session's size; only the focus holder may, and only by an explicit act for columns."""

    epoch: int
    cols: int
    rows: int


class AskHistory(Message, tag=31):
    """Ask for the lines `first` up to `last`; answered by `HistoryRows`."""

    id: int
    first: int
    last: int


class AskSnapshot(Message, tag=32):
    """Ask for the screen and the last `history` lines once, without attaching; answered by `Snapshot`."""

    id: int
    history: int = 0


class Search(Message, tag=33):
    """Search history and screen, newest first; answered by `SearchHits`."""

    id: int
    pattern: str
    regex: bool = False
    ignore_case: bool = True
    before: int = -1
    """Only lines older than this; -1 starts at the newest."""
    limit: int = 200


class SubscribeEvents(Message, tag=34):
    """Ask for `HostEvents` from now on; what the daemon does on every host."""


class AskLine(Message, tag=35):
    """Ask which line the program was writing at a time; answered by `LineAt`."""

    id: int
    at: float
    """Unix seconds."""


class Frame(Message, tag=60):
    """What changed on the screen since the last frame sent on this connection.

    The receiver moves its rows up by the growth of `top`, then replaces the rows in `changed`.
    """

    seq: int
    full: bool
    """All rows are in `changed`; forget what was there."""
    cols: int
    rows: int
    base: int
    top: int
    history_generation: int
    """A new number voids every history row the receiver has kept."""
    cursor: Cursor
    modes: Modes | None
    """None: as before."""
    changed: list[tuple[int, Row]]
    """Row number counted from 0, and its content."""
    epoch: int
    """Of the tables; a new one comes with a full frame and complete tables."""
    styles: list[Style] = msgspec.field(default_factory=list)
    """Appended to the style table."""
    clusters: list[str] = msgspec.field(default_factory=list)
    """Appended to the cluster table."""


class HistoryRows(Message, tag=61):
    """Lines of the history, oldest first, with the tables they refer to where those have grown."""

    id: int
    first: int
    rows: list[Row]
    epoch: int
    history_generation: int
    styles: list[Style] = msgspec.field(default_factory=list)
    clusters: list[str] = msgspec.field(default_factory=list)


class Snapshot(Message, tag=62):
    """The screen and some history in one piece, with complete tables of its own."""

    id: int
    cols: int
    rows: int
    base: int
    top: int
    cursor: Cursor
    modes: Modes
    title: str
    history: list[Row]
    screen: list[Row]
    styles: list[Style]
    clusters: list[str]


class SearchHits(Message, tag=63):
    """Where a pattern was found: absolute line, first cell, number of cells; newest first."""

    id: int
    hits: list[tuple[int, int, int]]
    more: bool
    error: str = ""
    """Why the pattern cannot be searched for."""


class FocusChanged(Message, tag=64):
    """Who holds the focus now; sent to everybody on every change, and as the answer to a request."""

    focus: Focus
    mine: bool
    expires_in: float = 0.0
    """Seconds until the lease ends unless renewed."""


class HostEvents(Message, tag=65):
    """What happened in a session: the program's messages and its signs of life."""

    events: list[TerminalEvent]
    last_output: float
    """Unix seconds of the last byte the program wrote; 0 before the first."""
    last_line: str
    """The last line on the screen that says something."""
    screen_tail: list[str] = msgspec.field(default_factory=list)
    """The bottom rows as text, when they changed; what status manifests look at."""
    title: str = ""
    cols: int = 0
    rows: int = 0
    last_input: float = 0.0
    """Unix seconds of the last key or text that somebody typed; 0 before the first. Mouse and queries are none."""


class Ended(Message, tag=66):
    """The program has ended; the screen stays readable."""

    exit: Exit


class LineAt(Message, tag=67):
    """Which line the program was writing."""

    id: int
    line: int
    """Absolute, perhaps older than the history reaches; negative when a full-screen program was on the screen."""
    found: bool
    """Whether it is known at all."""
    exact: bool
    """Whether lines were not cut anew for another width since; else it is about there."""
