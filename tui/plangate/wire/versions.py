"""How two sides find a protocol version they both speak. Pure."""

from __future__ import annotations

from plangate.errors import VersionMismatch
from plangate.wire.messages import OLDEST, VERSION, Hello

__all__ = ["agree", "common_version"]


def common_version(newest: int, oldest: int, *, ours: tuple[int, int] = (VERSION, OLDEST)) -> int | None:
    """The newest version in both ranges; None when they do not overlap. `ours` is newest and oldest."""
    version = min(newest, ours[0])
    return version if version >= max(oldest, ours[1]) else None


def agree(hello: Hello, product: str, *, ours: tuple[int, int] = (VERSION, OLDEST)) -> int:
    """The version to speak with whoever sent `hello`; `product` is our own product version.

    Raises:
        VersionMismatch: There is none; the hint says which side to replace.
    """
    version = common_version(hello.newest, hello.oldest, ours=ours)
    if version is not None:
        return version
    old = "this" if ours[0] < hello.oldest else "the connecting"
    raise VersionMismatch(
        f"{hello.product} speaks protocol {hello.oldest} to {hello.newest}, "
        f"{product} speaks {ours[1]} to {ours[0]}",
        f"Upgrade {old} side; a session keeps running meanwhile.",
    )
