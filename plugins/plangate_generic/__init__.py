"""Agents described by TOML manifests, for any CLI."""
