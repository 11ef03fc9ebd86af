"""The agents that exist everywhere: the user's shell, and any command."""

from plangate_generic.agent import Plugin

__all__ = ["Plugin"]
