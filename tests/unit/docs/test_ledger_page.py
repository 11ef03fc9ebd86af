"""docs/ledger.md against the ledger."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.support.ledger_files import Files

_PAGE = Path(__file__).parents[3] / "docs" / "ledger.md"


def test_the_check_on_the_page_works(tmp_path: Path) -> None:
    """It passes what is right and finds what was changed."""
    found = re.search(r"```python\n(.*?)```", _PAGE.read_text("utf-8"), re.DOTALL)
    assert found is not None
    files = Files(tmp_path)
    files.fill(5)

    def check() -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-c", found[1], str(files.twin)], capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr

    assert check() == (0, "all is as it was written\n")
    files.twin.write_bytes(files.twin.read_bytes().replace(b'"n":3,', b'"n":4,'))
    assert check() == (1, "line 4 is not what was written\n")
