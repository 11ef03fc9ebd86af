"""The main screen: list, live terminal, grid, and what can be done there."""
