"""The ledger through random histories of work, failures, kills and damage."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from unittest.mock import patch

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from tests.support.ledger_files import Files

from plangate.errors import LedgerError
from plangate.ledger.chain import Record
from plangate.ledger.ledger import Ledger
from plangate.ledger.twin import Twin

_MEMORY = "/dev/shm"
"""In memory fsync() costs nothing; what it does for a disk is not what is tested here."""


def _full(*_arguments: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


class Histories(RuleBasedStateMachine):
    """A ledger that is used, killed and damaged; closed and opened again it must tell what was acknowledged."""

    @initialize()
    def begin(self) -> None:
        """Open a new ledger."""
        self.root = Path(tempfile.mkdtemp(prefix="pg", dir=_MEMORY if os.access(_MEMORY, os.W_OK) else None))
        self.files = Files(self.root / "0")
        self.files.directory.mkdir()
        self.ledger: Ledger | None = self.files.open()
        self.number = 0
        self.history: list[tuple[str, bool]] = []
        """Kind of each event, and whether it was acknowledged for certain."""

    def teardown(self) -> None:
        """Leave nothing behind."""
        if getattr(self, "ledger", None) is not None:
            assert self.ledger is not None
            self.ledger.close()
        if hasattr(self, "root"):
            shutil.rmtree(self.root)

    @precondition(lambda self: self.ledger is not None)
    @rule(count=st.integers(1, 4), text=st.text(max_size=20))
    def work(self, count: int, text: str) -> None:
        """Record some events."""
        assert self.ledger is not None
        kinds = [self._kind() for _ in range(count)]
        for future in [self.ledger.append(kind, data={"text": text}) for kind in kinds]:
            future.result()
        self.history += [(kind, True) for kind in kinds]

    @precondition(lambda self: self.ledger is not None)
    @rule(step=st.sampled_from(["os.fdatasync", "os.write", "plangate.ledger.database.insert"]))
    def fail(self, step: str) -> None:
        """An event is refused."""
        assert self.ledger is not None
        with patch(step, _full):
            refused = self.ledger.append(self._kind()).exception()
        assert isinstance(refused, LedgerError)

    @precondition(lambda self: self.ledger is not None)
    @rule()
    def be_killed(self) -> None:
        """Killed between the twin's fsync and the commit: go on with the files as they are at that moment."""
        assert self.ledger is not None
        after = Files(self.root / f"killed-{self.number}")
        original = Twin.append

        def snapshot(twin: Twin, records: Iterable[Record]) -> int:
            length = original(twin, records)
            shutil.copytree(self.files.directory, after.directory)
            return length

        kind = self._kind()
        with patch.object(Twin, "append", snapshot):
            self.ledger.append(kind).result()
        self.ledger.close()
        self.ledger = None
        self.history.append((kind, False))
        self.files = after

    @precondition(lambda self: self.ledger is not None)
    @rule()
    def close(self) -> None:
        """End as a daemon does that is told to."""
        assert self.ledger is not None
        self.ledger.close()
        self.ledger = None

    @precondition(lambda self: self.ledger is None)
    @rule(
        damage=st.sampled_from(["none", "torn", "short twin", "no twin", "no database", "short database"]),
        share=st.floats(0, 1, exclude_max=True),
    )
    def open_again(self, damage: str, share: float) -> None:
        """Open after one accident to one of the copies; everything acknowledged is there, nothing refused."""
        self._damage(damage, share)
        self.ledger = self.files.open()
        assert self.ledger.verify().faults == ()
        kinds = [event.kind for event in self.ledger.page(limit=100_000)]
        present = set(kinds)
        self.history = [(kind, True) for kind, certain in self.history if certain or kind in present]
        assert kinds == [kind for kind, _ in self.history]

    @precondition(lambda self: self.ledger is None)
    @rule(
        place=st.sampled_from(["db", "twin"]), share=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7)
    )
    def flip_and_open(self, place: str, share: float, bit: int) -> None:
        """One bit of one copy is wrong."""
        path = self.files.db if place == "db" else self.files.twin
        size = path.stat().st_size
        if (
            size and not self._log().exists()
        ):  # a log would be played over the damage, or be without its database
            self.files.flip(path, int(size * share), bit)
        self.open_again("none", 0.0)

    def _damage(self, damage: str, share: float) -> None:
        if damage == "torn":
            with self.files.twin.open("ab") as twin:
                twin.write(b'{"seq":9')
        elif damage == "short twin" and all(certain for _, certain in self.history):
            os.truncate(self.files.twin, int(self.files.twin.stat().st_size * share))
        elif damage == "no twin" and all(certain for _, certain in self.history):
            self.files.twin.unlink()
        elif damage == "no database" and not self._log().exists():
            self.files.db.unlink()
        elif damage == "short database" and not self._log().exists():
            os.truncate(self.files.db, int(self.files.db.stat().st_size * share))

    def _log(self) -> Path:
        return self.files.db.with_name(self.files.db.name + "-wal")

    def _kind(self) -> str:
        self.number += 1
        return f"event.{self.number}"


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
