"""The protocol between clients, daemon, keeper and hosts: numbered messages and their framing.

No IO but in `channel`, the one connection of asyncio that clients and daemon share, and in `greeting`.
"""
