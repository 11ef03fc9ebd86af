"""Plangate: coding agents in terminals that never die, behind a gate that only an approved plan opens."""

__version__ = "0.1.0"
