"""Terminal emulation: bytes in, rows, replies and events out. The only importer of pyte."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plangate.emulator.api import Emulator

__all__ = ["make"]


def make(
    cols: int, rows: int, scrollback: int = 5000, backend: str = "default", window_control: bool = False
) -> Emulator:
    """A terminal of a size, keeping so many lines of history.

    With `window_control` the program may change the size and read back its own titles and clipboard,
    as with xterm's `allowWindowOps`. Sessions never say so: the size is the user's, and a title read
    back is text that whoever set it types into the program. Other backends have no such choice.

    The backends are `default`, in pure Python, and `ghostty`, which needs the extra of that name.
    Their modules are imported here, when they are wanted, so that importing this package is cheap.

    Raises:
        ValueError: there is no backend of that name.
        PlangateError: the backend is not installed.
    """
    if backend == "default":
        from plangate.emulator.terminal import Terminal

        return Terminal(cols, rows, scrollback, window_control)
    if backend == "ghostty":
        from plangate.emulator.ghostty import GhosttyEmulator

        return GhosttyEmulator(cols, rows, scrollback)
    raise ValueError(f"no terminal backend {backend!r}")
