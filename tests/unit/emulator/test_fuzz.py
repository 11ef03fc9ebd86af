"""Generated output through the default emulator, a small part of what tests/e2e runs."""

from __future__ import annotations

import pytest
from tests.support.fuzz import any_bytes, any_chunking


@pytest.mark.parametrize("seed", range(4))
def test_any_bytes_are_taken(seed: int) -> None:
    """Well-formed and broken sequences never raise and leave a sane screen."""
    any_bytes(seed, 500)


@pytest.mark.parametrize("seed", range(2))
def test_chunks_do_not_matter(seed: int) -> None:
    """Output cut anywhere gives the same screen, history, replies and events."""
    any_chunking(seed, 20)
