"""A scripted program that works like a coding agent, for trying Plangate without one."""

from plangate_demo.agent import Plugin

__all__ = ["Plugin"]
