"""aider."""

from plangate_aider.agent import Plugin

__all__ = ["Plugin"]
