"""The control plane: registry of sessions, their states, the ledger's only writer."""
