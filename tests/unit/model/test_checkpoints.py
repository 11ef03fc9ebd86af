"""Tests of `plangate.model.checkpoints`."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from plangate.model.checkpoints import path_bytes, path_text


@given(st.binary())
def test_any_path_is_text_and_comes_back(path: bytes) -> None:
    """Text that can be shown in one line and sent as UTF-8."""
    text = path_text(path)
    assert text.isprintable()
    assert path_bytes(text) == path
    assert text.encode().decode() == text


def test_ordinary_paths_are_what_they_are() -> None:
    """Only what cannot be shown is written otherwise."""
    assert path_text("src/ä b.py".encode()) == "src/ä b.py"
    assert path_text(b"a\nb\xff\\") == "a\\x0ab\\xff\\\\"
