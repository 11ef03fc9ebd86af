"""A live terminal: painting, scrolling, selecting, searching and typing."""
