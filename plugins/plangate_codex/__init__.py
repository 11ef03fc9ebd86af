"""Codex CLI."""

from plangate_codex.agent import Plugin

__all__ = ["Plugin"]
