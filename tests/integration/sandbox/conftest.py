"""No test here leaves a process behind, though some sandboxes have no namespace that ends with its first one."""

from __future__ import annotations

from tests.support.leftovers import nothing_left_behind

__all__ = ["nothing_left_behind"]
