"""Strength syscall: system calls that would change something are made by a supervisor, or by nobody."""
