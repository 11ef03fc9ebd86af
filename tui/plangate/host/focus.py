"""The focus lease: who may type. A pure state machine; time is an argument in monotonic seconds.

    free ── input with epoch 0, or a request ──> held: epoch grows
    held ── input or request of the holder ────> held: renewed
    held ── take of somebody else ─────────────> held by them: epoch grows, the old epoch is stale
    held ── asked for by somebody else ────────> held as before, and the wish is known
    held ── release, 10 s without renewal, 60 s without input ──> free: epoch stays,
                                       or held by whoever asked in the last 60 s: epoch grows

Somebody whose lease ran out and who types on with its epoch gets it back as it was, unless another
one has held it in between.
"""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from plangate.errors import NotFocusHolder, StaleLease

__all__ = ["ASKING", "IDLE", "TTL", "Lease"]

TTL = 10.0
"""Seconds a lease lasts unless renewed."""
IDLE = 60.0
"""Seconds without input after which a lease ends even when it is renewed."""

ASKING = 60.0
"""Seconds for which a wish for the focus counts."""


class Lease(msgspec.Struct, frozen=True, gc=False):
    """State of the focus of one session."""

    holder: str = ""
    """Client id of the holder; empty when the focus is free."""
    name: str = ""
    epoch: int = 0
    expires: float = 0.0
    idle_at: float = 0.0
    """When it ends for want of input."""
    last: str = ""
    """Client id of the last holder."""
    asker: str = ""
    """Client id of who wants it next; empty when nobody does."""
    asker_name: str = ""
    asked_until: float = 0.0
    """When the wish ends."""

    def at(self, now: float) -> Lease:
        """The state at a later time: freed, or handed to whoever asked for it, when it has run out."""
        if self.holder and now >= min(self.expires, self.idle_at):
            return self._freed(now)
        return self

    def ends(self) -> float:
        """When the lease runs out, if nothing happens; meaningless while it is free."""
        return min(self.expires, self.idle_at)

    def requested(self, client: str, name: str, *, take: bool, now: float) -> Lease:
        """After a request; the lease of somebody else stays unless it is taken."""
        lease = self.at(now)
        if lease.holder == client:
            return replace(lease, expires=now + TTL, idle_at=now + IDLE if take else lease.idle_at)
        if lease.holder and not take:
            return lease
        return lease._granted(client, name, now)

    def asked(self, client: str, name: str, now: float) -> Lease:
        """After a client has asked whoever holds it for the focus; a free one it gets at once."""
        lease = self.at(now)
        if not lease.holder:
            return lease._granted(client, name, now)
        if lease.holder == client:
            return lease
        return replace(lease, asker=client, asker_name=name, asked_until=now + ASKING)

    def wish(self, now: float) -> str:
        """Name of who asks for the focus; empty when nobody does."""
        return self.asker_name or self.asker if self.asker and now < self.asked_until else ""

    def typed(self, client: str, name: str, epoch: int, now: float) -> Lease:
        """After input of a client.

        Raises:
            StaleLease: The epoch it carries is over.
            NotFocusHolder: Somebody else holds the focus.
        """
        lease = self.at(now)
        if lease.holder == client and epoch in (0, lease.epoch):
            return Lease(
                client, lease.name, lease.epoch, now + TTL, now + IDLE, lease.last,
                lease.asker, lease.asker_name, lease.asked_until,
            )  # fmt: skip
        if not lease.holder:
            if epoch == 0:
                return lease._granted(client, name, now)
            if epoch == lease.epoch and client == lease.last:
                return replace(lease, holder=client, name=name, expires=now + TTL, idle_at=now + IDLE)
        if epoch == 0 and lease.holder:
            raise NotFocusHolder(f"{lease.name or 'somebody else'} is typing here", "Take the focus first.")
        raise StaleLease(
            f"the focus was taken by {lease.name}" if lease.holder else "the focus was held by somebody else",
            "Take it back to go on typing.",
        )

    def released(self, client: str, epoch: int, now: float) -> Lease:
        """After its holder gave it back, or who asked for it wants it no more; else nothing changes."""
        lease = self.at(now)
        if lease.holder == client and epoch in (0, lease.epoch):
            return lease._freed(now)
        return lease._unasked() if lease.asker == client and lease.holder != client else lease

    def left(self, client: str, now: float) -> Lease:
        """After the last connection of a client has closed."""
        return self.released(client, 0, now)

    def over(self, now: float) -> Lease:
        """After the program has ended: nobody types any more."""
        return self._unasked().released(self.holder, 0, now)

    def _granted(self, client: str, name: str, now: float) -> Lease:
        lease = self._unasked() if self.asker == client else self
        return replace(
            lease,
            holder=client,
            name=name,
            epoch=self.epoch + 1,
            expires=now + TTL,
            idle_at=now + IDLE,
            last=client,
        )

    def _freed(self, now: float) -> Lease:
        free = replace(self, holder="", name="")
        return free._granted(self.asker, self.asker_name, now) if self.wish(now) else free._unasked()

    def _unasked(self) -> Lease:
        return replace(self, asker="", asker_name="", asked_until=0.0)
