"""`python -m plangate.daemon.gate.trial`: ends with 0 when this machine holds a gate at strength kernel."""

from __future__ import annotations

import ctypes
import os
import sys
import tempfile
from pathlib import Path

from plangate.errors import PlangateError
from plangate.model.sandbox import SandboxSpec
from plangate.sandbox.launch import Program, launch

__all__ = ["main"]

_SUBREAPER = 36
"""PR_SET_CHILD_SUBREAPER, linux/prctl.h."""
_TRY = "touch written 2>/dev/null; test ! -e written"


def main() -> int:
    """Run a program in a closed sandbox, have it try to write, and look."""
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    with tempfile.TemporaryDirectory(prefix="plangate-trial-") as name:
        root = Path(name).resolve()
        work, tmp = root / "work", root / "tmp"
        work.mkdir()
        tmp.mkdir()
        program = Program(
            path="/bin/sh",
            argv=["/bin/sh", "-c", _TRY],
            cwd=str(work),
            env=dict(os.environ),
            cols=80,
            rows=24,
        )
        try:
            started = launch(program, SandboxSpec(workspace=str(work), private_tmp=str(tmp)))
        except PlangateError as error:
            sys.stderr.write(f"{error.message}\n")
            return 1
        _, status = os.waitpid(started.pid, 0)
        return 0 if os.waitstatus_to_exitcode(status) == 0 and not (work / "written").exists() else 1


if __name__ == "__main__":
    sys.exit(main())
