"""docs/events.md against the sources."""

from __future__ import annotations

import re
from pathlib import Path

import plangate.daemon

_ROOT = Path(__file__).parents[3]
_KIND = re.compile(r'"((?:daemon|keeper|session|host|focus|grants|recordings)\.[a-z]+)"')


def test_every_kind_of_event_is_documented() -> None:
    """And no kind is documented that nothing records."""
    sources = Path(plangate.daemon.__file__).parent.glob("*.py")
    recorded = {kind for source in sources for kind in _KIND.findall(source.read_text())} - {"grants.json"}
    documented = set(
        re.findall(r"^\| `([a-z.]+)` \|", (_ROOT / "docs" / "events.md").read_text(), re.MULTILINE)
    )
    assert recorded == documented
