"""opencode."""

from plangate_opencode.agent import Plugin

__all__ = ["Plugin"]
