"""`plangate attach`: one session on the whole terminal."""
