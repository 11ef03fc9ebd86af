"""One text for one value: what digests and signatures are made over."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

__all__ = ["canonical", "digest_of", "parse_canonical"]


def canonical(value: Mapping[str, Any]) -> bytes:
    """ASCII JSON with sorted keys and no spaces; half surrogate pairs survive as escapes.

    Raises:
        TypeError: It holds something that JSON cannot.
        ValueError: It holds NaN or infinity.
    """
    plain = json.loads(json.dumps(value, allow_nan=False))  # keys become text before they are sorted
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")


def digest_of(value: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical text, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def parse_canonical(text: bytes | str) -> dict[str, Any]:
    """JSON of an object in which no key stands twice.

    Raises:
        ValueError: It is something else. Doubled keys are refused because two readers could each see
            a different one.
    """
    found = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse)
    if not isinstance(found, dict):
        raise ValueError("expected an object")
    return found


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key stands twice")
    return made


def _refuse(word: str) -> Any:
    raise ValueError(f"{word} is no JSON")
