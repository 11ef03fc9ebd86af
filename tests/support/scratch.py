"""A scratch repository in which commands are run, and a look at what they changed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["Scratch", "scratch"]

_FILES = {
    "a.txt": "a\nb\nc\n",
    "b.txt": "b\nc\nd\n",
    "file": "foo\na b\n",
    "f": "touch MARKER\nx\n",
    "data.csv": "1,2\n3,4\n",
    "data.json": '[{"name": "x"}]\n',
    "README.md": "# hi\nfoo\n",
    "package.json": '{"name": "x", "version": "1"}\n',
    "app.log": "ERROR x\n",
    "names.txt": "z\ny\nx\n",
    "files.txt": "a.txt\nb.txt\n",
    "src/main.py": "import os\ndef main():\n    pass\n",
    "src/a.py": "x = 1\n",
    "tests/t.py": "y = 2\n",
    "evil": "#!/bin/sh\ntouch MARKER\n",
    "bin/ls": "#!/bin/sh\ntouch MARKER\n",
    "-delete": "q\n",
    "-oMARKER": "q\n",
    "-i.md": "q\n",
    "--output=MARKER": "q\n",
}
"""Among them names that look like options, for what globs become."""
_INDEX = os.path.join(".git", "index")  # noqa: PTH118  # looking at the tree may refresh it


class Scratch:
    """A repository that is put back when something changed it.

    Args:
        root: An empty directory.
        prefix: What runs a command in a namespace without network; empty where that is not possible.
    """

    def __init__(self, root: Path, prefix: list[str]) -> None:
        self._prefix = prefix
        self._pristine = root / "pristine"
        self._tree = root / "tree"
        self._home = root / "home"
        self._environment = {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self._home),
            "LANG": "C.UTF-8",
            "GIT_CONFIG_NOSYSTEM": "1",
        }
        self._home.mkdir()
        self._fill()
        self.restore()

    def _fill(self) -> None:
        for name, text in _FILES.items():
            path = self._pristine / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            path.chmod(0o755 if text.startswith("#!") else 0o644)
        for words in ("init -q -b main", "add -A", "commit -qm one", "tag v1", "branch feature"):
            subprocess.run(
                ["git", "-c", "user.name=n", "-c", "user.email=a@b", *words.split()],
                cwd=self._pristine,
                env=self._environment,
                check=True,
            )
        with (self._pristine / "file").open("a") as stream:
            stream.write("more\n")

    def restore(self) -> None:
        """Make the tree what it was."""
        shutil.rmtree(self._tree, ignore_errors=True)
        shutil.copytree(self._pristine, self._tree, symlinks=True)
        self._before = self._state()

    def run(self, command: str, seconds: float = 3) -> set[str]:
        """Run a command with bash and tell which files it changed; they are put back."""
        process = subprocess.Popen(
            [*self._prefix, "bash", "-c", command],
            cwd=self._tree,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        after = self._state()
        changed = {path for path in {*after, *self._before} if after.get(path) != self._before.get(path)}
        if changed:
            self.restore()
        return changed

    def _state(self) -> dict[str, tuple[int, ...]]:
        state: dict[str, tuple[int, ...]] = {}
        for folder, folders, files in os.walk(self._tree):
            for name in folders:
                path = Path(folder, name)
                state[str(path.relative_to(self._tree))] = (path.lstat().st_mode,)
            for name in files:
                path = Path(folder, name)
                seen = path.lstat()
                state[str(path.relative_to(self._tree))] = (seen.st_mode, seen.st_size, seen.st_mtime_ns)
        state.pop(_INDEX, None)
        return state


@contextmanager
def scratch() -> Iterator[Scratch]:
    """A repository of its own."""
    with tempfile.TemporaryDirectory(prefix="pg", dir="/tmp") as name:
        yield Scratch(Path(name), _without_network())


def _without_network() -> list[str]:
    for prefix in (["unshare", "--net"], ["unshare", "--user", "--map-root-user", "--net"]):
        if (
            shutil.which("unshare")
            and subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0
        ):
            return prefix
    return []
