"""Claude Code."""

from plangate_claude.agent import Plugin

__all__ = ["Plugin"]
