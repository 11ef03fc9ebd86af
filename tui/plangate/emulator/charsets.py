"""Character sets of DEC terminals: graphics, technical, supplemental and the national ones."""

from __future__ import annotations

__all__ = ["table"]


def _range(first: int, chars: str) -> dict[int, str]:
    return {first + offset: char for offset, char in enumerate(chars)}


def _national(chars: str) -> dict[int, str]:
    """A national set: what stands for `#@[\\]^_`{|}~` when it is selected."""
    return {ord(plain): char for plain, char in zip("#@[\\]^_`{|}~", chars, strict=True) if plain != char}


_GRAPHICS = _range(0x5F, " ◆▒␉␌␍␊°±␤␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·")
_NONE = "\ufffd"
_TECHNICAL = (
    _range(0x21, "⎷┌─⌠⌡│⎡⎣⎤⎦⎛⎝⎞⎠⎨")
    | _range(0x30, "⎬" + _NONE * 11 + "≤≠≥∫")
    | _range(0x40, "∴∝∞÷Δ∇ΦΓ∼≃Θ×Λ⇔⇒≡")
    | _range(0x50, f"ΠΨ{_NONE}Σ{_NONE}{_NONE}√ΩΞΥ⊂⊃∩∪∧∨")
    | _range(0x60, f"¬αβχδεφγηιθκλ{_NONE}ν∂")
    | _range(0x70, f"πψρστ{_NONE}ƒωξυζ←↑→↓")
)
_LATIN = {code: chr(code + 0x80) for code in range(0x21, 0x7F)}
_SUPPLEMENTAL = {**_LATIN, 0x28: "¤", 0x57: "Œ", 0x5D: "Ÿ", 0x77: "œ", 0x7D: "ÿ"}

_FINNISH = _national("#@ÄÖÅÜ_éäöåü")
_NORWEGIAN = _national("#ÄÆØÅÜ_äæøåü")
_SWEDISH = _national("#ÉÄÖÅÜ_éäöåü")
_CANADIAN = _national("#àâçêî_ôéùèû")

_TABLES = {
    "0": _GRAPHICS,
    "2": _GRAPHICS,
    "A": _national("£@[\\]^_`{|}~"),
    "4": _national("£¾ĳ½|^_`¨ƒ¼´"),
    "C": _FINNISH,
    "5": _FINNISH,
    "R": _national("£à°ç§^_`éùè¨"),
    "f": _national("£à°ç§^_`éùè¨"),
    "Q": _CANADIAN,
    "9": _CANADIAN,
    "K": _national("#§ÄÖÜ^_`äöüß"),
    "Y": _national("£§°çé^_ùàòèì"),
    "`": _NORWEGIAN,
    "E": _NORWEGIAN,
    "6": _NORWEGIAN,
    "%6": _national("#@ÃÇÕ^_`ãçõ~"),
    "Z": _national("£§¡Ñ¿^_`°ñç~"),
    "H": _SWEDISH,
    "7": _SWEDISH,
    "=": _national("ùàéçêîèôäöüû"),
    ">": _TECHNICAL,
    "<": _SUPPLEMENTAL,
    "%5": _SUPPLEMENTAL,
    "-A": _LATIN,
}


def table(name: str) -> dict[int, str] | None:
    """What a set replaces, by the end of the sequence that designates it; None for ASCII.

    Sets of 96 characters are named with the `-` that all of them are designated with.
    """
    return _TABLES.get(name)
