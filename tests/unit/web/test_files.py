"""Tests of `plangate.web.files`."""

from __future__ import annotations

from pathlib import Path

import pytest

from plangate.errors import NotFound
from plangate.web.files import find_files, media_type


def test_only_files_of_known_kinds_are_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No folders, no hidden files, nothing else that lies there."""
    (tmp_path / "icons").mkdir()
    for name in ("index.html", "app.js", "icons/192.png", "notes.py", ".secret.txt", "server.key"):
        (tmp_path / name).write_text("x")
    monkeypatch.setenv("PLANGATE_WEB_PAGE", str(tmp_path))
    found = find_files()
    assert sorted(found) == ["/", "/app.js", "/icons/192.png", "/index.html"]
    assert media_type(found["/"]).startswith("text/html")


def test_a_folder_without_a_page_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything listens."""
    monkeypatch.setenv("PLANGATE_WEB_PAGE", str(tmp_path))
    with pytest.raises(NotFound, match="no page"):
        find_files()
