"""Tells people outside of the dashboard that a session needs them or has ended its turn."""
