"""What sessions make of their tasks, observed while they work."""
