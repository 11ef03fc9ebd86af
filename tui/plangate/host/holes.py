"""Fills the holes between the keeper's objects, so that what a host makes does not land in them.

A host shares its keeper's memory until it writes to it, by pages of 4 KiB. An allocator that puts
each new object into some hole it finds makes the host copy a page for each of them. Once the holes
are taken, new objects lie side by side in pages of their own.
"""

from __future__ import annotations

import ctypes

from plangate.host.system import libc

__all__ = ["fill_holes"]

_STEP = 16
"""Python's allocator serves up to `_SMALL` bytes in classes of so many, from pools of one class each
(Objects/obmalloc.c); larger objects come from the C library."""
_SMALL = 512
_POOL = 16 * 1024
_POOL_HEADER = 48
_BYTES_OVERHEAD = 33
"""Bytes of an empty `bytes`, the simplest object of any size."""
_TRIES = 200_000
"""Objects of one class after which it is given up: the allocator is another one."""
_PAGE = 4096
_LARGEST = 32 * 1024
_LARGE = 2048
_SMALLEST = 24
_taken: list[list[bytes]] = []


def fill_holes() -> None:
    """Take what is free between what is in use, for ever; best after a collection of garbage."""
    for size in range(3 * _STEP, _SMALL + 1, _STEP):
        _taken.append(_fill_pools(size))
    _fill_heap()


def _fill_pools(size: int) -> list[bytes]:
    """Objects of one class in all holes of its pools.

    A fresh pool hands out its blocks one behind the other; when one has done so from end to end, no
    other had a hole. Its own blocks are given back.
    """
    payload, per_pool = size - _BYTES_OVERHEAD, (_POOL - _POOL_HEADER) // size
    taken: list[bytes] = []
    in_a_row = last = 0
    while in_a_row < per_pool and len(taken) < _TRIES:
        taken.append(bytes(payload))
        place = id(taken[-1])
        in_a_row = in_a_row + 1 if place == last + size else 1
        last = place
    del taken[-per_pool:]
    return taken


def _fill_heap() -> None:
    """The same for the C library; pages that are free as a whole stay untouched."""
    library = libc()
    malloc, free, sbrk = library.malloc, library.free, library.sbrk
    malloc.argtypes, malloc.restype = [ctypes.c_size_t], ctypes.c_void_p
    sbrk.argtypes, sbrk.restype = [ctypes.c_ssize_t], ctypes.c_void_p
    free.argtypes, free.restype = [ctypes.c_void_p], None
    library.malloc_trim(0)
    end = (sbrk(0) or 0) - 2 * _PAGE  # what lies behind is no hole but the heap's free end
    size, beyond = _LARGEST, []
    while size >= _SMALLEST:
        place = malloc(size)
        if place is None or place >= end:
            beyond.append(place)
            size = size * 3 // 4 if size > _LARGE else size - _STEP
    for place in beyond:
        free(place)
