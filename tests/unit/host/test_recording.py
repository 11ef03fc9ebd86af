"""Tests of `plangate.host.recording`, `segments` and `playback`."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.plain_emulator import PlainEmulator

from plangate.emulator import make
from plangate.host import recording
from plangate.host.loop import Loop
from plangate.host.playback import cast_lines, records, restore
from plangate.host.recording import Recorder
from plangate.host.segments import Kind, segment_paths
from plangate.model.session import Exit


class _Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def _recorder(
    path: Path, emulator: PlainEmulator, *, limit: int = 1 << 26, gap: bool = False
) -> tuple[Recorder, _Clock]:
    clock = _Clock()
    return Recorder(Loop(), path, emulator, on=True, limit=limit, gap=gap, clock=clock), clock


def _play(recorder: Recorder, emulator: PlainEmulator, data: bytes) -> None:
    recorder.prepare()
    recorder.output(data)
    emulator.feed(data)


def _output(path: Path) -> bytes:
    return b"".join(record.payload for record in records(path) if record.kind == Kind.OUTPUT)


@given(st.lists(st.binary(min_size=1, max_size=2000), max_size=8))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_was_written_is_read(tmp_path: Path, chunks: list[bytes]) -> None:
    """Byte for byte, in order, after a flush and without a proper end."""
    path = tmp_path / os.urandom(4).hex()
    emulator = PlainEmulator()
    recorder, _ = _recorder(path, emulator)
    for chunk in chunks:
        _play(recorder, emulator, chunk)
    recorder.flush()
    assert _output(path) == b"".join(chunks)


def test_output_after_a_pause_is_on_disk_soon(tmp_path: Path) -> None:
    """Whoever is killed loses a tenth of a second; in a flow it takes longer, but it comes."""
    loop, emulator = Loop(), PlainEmulator()
    recorder = Recorder(loop, tmp_path / "r", emulator, on=True, limit=1 << 26)
    order: list[bytes] = []
    recorder.prepare()
    recorder.output(b"first")
    loop.after(0.5, lambda: order.append(_output(tmp_path / "r")))
    while not order:
        loop.run_once()
    assert order == [b"first"], "it was written before half a second was over"
    recorder.prepare()
    recorder.output(b"second")
    while _output(tmp_path / "r") != b"firstsecond":
        loop.run_once()
    loop.close()


def test_files_are_private(tmp_path: Path) -> None:
    """Nobody else reads what an agent printed."""
    emulator = PlainEmulator()
    recorder, _ = _recorder(tmp_path / "r", emulator)
    _play(recorder, emulator, b"secret")
    recorder.close()
    (segment,) = segment_paths(tmp_path / "r")
    assert segment.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "r").stat().st_mode & 0o777 == 0o700


def test_a_screen_is_restored_with_history_and_size(tmp_path: Path) -> None:
    """From the newest keyframe and what came after it."""
    emulator = PlainEmulator(20, 4)
    recorder, clock = _recorder(tmp_path / "r", emulator)
    for number in range(50):
        _play(recorder, emulator, f"line {number}\r\n".encode())
        if number == 20:
            recorder.close()
        if number == 30:
            emulator.resize(30, 5)
            recorder.resized(30, 5)
        clock.now += 1
    recorder.flush()
    assert len(segment_paths(tmp_path / "r")) == 2
    back = PlainEmulator()
    restored = restore(tmp_path / "r", back)
    assert restored is not None
    assert restored.until == 1049.0
    assert not restored.ended
    assert back.snapshot() == emulator.snapshot()


@pytest.mark.parametrize("damage", [0, 10, 30, 60])
def test_a_damaged_segment_does_not_stop_the_restoration(tmp_path: Path, damage: int) -> None:
    """An unreadable keyframe means the one before it; a file that is cut off ends there."""
    emulator = PlainEmulator(20, 4)
    recorder, _ = _recorder(tmp_path / "r", emulator)
    _play(recorder, emulator, b"first\r\n")
    recorder.close()
    _play(recorder, emulator, b"second\r\n")
    recorder.close()
    newest = segment_paths(tmp_path / "r")[-1]
    newest.write_bytes(newest.read_bytes()[:damage])
    back = PlainEmulator(20, 4)
    assert restore(tmp_path / "r", back) is not None
    assert back.screen()[0].text == "first"


def test_nothing_to_restore(tmp_path: Path) -> None:
    """No directory, or no readable file: nothing is done."""
    emulator = PlainEmulator()
    assert restore(tmp_path / "none", emulator) is None
    (tmp_path / "00000001.seg").write_bytes(b"not a recording")
    assert restore(tmp_path, emulator) is None
    assert emulator.generation == 0


def test_the_oldest_segments_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All segments together stay within the limit."""
    monkeypatch.setattr(recording, "SEGMENT", 20_000)
    monkeypatch.setattr(recording, "_KEYFRAME_PAUSE", 0.0)
    emulator = PlainEmulator(20, 4, scrollback=10)
    limit = 100_000
    recorder, clock = _recorder(tmp_path / "r", emulator, limit=limit)
    for _ in range(200):
        clock.now += 1
        recorder.prepare()
        recorder.output(os.urandom(4000))
    recorder.close()
    paths = segment_paths(tmp_path / "r")
    assert sum(path.stat().st_size for path in paths) <= limit
    assert int(paths[0].stem) > 1
    assert len(paths) > 1


def test_a_gap_is_marked(tmp_path: Path) -> None:
    """Where a successor went on, and where the recording was off."""
    emulator = PlainEmulator()
    recorder, _ = _recorder(tmp_path / "r", emulator)
    _play(recorder, emulator, b"one")
    recorder.switch(False, 1 << 20)
    _play(recorder, emulator, b"not recorded")
    recorder.switch(True, 1 << 20)
    _play(recorder, emulator, b"two")
    recorder.flush()
    assert _output(tmp_path / "r") == b"onetwo"
    assert [record.kind for record in records(tmp_path / "r")].count(Kind.GAP) == 1
    back = PlainEmulator()
    restore(tmp_path / "r", back)
    assert back.screen()[0].text == "onenot recordedtwo"


def test_a_broken_disk_ends_the_recording_only(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """It is said once, tried again after a minute, and the gap is marked."""
    blocked = tmp_path / "r"
    blocked.write_text("a file where the directory should be")
    emulator = PlainEmulator()
    recorder, clock = _recorder(blocked, emulator)
    _play(recorder, emulator, b"lost")
    _play(recorder, emulator, b"lost too")
    assert capfd.readouterr().err.count("recording") == 1
    blocked.unlink()
    clock.now += 61
    _play(recorder, emulator, b"kept")
    recorder.flush()
    assert _output(blocked) == b"kept"
    assert Kind.GAP in [record.kind for record in records(blocked)]


def test_a_full_disk_ends_the_recording_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error while writing is no error of the session."""
    emulator = PlainEmulator()
    recorder, _ = _recorder(tmp_path / "r", emulator)
    _play(recorder, emulator, b"before")

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    recorder.flush()
    _play(recorder, emulator, b"while full")
    recorder.flush()


def test_the_end_is_recorded(tmp_path: Path) -> None:
    """A reader knows that nothing follows."""
    emulator = PlainEmulator()
    recorder, _ = _recorder(tmp_path / "r", emulator)
    _play(recorder, emulator, b"bye")
    recorder.ended(Exit(code=3))
    back = restore(tmp_path / "r", PlainEmulator())
    assert back is not None
    assert back.ended


def test_export_as_a_cast(tmp_path: Path) -> None:
    """A header, what stood there, output and sizes in time; characters cut between records are whole."""
    emulator = make(20, 4, scrollback=10)
    emulator.feed(b"already there")
    clock = _Clock()
    recorder = Recorder(Loop(), tmp_path / "r", emulator, on=True, limit=1 << 20, clock=clock)
    for data in (b"\r\nna\xc3", b"\xafve"):
        recorder.prepare()
        recorder.output(data)
        emulator.feed(data)
        clock.now += 0.5
    recorder.resized(30, 5)
    recorder.close()
    lines = [json.loads(line) for line in cast_lines(tmp_path / "r", make(20, 4, scrollback=10), "t")]
    assert lines[0] == {"version": 2, "width": 20, "height": 4, "timestamp": 1000, "title": "t"}
    assert "already there" in lines[1][2]
    assert lines[2:] == [[0.0, "o", "\r\nna"], [0.5, "o", "ïve"], [1.0, "r", "30x5"]]
