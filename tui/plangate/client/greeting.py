"""Who a front end is to the others."""

from __future__ import annotations

from plangate.wire.greeting import identify, product

__all__ = ["identify", "product"]
