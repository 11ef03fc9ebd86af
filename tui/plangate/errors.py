"""The errors a person or a script reads, and the exit codes they end with.

Only what a user can act on is a `PlangateError`; programming faults stay the builtins they are.

    PlangateError
    ├── UsageError        the command line or a dialog was filled in wrongly
    ├── ConfigError       a settings, theme, keymap or manifest file is faulty
    ├── DirectoryError    a directory of ours cannot be made, trusted or used
    ├── NotFound          no such session, file or command
    ├── Unavailable       the daemon, a host or the keeper cannot be reached
    ├── VersionMismatch   both sides run, but no common protocol version
    ├── BadMessage        what arrived is no message, or what should be sent is too long for one
    ├── Refused           the other side understood and said no
    │   ├── Unauthorised  the capability is missing, foreign, expired or revoked
    │   │   └── PinNeeded    a device has to prove that a person is there
    │   ├── NotFocusHolder  somebody else holds the keyboard
    │   ├── StaleLease    the focus was held once, and has been taken since
    │   └── Exited        the session's process has ended
    ├── LimitReached      PTYs, file descriptors, disk or a quota are used up
    ├── GitFailed         git refused a command
    ├── LedgerError       the ledger is damaged or cannot be written
    │   └── LedgerInUse   another process has it open
    └── TimedOut          what was waited for did not happen in time
"""

from __future__ import annotations

from enum import IntEnum
from typing import ClassVar

__all__ = [
    "BadMessage",
    "ConfigError",
    "DirectoryError",
    "ExitCode",
    "Exited",
    "GitFailed",
    "LedgerError",
    "LedgerInUse",
    "LimitReached",
    "NotFocusHolder",
    "NotFound",
    "PinNeeded",
    "PlangateError",
    "Refused",
    "StaleLease",
    "TimedOut",
    "Unauthorised",
    "Unavailable",
    "UsageError",
    "VersionMismatch",
]


class ExitCode(IntEnum):
    """What every `plangate` command can end with; documented in docs/cli.md and stable."""

    OK = 0
    """The command did what it was asked."""
    FAILED = 1
    """It could not, for a reason that has no code of its own."""
    USAGE = 2
    """The command line was wrong; nothing was done."""
    NOT_FOUND = 3
    """No such session, file or record."""
    UNAVAILABLE = 4
    """The daemon, a host or the keeper cannot be reached or started, also for want of a directory."""
    REFUSED = 5
    """Understood, and not allowed: role, capability, focus or lease."""
    CONFIG = 6
    """A settings, theme, keymap or manifest file is faulty."""
    LIMIT = 7
    """PTYs, file descriptors, disk or a quota are used up."""
    TIMEOUT = 8
    """What was waited for did not happen in time."""
    INTEGRITY = 9
    """The ledger or a recording is damaged."""
    VERSION = 10
    """Both sides run, but share no protocol version."""
    INTERRUPTED = 130
    """Ended by Ctrl-C."""


class PlangateError(Exception):
    """Raised when something went wrong that the user should read about.

    Args:
        message: What happened and where, in one sentence without a final stop.
        hint: What the user can do about it; empty when there is nothing to advise.
    """

    title: ClassVar[str] = "Something went wrong"
    """Heading of the error dialog."""
    code: ClassVar[str] = "failed"
    """Stable word for this kind of error on the wire and in `--json` output."""
    exit_code: ClassVar[ExitCode] = ExitCode.FAILED
    """What a command ends with when this error reaches its top."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(PlangateError):
    """Raised when a command line or a dialog was filled in wrongly."""

    title = "That does not work"
    code = "usage"
    exit_code = ExitCode.USAGE


class ConfigError(PlangateError):
    """Raised when a settings, theme, keymap or manifest file is faulty."""

    title = "Faulty configuration"
    code = "config"
    exit_code = ExitCode.CONFIG


class DirectoryError(PlangateError):
    """Raised when a directory that Plangate keeps its files in cannot be made, trusted or used."""

    title = "A directory cannot be used"
    code = "directory"
    exit_code = ExitCode.UNAVAILABLE


class NotFound(PlangateError):
    """Raised when the session, file or command that was named does not exist."""

    title = "Not found"
    code = "not_found"
    exit_code = ExitCode.NOT_FOUND


class Unavailable(PlangateError):
    """Raised when the daemon, a host or the keeper cannot be reached."""

    title = "Cannot be reached"
    code = "unavailable"
    exit_code = ExitCode.UNAVAILABLE


class VersionMismatch(PlangateError):
    """Raised when two sides share no protocol version."""

    title = "Versions do not fit"
    code = "version"
    exit_code = ExitCode.VERSION


class BadMessage(PlangateError):
    """Raised when what arrived is not a message, or what should be sent is too long for one."""

    title = "Garbled message"
    code = "protocol"


class Refused(PlangateError):
    """Raised when the other side understood the request and said no."""

    title = "Refused"
    code = "refused"
    exit_code = ExitCode.REFUSED


class Unauthorised(Refused):
    """Raised when a capability is missing, foreign, expired or revoked, or its role is too weak."""

    title = "Not allowed"
    code = "unauthorised"


class PinNeeded(Unauthorised):
    """Raised when a device asks for what only a person may do and has not shown the PIN for it."""

    title = "The PIN is needed"
    code = "pin_needed"


class NotFocusHolder(Refused):
    """Raised when input was sent while somebody else holds the focus."""

    title = "Somebody else is typing"
    code = "not_focus_holder"


class StaleLease(Refused):
    """Raised when input carries an epoch that a take-over has ended."""

    title = "The focus was taken over"
    code = "stale_lease"


class Exited(Refused):
    """Raised when the session's process has ended and can take no input."""

    title = "The session has ended"
    code = "exited"


class LimitReached(PlangateError):
    """Raised when PTYs, file descriptors, disk or a quota are used up."""

    title = "A limit is reached"
    code = "limit"
    exit_code = ExitCode.LIMIT


class GitFailed(PlangateError):
    """Raised when git refuses a command; the message is its own."""

    title = "git refused"
    code = "git"


class LedgerError(PlangateError):
    """Raised when the ledger is damaged or cannot be written."""

    title = "The ledger is damaged"
    code = "ledger"
    exit_code = ExitCode.INTEGRITY


class LedgerInUse(LedgerError):
    """Raised when another process has the ledger open; only one can write it."""

    title = "The ledger is in use"
    code = "ledger_in_use"
    exit_code = ExitCode.UNAVAILABLE


class TimedOut(PlangateError):
    """Raised when what was waited for did not happen in time."""

    title = "It took too long"
    code = "timeout"
    exit_code = ExitCode.TIMEOUT
