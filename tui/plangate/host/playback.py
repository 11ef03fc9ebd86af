"""Reads recordings: to restore a session's screen, and to export it for other players."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from plangate.emulator.api import Emulator
from plangate.host.moments import Moments
from plangate.host.segments import SIZE, Kind, Record, read_segment, segment_paths

__all__ = ["Restored", "cast_lines", "records", "restore"]


class Restored(NamedTuple):
    """What a restoration brought back."""

    until: float
    """Unix seconds of the last output that is in it."""
    ended: bool
    """Whether the end of the program is in it."""


def records(directory: Path) -> Iterator[Record]:
    """All records that are kept, oldest first."""
    for path in segment_paths(directory):
        yield from read_segment(path)


def restore(directory: Path, emulator: Emulator, moments: Moments | None = None) -> Restored | None:
    """Bring an emulator to where the recording ends; None, and nothing done, when there is none.

    It begins at the newest keyframe that can be read; `moments` notes the lines from there on.
    """
    paths = segment_paths(directory)
    for start in range(len(paths) - 1, -1, -1):
        first = next(read_segment(paths[start]), None)
        if first is None or first.kind != Kind.KEYFRAME or not _take_keyframe(emulator, first.payload):
            continue
        until, ended = first.time, False
        for path in paths[start:]:
            for record in read_segment(path):
                columns, before = emulator.columns, (emulator.base, emulator.top)
                replay(emulator, record)
                if moments is not None and record.kind == Kind.OUTPUT:
                    moments.saw(record.time, emulator)
                elif moments is not None and emulator.columns != columns:
                    moments.reflowed(before, (emulator.base, emulator.top))
                until, ended = record.time, record.kind == Kind.ENDED
        emulator.take_replies()  # they were answered when they were asked
        emulator.take_events()
        return Restored(until, ended)
    return None


def replay(emulator: Emulator, record: Record) -> None:
    """Do to an emulator what a record says; keyframes only where a segment could not be read to its end."""
    if record.kind == Kind.OUTPUT:
        emulator.feed(record.payload)
    elif record.kind == Kind.RESIZED:
        emulator.resize(*SIZE.unpack(record.payload))


def cast_lines(directory: Path, emulator: Emulator, title: str = "") -> Iterator[str]:
    """The recording in the asciicast v2 format of asciinema, line by line.

    Args:
        emulator: A fresh one, for what stood on the screen where the kept part begins.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    began = 0.0
    for record in records(directory):
        if record.kind == Kind.KEYFRAME and not began:
            began = record.time
            cols, rows = SIZE.unpack_from(record.payload)
            header = {"version": 2, "width": cols, "height": rows, "timestamp": int(began), "title": title}
            yield json.dumps(header)
            if _take_keyframe(emulator, record.payload):
                shown = _screen_as_text(emulator)
                if shown:
                    yield _event(0.0, "o", shown)
        elif record.kind == Kind.OUTPUT:
            text = decoder.decode(record.payload)
            if text:
                yield _event(record.time - began, "o", text)
        elif record.kind == Kind.RESIZED:
            cols, rows = SIZE.unpack(record.payload)
            yield _event(record.time - began, "r", f"{cols}x{rows}")


def _take_keyframe(emulator: Emulator, payload: bytes) -> bool:
    try:
        emulator.restore(payload[SIZE.size :])
    except ValueError:
        return False
    return True


def _screen_as_text(emulator: Emulator) -> str:
    """What the screen shows, without colours: the recording before it is gone."""
    plain = emulator.tables.plain
    lines = [plain(row).rstrip() for row in emulator.screen()]
    if not any(lines):
        return ""
    cursor = emulator.cursor
    return "\x1b[H\x1b[2J" + "\r\n".join(lines) + f"\x1b[{cursor.row + 1};{cursor.col + 1}H"


def _event(seconds: float, kind: str, text: str) -> str:
    return json.dumps([round(max(0.0, seconds), 6), kind, text], ensure_ascii=False)
