"""What `plangate bench` measures: the same four things on Plangate and, where it is installed, on tmux."""
