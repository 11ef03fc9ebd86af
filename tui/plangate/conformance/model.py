"""A model for real agents: speaks what their services speak, on the loopback only, and says what a script says."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from plangate.conformance.protocols import PROTOCOLS, whole_gemini
from plangate.conformance.said import Said, Turn
from plangate.conformance.turns import read_turn

__all__ = ["Model"]


class Model:
    """A context manager that serves on a port of 127.0.0.1.

    Args:
        say: Answers a turn; called in the thread of the request, which it may hold up.
    """

    def __init__(self, say: Callable[[Turn, Mapping[str, Any]], Said]) -> None:
        self.say = say
        self.requests: list[Mapping[str, Any]] = []
        """Bodies of all requests for an answer, oldest first."""
        self.paths: list[str] = []
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def heard(self, text: str) -> bool:
        """Whether some request held a text, as JSON writes it."""
        return any(text in json.dumps(body, ensure_ascii=False) for body in list(self.requests))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # an answer may be held up for good
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Agents hang up whenever they like."""


def _handler(model: Model) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is logged."""

        def do_HEAD(self) -> None:
            self._whole(200, {})

        def do_GET(self) -> None:
            model.paths.append(f"GET {self.path}")
            self._whole(200, {"object": "list", "data": [{"id": "scripted", "object": "model"}]})

        def do_POST(self) -> None:
            body = self._body()
            path = urlsplit(self.path).path
            model.paths.append(f"POST {path}")
            answer = next((made for end, made in PROTOCOLS.items() if path.endswith(end)), None)
            if path.endswith(("count_tokens", ":countTokens")):
                self._whole(200, {"input_tokens": 10, "totalTokens": 10})
            elif path.endswith(":generateContent"):
                self._whole(200, whole_gemini('{"complexity_reasoning": "", "complexity_score": 1}'))
            elif answer is None:
                self._whole(404, {"error": {"type": "not_found_error", "message": "there is no such thing"}})
            else:
                asked = json.loads(body)
                model.requests.append(asked)
                said = model.say(read_turn(path, asked), asked)
                self._head(200, "text/event-stream", "".join(answer(said, asked)).encode())

        def _body(self) -> bytes:
            if self.headers.get("transfer-encoding", "") != "chunked":
                data = self.rfile.read(int(self.headers.get("content-length") or 0))
            else:
                data = b""
                while size := int(self.rfile.readline().strip() or b"0", 16):
                    data += self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()
            return gzip.decompress(data) if self.headers.get("content-encoding") == "gzip" else data

        def _whole(self, code: int, value: dict[str, Any]) -> None:
            self._head(code, "application/json", json.dumps(value).encode())

        def _head(self, code: int, kind: str, data: bytes) -> None:
            try:
                self.send_response(code)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(data)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True  # the agent has gone

    return Handler
