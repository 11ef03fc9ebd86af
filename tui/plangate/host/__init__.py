"""The process that owns one PTY, and the keeper that is the parent of all of them."""
