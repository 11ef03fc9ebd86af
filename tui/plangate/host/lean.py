"""Keeps out of keepers and hosts what nobody in them needs; to be imported before everything else.

In every other program, such as one that tests them, it changes nothing.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType

from plangate.width import width

__all__: list[str] = []

_PROGRAMS = ("plangate.host.keeper", "plangate.host.main")


def _leave_out() -> None:
    # msgspec takes four names from it when it is there, else from `typing`, where Python 3.11 has
    # them all; 5 MB and 70 ms.
    sys.modules.setdefault("typing_extensions", None)  # type: ignore[arg-type]
    # pyte's own screen asks it for the width of a character, and ours is put in the place of that
    # screen; its tables and expressions take 3.6 MB.
    widths = ModuleType("wcwidth")
    vars(widths).update(wcwidth=width, __getattr__=_really)
    sys.modules.setdefault("wcwidth", widths)


def _really(name: str) -> object:
    """Whoever wants anything else of it, as the other emulator does, gets the module itself."""
    if name.startswith("__"):
        raise AttributeError(name)
    del sys.modules["wcwidth"]
    found: object = getattr(import_module("wcwidth"), name)
    return found


_spec = getattr(sys.modules["__main__"], "__spec__", None)
if _spec is not None and _spec.name in _PROGRAMS:
    _leave_out()
