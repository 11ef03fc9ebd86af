"""A server of the Model Context Protocol with one tool that writes a file, as an agent would be given one.

python mcp_server.py FILE
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

_TOOL = {"name": "poke", "description": "Writes a file.", "inputSchema": {"type": "object", "properties": {}}}


def main(file: Path) -> None:
    """Answer requests, one JSON object in a line, until the input ends."""
    for line in sys.stdin:
        request = json.loads(line)
        if "id" in request:
            result = _result(request, file)
            sys.stdout.write(json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": result}) + "\n")
            sys.stdout.flush()


def _result(request: dict[str, Any], file: Path) -> dict[str, Any]:
    match request["method"]:
        case "initialize":
            version = request["params"]["protocolVersion"]
            about = {"name": "lab", "version": "1"}
            return {"protocolVersion": version, "capabilities": {"tools": {}}, "serverInfo": about}
        case "tools/list":
            return {"tools": [_TOOL]}
        case "tools/call":
            try:
                file.write_text("poked\n")
                said = "poked"
            except OSError as error:
                said = f"could not poke: {error}"
            return {"content": [{"type": "text", "text": said}]}
        case _:
            return {}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
