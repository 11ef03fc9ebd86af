"""What tests of Plangate and of its plugins build on."""

from __future__ import annotations

from plangate.testing.terminal import TestTerminal, terminal

__all__ = ["TestTerminal", "terminal"]
