"""Which messages travel in which direction; a decoder is made for one of these lists."""

from __future__ import annotations

from plangate.wire import attempts, composing, control, devices, gate, jobs, spawn, stream, undo
from plangate.wire.messages import Failure, Hello, Message, Welcome

__all__ = [
    "EVERY",
    "FROM_DAEMON",
    "FROM_HOST",
    "FROM_KEEPER",
    "HOST_TO_KEEPER",
    "KEEPER_TO_HOST",
    "TO_DAEMON",
    "TO_HOST",
    "TO_KEEPER",
]

Messages = tuple[type[Message], ...]


def _of(first: int, last: int, *modules: object) -> Messages:
    """The messages of some modules whose numbers lie in a range, by number."""
    found: dict[int, type[Message]] = {}
    for kind in (value for module in modules for value in vars(module).values()):
        if isinstance(kind, type) and issubclass(kind, Message):
            tag = kind.__struct_config__.tag
            if isinstance(tag, int) and first <= tag <= last:
                found[tag] = kind
    return tuple(found[tag] for tag in sorted(found))


_OPENING: Messages = (Welcome, Failure)
_HOST_CARE: Messages = (
    spawn.Stop,
    spawn.Revoke,
    spawn.Acknowledge,
    spawn.Upgrade,
    spawn.SetPalette,
    spawn.Recording,
)

TO_HOST: Messages = (Hello, *_of(20, 59, stream), *_of(290, 294, composing), *_HOST_CARE)
KEEPER_TO_HOST: Messages = (*_OPENING, spawn.AgentExited)
FROM_HOST: Messages = (*_OPENING, *_of(60, 89, stream), *_of(295, 299, composing))
TO_KEEPER: Messages = (
    Hello,
    spawn.Spawn,
    spawn.SpawnConfined,
    spawn.Reopen,
    spawn.StatusQuery,
    spawn.Retire,
    spawn.HostReady,
    spawn.HostLeaving,
)
HOST_TO_KEEPER: Messages = (Failure, spawn.HostReady, spawn.HostLeaving)
FROM_KEEPER: Messages = (*_OPENING, spawn.Spawned, spawn.KeeperStatus, spawn.HostDied)
TO_DAEMON: Messages = (
    Hello,
    *_of(100, 149, control, gate),
    *_of(162, 169, gate),
    *_of(180, 184, undo),
    *_of(240, 249, attempts),
    *_of(260, 269, devices),
    *_of(280, 285, jobs),
)
FROM_DAEMON: Messages = (
    *_OPENING,
    *_of(150, 161, control, gate),
    *_of(170, 179, control, gate),
    *_of(185, 189, undo),
    *_of(250, 259, attempts),
    *_of(270, 279, devices),
    *_of(286, 289, jobs),
)
EVERY: Messages = (
    Hello,
    *_OPENING,
    *_of(20, 89, stream),
    *_of(100, 199, control, gate, undo),
    *_of(200, 219, spawn),
    *_of(240, 259, attempts),
    *_of(280, 289, jobs),
    *_of(290, 299, composing),
    *_of(260, 279, devices),
)
