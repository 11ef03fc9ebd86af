"""Detection of undo and restart with real agents, against known truth."""
