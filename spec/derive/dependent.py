"""Members that words make depend on each other: "Specify either StreamName or StreamARN, not both".

No schema says it. Only the names are kept (`x-dependent`), one list for each sentence; what exactly it asks for is not
worked out. A request that gives none of the names, or several of them, may then be accepted or refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_MARKUP = re.compile(r"<[^>]+>|[`*]")
_TOGETHER = r"[^.]*\b(?:both|with|together|and|same)\b"
_GIVE = "(?:specify|use|provide|include|set|pass)"
_WORDS = re.compile(
    rf"\beither\b.*\bor\b|\bnot both\b|\bmutually exclusive\b|\b(?:exactly|only|at least|at most) one of\b"
    rf"|\b(?:can't|cannot|can not|may not|don't|do not|must not) (?:\w+ )?{_GIVE}{_TOGETHER}"
    rf"|\b(?:can't|cannot|can not|may not|must not) be (?:specified|used|provided|set){_TOGETHER}"
    rf"|\bmust (?:\w+ )?{_GIVE}[^.]*\bor\b|\bif you (?:don't|do not) {_GIVE}\b",
    re.IGNORECASE,
)
# A shorter name is often a word of the sentence as well, where it is written small.
_LONG = 6


def dependent(said: Mapping[str, str], spellings: Mapping[str, str], definition: Mapping[str, Any]) -> dict[str, Any]:
    """The groups of names as a part of an operation's definition; an empty one where no words make any depend.

    Args:
        said: what is said of each member or parameter; of the operation itself under "".
        spellings: how sentences and requests call them: `{"StreamName": "streamName"}`.
        definition: of the operation: only what is optional there can depend on something else.
    """
    optional = set(_optional(definition))
    names = {word: name for word, name in spellings.items() if name in optional}
    found = [
        group
        for owner, text in said.items()
        for sentence in _SENTENCE.split(_MARKUP.sub("", text))
        if _WORDS.search(sentence) and len(group := _named(owner, sentence, names)) > 1
    ]
    return {"x-dependent": [list(group) for group in dict.fromkeys(found)]} if found else {}


def _optional(definition: Mapping[str, Any]) -> Iterator[str]:
    yield from (stated["name"] for stated in definition["parameters"] if not stated.get("required"))
    for media in definition.get("requestBody", {}).get("content", {}).values():
        schema = media["schema"]
        yield from (name for name in schema.get("properties", {}) if name not in schema.get("required", ()))


def _named(owner: str, sentence: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """What a sentence speaks of: the member that it stands at, and those whose names are in it."""
    found = {name for word, name in names.items() if word == owner or _has(sentence, word)}
    return tuple(sorted(found))


def _has(sentence: str, word: str) -> bool:
    flags = re.IGNORECASE if len(word) > _LONG else re.NOFLAG
    return re.search(rf"(?<![A-Za-z0-9_-]){re.escape(word)}(?![A-Za-z0-9_-])", sentence, flags) is not None
