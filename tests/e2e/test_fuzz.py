"""200,000 generated control sequences and 2,000 random re-chunkings through the default emulator."""

from __future__ import annotations

import pytest
from tests.support.fuzz import any_bytes, any_chunking

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("seed", range(1000, 1020))
def test_any_bytes_are_taken(seed: int) -> None:
    """Well-formed and broken sequences never raise and leave a sane screen."""
    any_bytes(seed, 10_000)


@pytest.mark.parametrize("seed", range(1000, 1020))
def test_chunks_do_not_matter(seed: int) -> None:
    """Output cut anywhere gives the same screen, history, replies and events."""
    any_chunking(seed, 100)
