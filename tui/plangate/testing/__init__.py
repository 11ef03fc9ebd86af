"""Public helpers for plugin authors and conformance suites."""
