"""Tests of `plangate.daemon.devices.book`."""

from __future__ import annotations

from pathlib import Path

import pytest

from plangate.daemon.devices.book import Book, named
from plangate.errors import NotFound, Refused, Unauthorised, UsageError
from plangate.model.client import Role

_DAY = 86_400.0


class _Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def _book(folder: Path) -> tuple[Book, _Clock]:
    clock = _Clock()
    return Book(folder / "devices.json", clock), clock


def test_a_device_is_known_by_its_secrets_and_only_their_hashes_are_kept(tmp_path: Path) -> None:
    """Also by a book that reads the file anew; nobody else can read the file."""
    book, clock = _book(tmp_path)
    device, token, key = book.add("phone", Role.DRIVER, "::1", "Chromium")
    file = tmp_path / "devices.json"
    assert token.rpartition(".")[2] not in file.read_text()
    assert key not in file.read_text()
    assert file.stat().st_mode & 0o077 == 0
    again = Book(file, clock)
    assert again.enter(token, key).id == device.id
    assert again.who(token).view().name == "phone"


def test_both_secrets_are_needed(tmp_path: Path) -> None:
    """A cookie that another server on this machine has got opens nothing."""
    book, _ = _book(tmp_path)
    device, token, key = book.add("phone", Role.DRIVER, "", "")
    for wrong in ("", f"pg1.{device.id}.x", token.replace("pg1", "pg2"), f"pg1.0.{key}", "ü" * 20, "\ud800"):
        with pytest.raises(Unauthorised):
            book.enter(wrong, key)
    for wrong in ("", "x", token):
        with pytest.raises(Unauthorised):
            book.enter(token, wrong)


def test_a_revoked_device_is_unknown(tmp_path: Path) -> None:
    """Also to the next daemon."""
    book, clock = _book(tmp_path)
    device, token, _ = book.add("phone", Role.VIEWER, "", "")
    book.remove(device.id)
    for each in (book, Book(tmp_path / "devices.json", clock)):
        with pytest.raises(Unauthorised):
            each.who(token)
        with pytest.raises(NotFound):
            each.get(device.id)
    with pytest.raises(NotFound):
        book.remove(device.id)


def test_a_device_that_stays_away_is_forgotten(tmp_path: Path) -> None:
    """A driver sooner than a viewer; coming back starts the time anew."""
    book, clock = _book(tmp_path)
    _, watching, key = book.add("screen", Role.VIEWER, "", "")
    _, typing, _ = book.add("phone", Role.DRIVER, "", "")
    clock.now += 8 * _DAY
    with pytest.raises(Unauthorised):
        book.who(typing)
    book.enter(watching, key)
    clock.now += 29 * _DAY
    assert [device.name for device in book.all()] == ["screen"]
    clock.now += 2 * _DAY
    assert book.all() == []


def test_names_are_short_printable_and_different(tmp_path: Path) -> None:
    """What a page calls itself is shown to people."""
    book, _ = _book(tmp_path)
    first, second = (book.add("my  phone", Role.VIEWER, "", "")[0] for _ in range(2))
    assert (first.name, second.name) == ("my phone", "my phone 2")
    assert book.rename(second.id, "tablet").name == "tablet"
    for wrong in ("x" * 41, "a\x1b[2Jb"):
        with pytest.raises(UsageError):
            named(wrong)
    with pytest.raises(Refused):
        named("   ")


def test_a_file_that_cannot_be_read_lets_nobody_in(tmp_path: Path) -> None:
    """And the daemon starts all the same."""
    (tmp_path / "devices.json").write_text("{")
    assert _book(tmp_path)[0].all() == []
