"""The plugin API and its loader."""
