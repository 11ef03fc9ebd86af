"""Does once in the keeper what every host would do at its start, so that hosts share the memory of it."""

from __future__ import annotations

from plangate.emulator import make
from plangate.host import birth
from plangate.host.frames import TableMark, View
from plangate.wire.catalogue import TO_HOST
from plangate.wire.codec import Decoder, encode

__all__ = ["warm_up"]

_SAMPLE = (
    b"\x1b[2J\x1b[1;31mplangate\x1b[0m\r\n\x1b[38;5;120mwarm\x1b[m \xc3\xa9\x1b[c\r\n" + b"line\r\n" * 200
)


def warm_up() -> None:
    """Import everything, and run each part once: encoders, decoders, caches of the emulator."""
    assert birth.begin is not None
    emulator = make(120, 40, scrollback=100)
    for start in range(0, len(_SAMPLE), 64):
        emulator.feed(_SAMPLE[start : start + 64])
    emulator.feed(_SAMPLE)
    emulator.take_replies()
    emulator.take_events()
    frame = View(TableMark()).advance(emulator, 1)
    if frame is not None:
        encode(frame)
    emulator.restore(emulator.snapshot())
    Decoder(TO_HOST)
