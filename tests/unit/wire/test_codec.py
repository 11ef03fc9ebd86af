"""Tests of `plangate.wire.codec`."""

from __future__ import annotations

import itertools

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.strategies import values_of

from plangate.errors import BadMessage
from plangate.model.client import Role
from plangate.wire.catalogue import EVERY, FROM_HOST, TO_HOST
from plangate.wire.codec import HEADER, LIMIT, Decoder, encode
from plangate.wire.messages import Failure, Message, Welcome
from plangate.wire.stream import Ack, Attach, Input


def _frame(*parts: object) -> bytes:
    body = msgspec.msgpack.encode(parts)
    return len(body).to_bytes(HEADER, "big") + body


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.__name__)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_every_message_survives_the_wire(kind: type[Message], data: st.DataObject) -> None:
    """Each message comes out as it went in."""
    message = data.draw(values_of(kind))
    assert Decoder().feed(encode(message)) == [message]


@given(
    messages=st.lists(st.one_of(values_of(Ack), values_of(Input), values_of(Attach)), max_size=8),
    cuts=st.lists(st.integers(min_value=0, max_value=400), max_size=8),
)
@settings(deadline=None)
def test_chunking_does_not_matter(messages: list[Message], cuts: list[int]) -> None:
    """However the bytes are cut, the same messages arrive."""
    stream = b"".join(map(encode, messages))
    edges = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    decoder = Decoder(TO_HOST)
    arrived = [
        message for start, stop in itertools.pairwise(edges) for message in decoder.feed(stream[start:stop])
    ]
    assert arrived == messages
    assert decoder.waiting == 0


def test_an_unknown_number_is_skipped() -> None:
    """A newer side may send messages that we do not know."""
    assert Decoder(TO_HOST).feed(_frame(219, "new", 1) + encode(Ack(seq=4))) == [Ack(seq=4)]


def test_a_message_of_the_other_direction_is_skipped() -> None:
    """What a host sends means nothing when a host receives it."""
    assert Decoder(TO_HOST).feed(encode(Failure(id=1, code="x", message="y"))) == []


def test_trailing_fields_are_ignored_and_missing_ones_have_defaults() -> None:
    """Fields are only ever appended, so both sides may be the newer one."""
    assert Decoder().feed(_frame(22, 9, "later")) == [Ack(seq=9)]
    welcome = Welcome(product="p", version=1, instance="i", role=Role.VIEWER)
    assert Decoder(FROM_HOST).feed(_frame(2, "p", 1, "i", "viewer")) == [welcome]


@pytest.mark.parametrize(
    "garbage",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        (LIMIT + 1).to_bytes(4, "big"),
        b"\0\0\0\0",
        b"\0\0\0\1\xc1",
        b"\0\0\x10\0" + b"\x91" * 4096,
        _frame(22, "not a number"),
        _frame(23, 1),
        _frame("Attach"),
        _frame(),
    ],
)
def test_garbage_is_an_error_in_words(garbage: bytes) -> None:
    """What is no message raises; nothing is guessed."""
    with pytest.raises(BadMessage):
        Decoder(TO_HOST).feed(garbage)


@given(st.binary(max_size=300))
@settings(deadline=None)
def test_no_other_error_ever(data: bytes) -> None:
    """Whatever arrives, the decoder gives messages or raises `BadMessage`."""
    decoder = Decoder()
    try:
        decoder.feed(len(data).to_bytes(4, "big") + data)
    except BadMessage:
        return


def test_a_message_that_is_too_long_is_not_sent() -> None:
    """The limit holds for both directions."""
    with pytest.raises(BadMessage, match="Input"):
        encode(Input(epoch=0, data=bytes(LIMIT)))


def test_numbers_are_unique() -> None:
    """A number names one message."""
    tags = [kind.__struct_config__.tag for kind in EVERY]
    assert len(tags) == len(set(tags))
