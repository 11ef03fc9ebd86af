"""What a session is doing: typed evidence, folded and judged; pure, time is an argument."""
