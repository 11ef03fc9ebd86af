"""A ledger's files in the tests: filling, damaging and reading them."""

from __future__ import annotations

from pathlib import Path

from plangate.ledger.ledger import Ledger
from plangate.model.event import Event

__all__ = ["Files"]


class Files:
    """The two copies in a directory."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.db = directory / "ledger.db"
        self.twin = directory / "ledger.jsonl"

    def open(self) -> Ledger:
        """Open them, with a clock that stands still."""
        return Ledger(self.db, self.twin, now=lambda: 1000.0)

    def fill(self, count: int = 20) -> list[Event]:
        """Record some events and close."""
        with self.open() as ledger:
            futures = [
                ledger.append(
                    "test.counted", f"session{number % 3}", "tests", {"n": number, "text": "x" * 20}
                )
                for number in range(count)
            ]
            return [future.result() for future in futures]

    def reopened(self) -> tuple[list[Event], tuple[str, ...]]:
        """What is there after opening again, and what had to be mended; both copies must agree then."""
        with self.open() as ledger:
            assert ledger.verify().faults == ()
            return ledger.page(limit=100_000), ledger.notes

    def flip(self, path: Path, position: int, bit: int) -> None:
        """Damage one bit."""
        content = bytearray(path.read_bytes())
        content[position] ^= 1 << bit
        path.write_bytes(content)
