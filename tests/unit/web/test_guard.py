"""Tests of `plangate.web.guard`."""

from __future__ import annotations

from typing import Any

import pytest

from plangate.web.guard import HEADERS, Origins, Question, refusal

_HERE = Origins(
    {"127.0.0.1:8765": frozenset({"http"}), "box.ts.net": frozenset({"https"})}, frozenset({"localhost"})
)


def _asked(**fields: Any) -> tuple[int, str]:
    known: dict[str, Any] = {"method": "GET", "path": "/", "host": "127.0.0.1:8765"}
    return refusal(Question(**{**known, **fields}), _HERE)


@pytest.mark.parametrize(
    "host",
    ["", "evil.example", "127.0.0.1", "127.0.0.1:80", "127.0.0.1:8765.evil.example", "localhost:x", ":8765"],
)
def test_a_foreign_host_is_misdirected(host: str) -> None:
    """DNS rebinding arrives with the attacker's name."""
    assert _asked(host=host)[0] == 421


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "BOX.ts.net", "localhost:9999", "localhost"])
def test_our_own_names_are_answered(host: str) -> None:
    """In any case of letters; through a tunnel with the port that it chose."""
    assert _asked(host=host) == (0, "")


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "https://evil.example",
        "https://127.0.0.1:8765",
        "http://127.0.0.1:9001",
        "http://127.0.0.1",
    ],
)
def test_acting_needs_our_own_origin(origin: str | None) -> None:
    """A missing one is none."""
    assert _asked(path="/ws", origin=origin)[0] == 403
    assert _asked(path="/pair", method="POST", origin=origin)[0] == 403


def test_our_own_page_may_act() -> None:
    """Also behind what encrypts in front of us, and through a tunnel."""
    assert _asked(path="/ws", origin="http://127.0.0.1:8765", site="same-origin") == (0, "")
    assert _asked(path="/ws", host="box.ts.net", origin="https://box.ts.net") == (0, "")
    assert _asked(path="/ws", host="localhost:9999", origin="http://localhost:9999") == (0, "")
    assert _asked(path="/ws", host="box.ts.net", origin="http://box.ts.net")[0] == 403


def test_another_site_may_only_lead_here() -> None:
    """A link opens the page; it reads and does nothing."""
    assert _asked(site="cross-site", mode="navigate") == (0, "")
    for site in ("cross-site", "same-site"):
        assert _asked(site=site, mode="no-cors")[0] == 403
        assert _asked(path="/me", site=site, mode="navigate")[0] == 403
    assert _asked(path="/me", origin="https://evil.example")[0] == 403


def test_nothing_inline_and_nothing_foreign_is_run() -> None:
    """The policy names nobody but ourselves, and no script within the page."""
    policy = HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy
