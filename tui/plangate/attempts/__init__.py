"""What undo and restart are: from observations to tasks, attempts and what became of them. Pure: no clock, no files."""
