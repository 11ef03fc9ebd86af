"""Prompts that are sent when their moment has come: each exactly once, whoever dies meanwhile."""
