"""The append-only record of what happened: SQLite with a hash chain, and a JSONL twin."""
