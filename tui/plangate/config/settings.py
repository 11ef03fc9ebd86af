"""Every setting: its type, default and meaning. Documentation and `doctor` derive from these classes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from plangate.toml.schema import Entry, entries, option

__all__ = [
    "Ages",
    "Appearance",
    "Checkpoints",
    "Clipboard",
    "Emulator",
    "Environment",
    "Keyboard",
    "Notifications",
    "Plugins",
    "Recordings",
    "Sessions",
    "Settings",
    "Terminal",
    "registry",
]

_CHORD = re.compile(r"(?:(?:ctrl|alt|shift)\+)+(?:[a-z_0-9]+|[^\s\w])|f[1-9][0-9]?", re.ASCII)
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\*?|\*", re.ASCII)


def _chord(value: str) -> str:
    """A key that nobody types by accident."""
    return "" if _CHORD.fullmatch(value) else f'"{value}" is not a chord such as "ctrl+]" or "f12"'


def _variable(value: str) -> str:
    """The name of an environment variable, or the beginning of some."""
    return "" if _VARIABLE.fullmatch(value) else f'"{value}" is not a variable such as "NAME" or "PREFIX_*"'


def _directory(value: str) -> str:
    return "" if not value or value.startswith(("/", "~/")) else f'"{value}" does not begin with "/" or "~/"'


class Clipboard(StrEnum):
    """What happens when a program wants to put something into the clipboard (OSC 52)."""

    ASK = "ask"
    ALLOW = "allow"
    DENY = "deny"


class Emulator(StrEnum):
    """Which terminal emulator hosts run."""

    DEFAULT = "default"
    GHOSTTY = "ghostty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyboard:
    """Table `keyboard`."""

    escape: str = option(
        "ctrl+]", "The one chord that leaves a session while typing; everything else goes to it", check=_chord
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """Table `appearance`."""

    theme: str = option("dark", "Name of the theme")
    frame_rate: int = option(60, "Most frames a second that are painted", low=1, high=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sessions:
    """Table `sessions`."""

    agent: str = option("", "Agent that is offered first; empty: the first one that is installed")
    columns: int = option(120, "Width of a new session's terminal in cells", low=20, high=1000)
    rows: int = option(40, "Height of a new session's terminal in cells", low=5, high=500)
    scrollback: int = option(5000, "Lines of history that each session keeps", low=0, high=1_000_000)
    stop_grace: float = option(
        5.0, "Seconds between the signals INT, TERM and KILL of a stop", low=0, high=600
    )
    linger: float = option(
        3600.0,
        "Seconds that the host of an ended session stays; later its screen comes from the recording",
        low=0,
    )
    keep_exited: float = option(
        30.0, "Days that an ended session stays on the list; 0: until it is removed", low=0
    )
    worktrees: str = option(
        "",
        "Directory for the git worktrees of sessions; empty: beside each repository, in NAME.worktrees",
        check=_directory,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Recordings:
    """Table `recordings`."""

    enabled: bool = option(True, "Whether the output of sessions is recorded; input never is")
    session_limit: int = option(64, "Megabytes kept for each session, the newest", low=1, high=65536)
    total_limit: int = option(4096, "Megabytes kept over all sessions, the newest", low=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoints:
    """Table `checkpoints`."""

    keep: float = option(30.0, "Days that checkpoints are kept; the newest of each workspace stays", low=0.01)
    quota: int = option(4096, "Megabytes that all checkpoints may take; above, the oldest go first", low=1)
    large: int = option(256, "Megabytes above which a file is named instead of kept", low=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Table `environment`."""

    allow: tuple[str, ...] = option(
        (), 'Variables that sessions get besides the built-in ones, "PREFIX_*" for many', check=_variable
    )
    remove: tuple[str, ...] = option(
        (), 'Variables that sessions never get, "PREFIX_*" for many', check=_variable
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal:
    """Table `terminal`."""

    mouse: bool = option(True, "Whether the dashboard takes the mouse")
    clipboard: Clipboard = option(
        Clipboard.ASK, "What happens when a program in a session writes the clipboard"
    )
    emulator: Emulator = option(Emulator.DEFAULT, "Terminal emulator of new sessions")


class TerminalNote(StrEnum):
    """How the dashboard asks its terminal to notify."""

    OFF = "off"
    OSC9 = "osc9"
    """iTerm2, WezTerm, kitty, Ghostty, Windows Terminal and others."""
    OSC777 = "osc777"
    """urxvt, foot and others; with a title of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notifications:
    """Table `notifications`."""

    toasts: bool = option(True, "Whether the dashboard shows passing notices")
    bell: bool = option(
        True, "Whether the terminal's bell rings when a session becomes blocked or its program rings"
    )
    states: tuple[str, ...] = option(
        ("blocked", "done", "failed"), "States that are told outside of the dashboard"
    )
    terminal: TerminalNote = option(
        TerminalNote.OFF, "Escape sequence by which the dashboard has its own terminal notify"
    )
    desktop: bool = option(False, "Whether the daemon notifies the desktop (notify-send)")
    command: tuple[str, ...] = option(
        (), "Program and arguments; it gets each notification as JSON on its input"
    )
    webhook: str = option("", "Web address that each notification is posted to, as JSON")
    services: tuple[str, ...] = option((), "Addresses as apprise takes them; needs plangate[notify]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ages:
    """Table `ages`."""

    blocked: float = option(300.0, "Seconds after which a blocked session's age is shown as a warning", low=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugins:
    """Table `plugins`."""

    disabled: tuple[str, ...] = option((), "Names of plugins that are not loaded")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings, one attribute for each table of settings.toml."""

    keyboard: Keyboard = Keyboard()
    appearance: Appearance = Appearance()
    sessions: Sessions = Sessions()
    recordings: Recordings = Recordings()
    checkpoints: Checkpoints = Checkpoints()
    environment: Environment = Environment()
    terminal: Terminal = Terminal()
    notifications: Notifications = Notifications()
    ages: Ages = Ages()
    plugins: Plugins = Plugins()


def registry() -> Iterator[Entry]:
    """Every setting with its path, type, default and meaning, in the order of the documentation."""
    return entries(Settings)
