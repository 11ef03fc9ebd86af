"""Whether two prompts ask for the same, and which ask for nothing new."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass, field

__all__ = ["Vocabulary", "asks_again", "is_routine", "title"]

_SAME_TRIGRAMS = 0.8
"""Jaccard index from which two prompts are the same; below it, prompts of one family begin to pass for one another."""
_SAME_WORDS = 0.9
"""Share of the shorter prompt's words, weighed by rarity, that the longer one must hold."""
_FEWEST_WORDS = 4
"""Of the shorter prompt, for its words to be compared: "add tests" is in many prompts."""
_RELATED_WORDS = 0.4
_MOST_WORDS = 50_000
_LONGEST = 20_000
"""Characters that are compared; what is pasted behind them is not what was asked."""

_ROUTINE = re.compile(
    r"(?:please |ok(?:ay)?,? |yes,? |and |now )*(?:"
    r"y|yes|yep|yeah|ok|okay|sure|no|n|thanks?(?: you)?|great|good|nice|perfect|done|next|stop|wait"
    r"|continue|go on|go ahead|carry on|proceed|keep going|resume|do it|do that|go"
    r"|commit(?: (?:it|this|that|everything|your changes|the changes))?|push|commit and push"
    r"|review(?: (?:it|this|that|your changes))?|status|summari[sz]e|explain|undo(?: (?:it|that|this))?"
    r"|run (?:all )?(?:the )?tests?|test it|approve[d]?|lgtm|looks good"
    r")(?: please| now| then| again| and continue| from where you left off)*"
)
_OF_A_PLAN = re.compile(
    r"(?:please )?implement (?:it|this|that|(?:the|this) plan)(?: now)?[.!]?$"
    r"|the plan is approved\. implement it\.$"
    r"|a person has (?:approved plan|rejected the plan)\b|changes to the plan are requested\."
    r"|the plan (?:has drifted|has ended|was set aside|does not run):"
    r"|the budget for a change without a plan is used up\b"
)
"""What agents' dialogs, and Plangate, send for a person who has decided about a plan or a budget."""
_AGAIN = re.compile(
    r"(?:please |ok(?:ay)?,? |no,? |now |let'?s )*(?:"
    r"(?:try|start|begin|do) (?:it |that |this )?(?:all )?(?:again|over|anew|afresh|from scratch|once more)(?: from scratch)?"
    r"|(?:start|begin) from scratch|one more time|redo (?:it|that|this)|retry|second try"
    r")\b.{0,80}"
)
_COMMAND = re.compile(r"/[a-z][a-z0-9:_-]*(?:\s.*)?", re.DOTALL)
_WORD = re.compile(r"[\w./:-]*\w")


def is_routine(text: str) -> bool:
    """Whether a prompt only keeps the conversation going: it begins no attempt."""
    plain = _plain(text)
    if not plain or _COMMAND.fullmatch(plain) or _OF_A_PLAN.match(plain):
        return True
    return bool(_ROUTINE.fullmatch(plain.rstrip(" .!?")))


def asks_again(text: str) -> bool:
    """Whether a prompt says nothing but that the last thing should be done again."""
    return bool(_AGAIN.fullmatch(_plain(text).rstrip(" .!?")))


def title(text: str, longest: int = 80) -> str:
    """One line for lists: the first line that says something.

    Args:
        longest: Characters.
    """
    line = next((line.strip(" #*-\t") for line in text.splitlines() if line.strip(" #*-\t")), "")
    line = "".join(char if char.isprintable() else " " for char in line)
    return line if len(line) <= longest else line[: longest - 1] + "…"


@dataclass(slots=True)
class Vocabulary:
    """How rare words are in the prompts seen so far: two prompts that share rare words ask for the same."""

    prompts: int = 0
    in_prompts: dict[str, int] = field(default_factory=dict)
    """For each word, how many prompts have it."""

    def learn(self, text: str) -> None:
        """A prompt was seen."""
        self.prompts += 1
        for word in _words(_plain(text)):
            if word in self.in_prompts or len(self.in_prompts) < _MOST_WORDS:
                self.in_prompts[word] = self.in_prompts.get(word, 0) + 1

    def same(self, one: str, other: str) -> str:
        """Why two prompts ask for the same thing, in words; empty when they do not."""
        first, second = _plain(one), _plain(other)
        if not first or not second:
            return ""
        if first == second:
            return "the same prompt"
        words, others = _words(first), _words(second)
        if min(len(words), len(others)) >= _FEWEST_WORDS and self._held(words, others) >= _SAME_WORDS:
            return "one prompt holds the other"
        if _jaccard(_trigrams(first), _trigrams(second)) >= _SAME_TRIGRAMS and _numbers(first) == _numbers(
            second
        ):
            return "nearly the same prompt"
        return ""

    def related(self, one: str, other: str) -> bool:
        """Whether two prompts share enough for chance to be out of the question."""
        return self._held(_words(_plain(one)), _words(_plain(other))) >= _RELATED_WORDS

    def _held(self, words: frozenset[str], others: frozenset[str]) -> float:
        """The share of the shorter prompt's words that the longer one has, weighed by how rare they are."""
        fewer, more = (words, others) if len(words) <= len(others) else (others, words)
        whole = sum(map(self._weight, fewer))
        return sum(map(self._weight, fewer & more)) / whole if whole else 0.0

    def _weight(self, word: str) -> float:
        return math.log(2 + self.prompts) - math.log(1 + self.in_prompts.get(word, 0))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text[:_LONGEST]).casefold().split())


def _words(plain: str) -> frozenset[str]:
    return frozenset(_WORD.findall(plain))


def _numbers(plain: str) -> list[str]:
    """What tells "step 3" from "step 4", which share nearly all trigrams."""
    return re.findall(r"\d+", plain)


def _trigrams(plain: str) -> frozenset[str]:
    return frozenset(plain[at : at + 3] for at in range(max(1, len(plain) - 2)))


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)
