"""Tests of `plangate.plugins.versions`."""

from __future__ import annotations

import pytest

from plangate.plugins.versions import at_least


@pytest.mark.parametrize(
    ("version", "wanted", "holds"),
    [
        ("2.1.329", "2.1.295", True),
        ("2.1.295", "2.1.295", True),
        ("2.1.197", "2.1.295", False),
        ("2.2", "2.1.295", True),
        ("10.0", "9.9.9", True),
        ("0.169.0-alpha.1", "0.169.0", True),
        ("", "0", False),
        ("unknown", "0.1", False),
    ],
)
def test_versions_are_compared_number_by_number(version: str, wanted: str, holds: bool) -> None:
    """One that cannot be read is older than all."""
    assert at_least(version, wanted) is holds
