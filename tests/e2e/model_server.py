"""A model for agents in tests: speaks what their services speak, on the loopback only, and says one thing.

It answers a prompt only after `release`, so that a test can look at an agent that is working.
Requests that are not a person's prompt (titles, checks, counts) are answered at once.
"""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from tests.e2e.protocols import PROTOCOLS

__all__ = ["ModelServer"]

_PATIENCE = 120.0


class ModelServer:
    """A context manager that serves on a port of 127.0.0.1.

    Args:
        prompt: What marks the request that waits for `release`.
        answer: What is said then.
    """

    def __init__(self, prompt: str, answer: str) -> None:
        self.prompt = prompt
        self.answer = answer
        self.released = threading.Event()
        self.asked = threading.Event()
        """Set once the prompt has arrived."""
        self.paths: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> ModelServer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def release(self) -> None:
        """Let the prompt be answered."""
        assert self.asked.wait(_PATIENCE), f"the agent never asked; it requested {self.paths}"
        self.released.set()

    def words_for(self, body: bytes) -> str:
        """What to say to a request; waits when it is the person's prompt."""
        asked = json.loads(body)
        if self.prompt.encode() not in body or not asked.get(
            "tools", "tools" not in asked and "messages" in asked
        ):
            return '{"title": "A test"}'
        if "Do not answer the request" in body.decode():  # how Codex asks for a title
            return "A test"
        self.asked.set()
        self.released.wait(_PATIENCE)
        return self.answer


def _handler(model: ModelServer) -> type[BaseHTTPRequestHandler]:
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
                self._whole(200, _whole_gemini('{"complexity_reasoning": "", "complexity_score": 1}'))
            elif answer is None:
                self._whole(404, {"error": {"type": "not_found_error", "message": "there is no such thing"}})
            else:
                self._stream("".join(answer(model.words_for(body), json.loads(body))))

        def _body(self) -> bytes:
            if self.headers.get("transfer-encoding", "") != "chunked":
                return self.rfile.read(int(self.headers.get("content-length") or 0))
            data = b""
            while size := int(self.rfile.readline().strip() or b"0", 16):
                data += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return data

        def _whole(self, code: int, value: dict[str, Any]) -> None:
            self._head(code, "application/json", json.dumps(value).encode())

        def _stream(self, text: str) -> None:
            self._head(200, "text/event-stream", text.encode())

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


def _whole_gemini(text: str) -> dict[str, Any]:
    content = {"role": "model", "parts": [{"text": text}]}
    return {"candidates": [{"content": content, "index": 0, "finishReason": "STOP"}], "responseId": "1"}
