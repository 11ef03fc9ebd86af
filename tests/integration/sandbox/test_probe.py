"""The probe finds what the machine really gives."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.integration.sandbox.support import EXPECTED, IDENTITIES, as_identity

from plangate.model.gate import Strength
from plangate.sandbox.probe import probe


@pytest.mark.parametrize("identity", IDENTITIES)
def test_the_probe_agrees_with_what_is_expected(identity: str) -> None:
    """Whoever says that this machine has a strength finds it; without that any answer has its reason."""

    def body(_: Path) -> None:
        found = probe()
        if os.environ.get(EXPECTED):
            assert found.strength == Strength(os.environ[EXPECTED]), found
        assert (found.strength is Strength.KERNEL) == (found.kernel == "")

    as_identity(identity, body)
