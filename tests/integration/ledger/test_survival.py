"""The ledger against the real world: killed writers, a full disk."""

from __future__ import annotations

import os
import random
import select
import signal
import subprocess
import sys
from pathlib import Path

from tests.support.ledger_files import Files
from tests.support.tools import lacks, need

_WRITER = """
import sys
from pathlib import Path
from plangate.ledger.ledger import Ledger
directory = Path(sys.argv[1])
with Ledger(directory / "ledger.db", directory / "ledger.jsonl") as ledger:
    while True:
        futures = [ledger.append("writer.counted", data={"text": "x" * 300}) for _ in range(7)]
        for future in futures:
            sys.stdout.write(f"{future.result().seq}\\n")
        sys.stdout.flush()
"""


def test_kill_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    """A writer is killed twelve times at any moment; each time every acknowledged event is there."""
    files = Files(tmp_path)
    chosen = random.Random(3)
    acknowledged = 0
    for _ in range(12):
        writer = subprocess.Popen([sys.executable, "-c", _WRITER, str(tmp_path)], stdout=subprocess.PIPE)
        assert writer.stdout is not None
        with writer, writer.stdout:
            for _ in range(chosen.randrange(1, 120)):
                assert select.select([writer.stdout], [], [], 30)[0], "the writer does not write"
                acknowledged = int(writer.stdout.readline())
            select.select([], [], [], chosen.random() / 500)  # so that the kill hits any step of a commit
            os.kill(writer.pid, signal.SIGKILL)
            rest = writer.stdout.read().split(b"\n")
        complete = [int(line) for line in rest[:-1]]
        acknowledged = complete[-1] if complete else acknowledged
        events, _ = files.reopened()
        assert [event.seq for event in events] == list(range(1, len(events) + 1))
        assert len(events) >= acknowledged


_FILLER = """
import sys
from contextlib import suppress
from pathlib import Path
from plangate.errors import LedgerError, LimitReached
from plangate.ledger.ledger import Ledger
directory = Path(sys.argv[1])
ballast = directory / "ballast"
ballast.write_bytes(b"x" * (1 << 20))
with Ledger(directory / "ledger.db", directory / "ledger.jsonl") as ledger:
    done = 0
    try:
        while done < 100_000:
            done = ledger.append("disk.filled", data={"text": "x" * 3000}).result().seq
    except LedgerError as error:
        assert "disk is full" in error.message, error.message
    else:
        raise SystemExit("the disk was never full")
    for _ in range(3):
        try:
            ledger.append("disk.still_full", data={"text": "x" * 200_000}).result()
        except LedgerError:
            continue
        raise SystemExit("recorded on a full disk")
    assert ledger.last_seq == done
    ballast.unlink()
    assert ledger.append("disk.free").result().seq == done + 1
with Ledger(directory / "ledger.db", directory / "ledger.jsonl") as ledger:
    assert ledger.notes == (), ledger.notes
    kinds = {event.kind for event in ledger.page(limit=1_000_000)}
    assert kinds == {"disk.filled", "disk.free"}, kinds
    assert ledger.verify().faults == ()
with suppress(OSError), open(ballast, "wb", buffering=0) as file:
    while True:
        file.write(bytes(1024))
try:
    Ledger(directory / "ledger.db", directory / "ledger.jsonl").close()
except LimitReached as error:
    assert "is full" in error.message, error.message
else:
    raise SystemExit("opened on a full disk")
ballast.unlink()
with Ledger(directory / "ledger.db", directory / "ledger.jsonl") as ledger:
    assert ledger.notes == (), ledger.notes
print("fine", done)
"""


def test_a_full_disk(tmp_path: Path) -> None:
    """On a real filesystem of 4 MB: refused clearly, nothing half-recorded, goes on when space is back."""
    mount = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
    mount.append('mount -t tmpfs -o size=4m none "$1" && exec "$2" -c "$3" "$1"')
    need("unshare")
    probe = subprocess.run([*mount, "-", str(tmp_path), "true", ""], capture_output=True, check=False)
    if probe.returncode:
        lacks("this machine lets nobody mount in a user namespace")
    done = subprocess.run(
        [*mount, "-", str(tmp_path), sys.executable, _FILLER], capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("fine"), done.stderr
