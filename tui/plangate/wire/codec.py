"""Messages as bytes and back, without any IO: a length of four bytes, big-endian, and a msgpack array.

A message with a number that the decoder was not made for is skipped, and fields beyond those it
knows are ignored, so that a newer side can speak to an older one. Anything else that does not fit
is an error that ends the connection: there is no way to find the next message in garbage.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Sequence
from typing import Any

import msgspec

from plangate.errors import BadMessage
from plangate.wire.catalogue import EVERY
from plangate.wire.messages import Message

__all__ = ["HEADER", "LIMIT", "Decoder", "encode"]

LIMIT = 8 * 1024 * 1024
"""Longest message in bytes, without its length."""
HEADER = 4
"""Bytes of the length that stands before each message."""

_encode = msgspec.msgpack.Encoder().encode


def encode(message: Message) -> bytes:
    """The message, ready to be sent.

    Raises:
        BadMessage: It is longer than `LIMIT`.
    """
    body = _encode(message)
    if len(body) > LIMIT:
        raise BadMessage(f"{type(message).__name__} of {len(body)} bytes is too long to be sent")
    return len(body).to_bytes(HEADER, "big") + body


class Decoder:
    """Cuts what arrives into messages, however it was chunked.

    Args:
        kinds: The messages that may arrive; one of the lists of `plangate.wire.catalogue`.
    """

    __slots__ = ("_buffer", "_decode", "_known")

    def __init__(self, kinds: tuple[type[Message], ...] = EVERY) -> None:
        self._decode, self._known = _compiled(kinds)
        self._buffer = bytearray()

    @property
    def waiting(self) -> int:
        """Bytes of a message that has not arrived completely."""
        return len(self._buffer)

    def feed(self, data: bytes) -> list[Message]:
        """The messages that are complete now, in order.

        Raises:
            BadMessage: This is no message; nothing can be read on this connection any more.
        """
        messages: list[Message] = []
        buffer = self._buffer
        if not buffer and len(data) == HEADER + int.from_bytes(data[:HEADER], "big") <= LIMIT:
            self._take(data[HEADER:], messages)  # one message and nothing else, as keys and frames come
            return messages
        source: bytes | bytearray = data
        if buffer:
            buffer += data
            source = buffer
        start, end = 0, len(source)
        with memoryview(source) as view:
            while end - start >= HEADER:
                length = int.from_bytes(view[start : start + HEADER], "big")
                if length > LIMIT:
                    raise BadMessage(f"A message of {length} bytes was announced, {LIMIT} are possible")
                stop = start + HEADER + length
                if stop > end:
                    break
                self._take(view[start + HEADER : stop], messages)
                start = stop
        if source is buffer:
            del buffer[:start]
        else:
            buffer += data[start:]
        return messages

    def _take(self, body: bytes | memoryview, messages: list[Message]) -> None:
        try:
            messages.append(self._decode(body))
        except (ValueError, RecursionError) as error:
            number = _number(body)
            if number is None or number in self._known:
                reason = str(error).partition(" - ")[0]
                raise BadMessage(f"What arrived is not a message: {reason}") from error


@functools.lru_cache(maxsize=16)
def _compiled(kinds: Sequence[type[Message]]) -> tuple[Any, frozenset[object]]:
    """A decode function for a union of messages, and the numbers in it; made once for each list."""
    decoder = msgspec.msgpack.Decoder(functools.reduce(operator.or_, kinds))
    return decoder.decode, frozenset(kind.__struct_config__.tag for kind in kinds)


def _number(body: bytes | memoryview) -> int | None:
    """The number of a message that could not be decoded, when it is well-formed at all."""
    try:
        parts = msgspec.msgpack.decode(body)
    except (ValueError, RecursionError):
        return None
    if isinstance(parts, list) and parts and type(parts[0]) is int and parts[0] >= 0:
        return parts[0]
    return None
