"""What is known about programs, one family to a module."""
