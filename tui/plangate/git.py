"""Running git without its surprises: no hooks, no prompts, no pager, and the git of whoever asked."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from contextvars import ContextVar
from pathlib import Path

from plangate.errors import GitFailed, TimedOut, Unavailable

__all__ = ["branch_of", "git", "search_path"]

search_path: ContextVar[str] = ContextVar("search_path", default="")
"""PATH of the client on whose behalf git runs; empty: the daemon's own, which may be days old.

`asyncio.to_thread` takes it along.
"""

_PATIENCE = 120.0
_QUIET = ("-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "advice.detachedHead=false")


def git(*arguments: str, cwd: str | Path, extra: Mapping[str, str] | None = None) -> str:
    """Run git in `cwd` and give back its output, without the final line break. Blocks: call it from a thread.

    Args:
        arguments: The subcommand and what follows it.
        cwd: Where to run it.
        extra: Environment variables for this one command.

    Raises:
        GitFailed: It ended with an error.
        Unavailable: There is no git.
        TimedOut: It took longer than two minutes; it was ended.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C", **(extra or {})}
    if asked := search_path.get():
        environment["PATH"] = asked  # where subprocess looks for the program, too
    try:
        done = subprocess.run(
            ["git", *_QUIET, *arguments],
            cwd=cwd,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )
    except FileNotFoundError as error:
        missing = "git" if Path(cwd).is_dir() else str(cwd)
        raise Unavailable(f"{missing} does not exist here") from error
    except subprocess.TimeoutExpired as error:
        raise TimedOut(f"git {arguments[0]} took longer than {_PATIENCE:g} s") from error
    if done.returncode != 0:
        raise GitFailed(_reason(done.stderr.decode(errors="replace"), arguments[0]))
    return done.stdout.decode(errors="surrogateescape").removesuffix("\n")


def branch_of(directory: Path) -> str:
    """The branch checked out where `directory` is, or a short commit id, or nothing; runs no process.

    Reads `.git/HEAD` of the nearest repository above; a few microseconds, so good for every listing.
    """
    for place in (directory, *directory.parents):
        entry = place / ".git"
        try:
            if entry.is_file():  # a worktree or submodule: "gitdir: <path>"
                entry = place / entry.read_text().removeprefix("gitdir:").strip()
            head = (entry / "HEAD").read_text().strip()
        except (OSError, UnicodeDecodeError):
            continue
        name = head.removeprefix("ref:").strip()
        return name.removeprefix("refs/heads/") if head.startswith("ref:") else name[:10]
    return ""


def _reason(complaint: str, command: str) -> str:
    lines = [line.strip() for line in complaint.splitlines() if line.strip()]
    fatal = next(
        (line for line in lines if line.startswith(("fatal:", "error:"))), lines[-1] if lines else ""
    )
    return f"git {command}: {fatal.removeprefix('fatal:').removeprefix('error:').strip() or 'failed'}"
