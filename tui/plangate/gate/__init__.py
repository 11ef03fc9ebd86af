"""The plan gate's decisions: pure functions of values, without clock, files or processes."""
