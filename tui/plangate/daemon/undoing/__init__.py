"""Checkpoints and undo, as the daemon does them for people."""
