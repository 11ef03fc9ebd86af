"""Real agents against a scripted model on the loopback: what they write, with and without the plan gate."""
