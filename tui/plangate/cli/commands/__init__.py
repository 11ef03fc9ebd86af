"""One module for each command, with the functions `add_arguments` and `run`."""
