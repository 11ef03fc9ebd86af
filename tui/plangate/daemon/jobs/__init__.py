"""Background jobs of sessions: found in /proc, followed until they end, told to clients and ledger."""
