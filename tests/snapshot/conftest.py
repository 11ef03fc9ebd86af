"""Pictures do not depend on the environment they are taken in."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def colors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests with NO_COLOR means their own terminal."""
    monkeypatch.delenv("NO_COLOR", raising=False)
