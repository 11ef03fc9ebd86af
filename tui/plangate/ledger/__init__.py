"""The append-only record of events: SQLite for asking, a JSONL twin for surviving, a hash chain over both."""
