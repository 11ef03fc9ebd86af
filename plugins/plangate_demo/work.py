"""What the demo really does to its sample repository: read, search, edit, test, run in the background."""

from __future__ import annotations

import asyncio
import difflib
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Edit", "Job", "Tests", "apply", "is_done", "planned", "read", "run", "run_tests", "search"]

_ROUNDINGS = {
    "half up": "(self.subtotal() * self.percent + 50) // 100",
    "down": "self.subtotal() * self.percent // 100",
}
_NEW_TEST = """
    def test_a_discount_is_taken_off(self) -> None:
        cart = Cart(percent=10)
        cart.add("coffee")
        self.assertEqual(cart.total(), 899 - {discount})
"""


@dataclass(frozen=True, slots=True)
class Edit:
    """A file before and after."""

    name: str
    before: str
    after: str

    def diff(self) -> list[str]:
        """The changed lines with one line around them, without headers."""
        lines = difflib.unified_diff(self.before.splitlines(), self.after.splitlines(), n=1, lineterm="")
        return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


@dataclass(frozen=True, slots=True)
class Tests:
    """How the tests went."""

    ok: bool
    lines: list[str]


def read(root: Path, name: str) -> str:
    """A file's text."""
    return (root / name).read_text()


def search(root: Path, word: str) -> list[str]:
    """Where a word occurs, as file:line."""
    found: list[str] = []
    for path in sorted(root.rglob("*.py")):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if word in line:
                found.append(f"{path.relative_to(root)}:{number}")
    return found


def is_done(root: Path) -> bool:
    """Whether the cart knows discounts already."""
    return "percent" in read(root, "shop/cart.py")


def planned(root: Path, rounding: str, wishes: Sequence[str] = ()) -> list[Edit]:
    """The edits that bring discounts, and note the wishes in the README; not yet made."""
    cart = read(root, "shop/cart.py")
    after = cart.replace("def __init__(self) -> None:\n", "def __init__(self, percent: int = 0) -> None:\n")
    after = after.replace(
        "        self.items: list", "        self.percent = percent\n        self.items: list"
    )
    after = re.sub(
        r"    def total\(self\).*",
        '    def subtotal(self) -> int:\n        """What it costs before the discount, in cents."""\n'
        "        return sum(price(name) * count for name, count in self.items)\n\n"
        '    def total(self) -> int:\n        """What it all costs, in cents."""\n'
        f"        return self.subtotal() - {_ROUNDINGS[rounding]}\n",
        after,
        flags=re.DOTALL,
    )
    tests = read(root, "tests/test_cart.py")
    discount = 90 if rounding == "half up" else 89
    edits = [
        Edit("shop/cart.py", cart, after),
        Edit("tests/test_cart.py", tests, tests + _NEW_TEST.format(discount=discount)),
    ]
    if wishes:
        readme = read(root, "README.md")
        notes = "".join(f"- {wish}\n" for wish in wishes)
        edits.append(Edit("README.md", readme, f"{readme}\n## Wishes\n\n{notes}"))
    return edits


def apply(root: Path, edit: Edit) -> None:
    """Make an edit."""
    (root / edit.name).write_text(edit.after)


async def run(root: Path, *argv: str) -> tuple[int, str]:
    """Run a program in the repository; its exit code and output. Cancelling ends it."""
    process = await asyncio.create_subprocess_exec(
        *argv,
        cwd=root,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        output, _ = await process.communicate()
    except asyncio.CancelledError:
        if process.returncode is None:
            process.kill()
        await process.wait()
        raise
    return process.returncode or 0, output.decode(errors="replace")


async def run_tests(root: Path) -> Tests:
    """Run the repository's tests."""
    # without caches, which would be changes outside of the plan
    code, output = await run(root, sys.executable, "-B", "-m", "unittest", "-v")
    return Tests(code == 0, output.strip().splitlines())


class Job:
    """A program that goes on in the background and writes its progress into a log."""

    def __init__(self, root: Path, delay: float) -> None:
        # not in the repository: behind a gate it can be written only where the plan says so
        self.log = Path(tempfile.gettempdir()) / f"plangate-demo-{os.getpid()}-{root.name}" / "import.log"
        self._delay = delay
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it anew."""
        await self.stop()
        self.log.parent.mkdir(exist_ok=True)
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "plangate_demo.job", str(self.log), str(self._delay)),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )

    @property
    def running(self) -> bool:
        """Whether it still goes on."""
        return self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int:
        """Its process id; 0 before the start."""
        return self._process.pid if self._process else 0

    def last_line(self) -> str:
        """The newest line of its log."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return lines[-1] if lines else "starting"

    async def ended(self) -> None:
        """Wait until it has ended by itself or by `stop`."""
        if self._process is not None:
            await self._process.wait()

    async def stop(self) -> None:
        """End it and wait for its end."""
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            await self.ended()

    def forget(self) -> None:
        """Remove its log."""
        shutil.rmtree(self.log.parent, ignore_errors=True)
