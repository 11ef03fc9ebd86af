"""The small repository that the demo works on."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

__all__ = ["MARK", "create", "is_sample"]

MARK = ".plangate-demo"
"""A file that says: this directory was made by the demo, and may be changed by it."""

_FILES = {
    "README.md": """\
# shop

A tiny shop that Plangate's demo works on. Nothing here is real.

    python -m unittest        run the tests
""",
    "shop/__init__.py": '"""A tiny shop."""\n',
    "shop/prices.py": '''\
"""What things cost, in cents."""

PRICES = {
    "apple": 50,
    "bread": 320,
    "coffee": 899,
}


def price(name: str) -> int:
    """The price of one piece."""
    return PRICES[name]
''',
    "shop/cart.py": '''\
"""A cart and its total."""

from shop.prices import price


class Cart:
    """Things that somebody wants to buy."""

    def __init__(self) -> None:
        self.items: list[tuple[str, int]] = []

    def add(self, name: str, count: int = 1) -> None:
        """Put pieces into the cart."""
        self.items.append((name, count))

    def total(self) -> int:
        """What it all costs, in cents."""
        return sum(price(name) * count for name, count in self.items)
''',
    "tests/__init__.py": "",
    "tests/test_cart.py": '''\
"""Tests of the cart."""

import unittest

from shop.cart import Cart


class TotalTest(unittest.TestCase):
    def test_an_empty_cart_is_free(self) -> None:
        self.assertEqual(Cart().total(), 0)

    def test_counts_are_multiplied(self) -> None:
        cart = Cart()
        cart.add("apple", 3)
        cart.add("bread")
        self.assertEqual(cart.total(), 470)
''',
    ".gitignore": "__pycache__/\n",
}


def create(directory: Path | None = None) -> Path:
    """Make the repository, in a new scratch directory or in an empty one; an existing one is used.

    Raises:
        FileExistsError: The directory holds something else.
    """
    root = Path(tempfile.mkdtemp(prefix="plangate-demo-")) if directory is None else directory
    root.mkdir(parents=True, exist_ok=True)
    if is_sample(root):
        return root
    if any(root.iterdir()):
        raise FileExistsError(f"{root} is not empty")
    for name, text in _FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (root / MARK).write_text("Made by Plangate's demo. Safe to delete.\n")
    _commit(root)
    return root


def is_sample(directory: Path) -> bool:
    """Whether the demo made this directory."""
    return (directory / MARK).is_file()


def _commit(root: Path) -> None:
    """Put everything under version control, where git is installed."""
    identity = (
        "-c",
        "user.name=Plangate demo",
        "-c",
        "user.email=demo@localhost",
        "-c",
        "commit.gpgsign=false",
    )
    commands = (("init", "-q", "-b", "main"), ("add", "-A"), (*identity, "commit", "-q", "-m", "A tiny shop"))
    for command in commands:
        try:
            done = subprocess.run(
                ["git", "-C", str(root), *command],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
            )
        except FileNotFoundError:
            return
        if done.returncode:
            return
