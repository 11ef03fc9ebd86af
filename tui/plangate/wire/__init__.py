"""The protocol between clients, daemon, keeper and hosts: numbered messages and their framing, no IO."""
