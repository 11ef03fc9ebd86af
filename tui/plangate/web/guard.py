"""Which requests a front answers at all, and what it says with every answer. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["HEADERS", "Origins", "Question", "refusal"]

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
"""With every answer, errors included."""

MISDIRECTED = 421
FORBIDDEN = 403


@dataclass(frozen=True, slots=True)
class Origins:
    """Under which names browsers may reach a front.

    Attributes:
        exact: "name:port", without the port where it is the scheme's own, with the schemes it counts under.
        tunnels: Names that count with any port, because `ssh -L` chooses it.
    """

    exact: Mapping[str, frozenset[str]]
    tunnels: frozenset[str] = frozenset()

    def schemes(self, host: str) -> frozenset[str]:
        """Under which schemes this `Host` is ours; none when it is not."""
        host = host.lower()
        if (known := self.exact.get(host)) is not None:
            return known
        name, _, port = host.rpartition(":")
        if (name if port.isdigit() and name else host) in self.tunnels:
            return frozenset({"http"})
        return frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What of a request is looked at."""

    method: str
    path: str
    host: str
    origin: str | None = None
    site: str = ""
    """Sec-Fetch-Site; empty from browsers that do not send it."""
    mode: str = ""
    """Sec-Fetch-Mode."""


def refusal(asked: Question, origins: Origins) -> tuple[int, str]:
    """Why a request is not answered, as status and words; (0, "") when it is.

    A page elsewhere may lead here, as a link does, and do nothing else.
    """
    schemes = origins.schemes(asked.host)
    if not schemes:
        return MISDIRECTED, "this is not the address of this server"
    own = {f"{scheme}://{asked.host.lower()}" for scheme in schemes}
    acts = asked.path == "/ws" or asked.method not in ("GET", "HEAD")
    if acts and (asked.origin or "").lower() not in own:
        return FORBIDDEN, "only this server's own page may do this"
    if asked.origin is not None and asked.origin.lower() not in own:
        return FORBIDDEN, "another site may not ask for this"
    leads_here = asked.path == "/" and asked.mode == "navigate"
    if asked.site not in ("", "same-origin", "none") and not leads_here:
        return FORBIDDEN, "another site may not ask for this"
    return 0, ""
