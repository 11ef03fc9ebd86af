"""What the daemon asks of a host; needs the role of the owner."""

from __future__ import annotations

from plangate.emulator.api import Palette
from plangate.errors import UsageError
from plangate.host.guest import Guest
from plangate.host.session import SessionHost
from plangate.host.upgrade import Upgrade
from plangate.wire import spawn

__all__ = ["acknowledge", "recording", "revoke", "set_palette", "stop", "upgrade"]


def stop(host: SessionHost, guest: Guest, message: spawn.Stop) -> None:
    """End the program step by step."""
    if host.agent.exit is not None:
        return
    try:
        host.ladder.start(message.first, message.grace)
    except ValueError as error:
        raise UsageError(str(error)) from error


def revoke(host: SessionHost, guest: Guest, message: spawn.Revoke) -> None:
    """Accept capabilities no longer, and close what came with them."""
    host.gatekeeper.revoke(message.serials, message.all_but)
    host.door.close_void()


def acknowledge(host: SessionHost, guest: Guest, message: spawn.Acknowledge) -> None:
    """The exit is on record."""
    host.acknowledge(message.linger)


def set_palette(host: SessionHost, guest: Guest, message: spawn.SetPalette) -> None:
    """Answer colour queries with these from now on."""
    host.emulator.set_palette(
        Palette(
            foreground=message.foreground,
            background=message.background,
            cursor=message.cursor,
            indexed=tuple(message.indexed),
            dark=message.dark,
        )
    )
    replies = host.emulator.take_replies()
    if replies:
        host.answer(replies)


def upgrade(host: SessionHost, guest: Guest, message: spawn.Upgrade) -> None:
    """Let another program go on in this process."""
    Upgrade(host, message.argv, lambda error: guest.fail(error, message.id))


def recording(host: SessionHost, guest: Guest, message: spawn.Recording) -> None:
    """Begin or end the recording."""
    host.recorder.switch(message.on, message.limit)
    host.redescribe()
    host.tell_keeper()
