"""Gemini CLI."""

from plangate_gemini.agent import Plugin

__all__ = ["Plugin"]
