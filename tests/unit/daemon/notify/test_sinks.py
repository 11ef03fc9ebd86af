"""Tests of `plangate.daemon.notify.sinks`."""

from __future__ import annotations

import http.server
import json
import sys
import threading
from pathlib import Path
from typing import ClassVar

import pytest

from plangate.daemon.notify.notes import Note
from plangate.daemon.notify.sinks import SinkFailed, sinks

_NOTE = Note(
    "s1", "checkout", "blocked", "checkout asks <you>", "rm -rf build & co", True, "plangate attach s1"
)


def test_a_command_gets_the_note_as_json(tmp_path: Path) -> None:
    """On its standard input, one line; a failure is told with its words."""
    said = tmp_path / "said"
    script = f"import sys; open({str(said)!r}, 'w').write(sys.stdin.read())"
    (sink,) = sinks(desktop=False, command=(sys.executable, "-c", script), webhook="", services=())
    sink.send(_NOTE)
    assert json.loads(said.read_text())["text"] == "rm -rf build & co"
    (bad,) = sinks(desktop=False, command=("sh", "-c", "echo no >&2; exit 3"), webhook="", services=())
    with pytest.raises(SinkFailed, match="ended with 3: no"):
        bad.send(_NOTE)
    (absent,) = sinks(desktop=False, command=("/nowhere/at/all",), webhook="", services=())
    with pytest.raises(SinkFailed):
        absent.send(_NOTE)


def test_the_desktop_gets_no_markup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Title and text are arguments of notify-send, and options end before them."""
    said = tmp_path / "said"
    program = tmp_path / "notify-send"
    program.write_text(f'#!/bin/sh\nfor word; do echo "$word"; done > {said}\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    (sink,) = sinks(desktop=True, command=(), webhook="", services=())
    sink.send(_NOTE)
    words = said.read_text().splitlines()
    assert words[-4:] == ["--", "checkout asks <you>", "rm -rf build &amp; co", "plangate attach s1"]
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(SinkFailed, match="not installed"):
        sink.send(_NOTE)


class _Taker(http.server.BaseHTTPRequestHandler):
    taken: ClassVar[list[dict[str, object]]] = []

    def do_POST(self) -> None:
        self.taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200 if self.path == "/ok" else 500)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


def test_a_webhook_gets_the_note_by_post() -> None:
    """What it answers counts; what is no web address is not asked."""
    with http.server.HTTPServer(("127.0.0.1", 0), _Taker) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        (sink,) = sinks(desktop=False, command=(), webhook=f"{address}/ok", services=())
        sink.send(_NOTE)
        assert _Taker.taken[-1]["title"] == "checkout asks <you>"
        (bad,) = sinks(desktop=False, command=(), webhook=f"{address}/bad", services=())
        with pytest.raises(SinkFailed):
            bad.send(_NOTE)
        server.shutdown()
    (none,) = sinks(desktop=False, command=(), webhook="file:///etc/passwd", services=())
    with pytest.raises(SinkFailed, match="no web address"):
        none.send(_NOTE)


def test_services_need_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it the person is told what to install."""
    monkeypatch.setitem(sys.modules, "apprise", None)
    (sink,) = sinks(desktop=False, command=(), webhook="", services=("json://127.0.0.1",))
    with pytest.raises(SinkFailed) as caught:
        sink.send(_NOTE)
    assert "plangate[notify]" in caught.value.hint
