"""What `plangate bench` measures beside tmux, and what it shares with `make bench`: figures and tmux."""
