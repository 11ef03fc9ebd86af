"""How programs speak with the daemon and with hosts: one interface, an async and a blocking form."""
