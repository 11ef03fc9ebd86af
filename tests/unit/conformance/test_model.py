"""Tests of `plangate.conformance.model` and its protocols, over real connections."""

from __future__ import annotations

import gzip
import json
import re
import urllib.error
import urllib.request
from typing import Any

import pytest

from plangate.conformance.model import Model
from plangate.conformance.said import Call, Said

_ASKED = {
    "/v1/messages": {"tools": [{}], "messages": [{"role": "user", "content": "hällo"}]},
    "/v1/responses": {"tools": [{}], "input": "hällo"},
    "/v1/chat/completions": {"messages": [{"role": "user", "content": "hällo"}]},
    "/v1beta/models/m:streamGenerateContent": {
        "tools": [{}],
        "contents": [{"role": "user", "parts": [{"text": "hällo"}]}],
    },
}


def _events(model: Model, path: str, body: object, *, packed: bool = False) -> list[dict[str, Any]]:
    data = json.dumps(body).encode()
    request = urllib.request.Request(f"{model.url}{path}", gzip.compress(data) if packed else data)
    if packed:
        request.add_header("content-encoding", "gzip")
    with urllib.request.urlopen(request, timeout=30) as answer:
        lines = answer.read().decode().splitlines()
    found = [
        line.removeprefix("data: ") for line in lines if line.startswith("data: ") and line != "data: [DONE]"
    ]
    return [json.loads(line) for line in found]


@pytest.mark.parametrize("path", _ASKED)
def test_text_and_tools_are_said(path: str) -> None:
    """In each protocol the pieces make up the text, and the tool is called with its arguments."""
    said = Said("Here it comes: 12345.", (Call("run", {"command": "ls"}),))
    with Model(lambda turn, body: said if turn.prompt == "hällo" else Said("no")) as model:
        stream = json.dumps(_events(model, path, _ASKED[path], packed=path == "/v1/responses"))
    assert "run" in stream
    assert "command" in stream
    assert "Here it comes: 12345." in "".join(re.findall(r'"(?:text|delta|content)": "([^"]*)"', stream))
    assert model.heard("hällo")


def test_a_tool_that_takes_text_is_called_with_it() -> None:
    """As Codex's apply_patch."""
    with Model(lambda *_: Said(tools=(Call("apply_patch", custom="*** Begin Patch"),))) as model:
        events = _events(model, "/v1/responses", _ASKED["/v1/responses"])
    item = events[-1]["response"]["output"][0]
    assert (item["type"], item["name"], item["input"]) == (
        "custom_tool_call",
        "apply_patch",
        "*** Begin Patch",
    )


def test_the_rest_of_a_service_is_there() -> None:
    """Models are listed, tokens counted; what does not exist says so."""
    with Model(lambda *_: Said()) as model:
        with urllib.request.urlopen(f"{model.url}/v1/models", timeout=30) as answer:
            assert json.load(answer)["data"]
        request = urllib.request.Request(f"{model.url}/v1/messages/count_tokens", b"{}")
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert json.load(answer)["input_tokens"] == 10
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(urllib.request.Request(f"{model.url}/v1/other", b"{}"), timeout=30)
    assert model.requests == []
