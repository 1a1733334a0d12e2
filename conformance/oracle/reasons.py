"""Why a value breaks a keyword, in words that say more than the value: `Name contains "!"`."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any, Final

from spec.patterns import matches
from spec.words import a_type, counted, either
from strategies.values.regex import examples

_NUMBERS: Final = {
    "minimum": "below the minimum of",
    "maximum": "above the maximum of",
    "exclusiveMinimum": "not above",
    "exclusiveMaximum": "not below",
    "multipleOf": "no multiple of",
}
_COUNTED: Final = {
    "Items": "item",
    "Length": "character",
    "Properties": "key",
}
_NULL = "null"
# Stands for half a surrogate pair, which has no UTF-8 form.
_REPLACED = "\ufffd"
# So many texts that fit a pattern are asked whether they could have a character, each at so many places.
_EXAMPLES, _PLACES = 24, 48


def shown(value: Any, limit: int = 80) -> str:
    """A JSON value in ASCII, cut to `limit` characters."""
    text = json.dumps(value)
    return text if len(text) <= limit else f"{text[: limit - 3]}..."


def reason(where: str, keyword: str, value: Any, kind: Any) -> str:
    """Why `value` breaks `keyword`.

    Args:
        where: the member, as people call it.
        keyword: of JSON Schema.
        value: what stands there.
        kind: what the validator knows of it: the limit, the pattern, the types.
    """
    plain = f"{where} is {shown(value)}"
    if keyword == "type":
        wanted = map(a_type, sorted(kind.types, key=_NULL.__eq__))
        return f"{plain}, not {either(list(wanted))}"
    if keyword == "enum":
        return f"{plain}, which is none of the documented values"
    if keyword in _NUMBERS:
        limit = kind.multiple_of if keyword == "multipleOf" else kind.limit
        return f"{plain}, {_NUMBERS[keyword]} {limit:g}"
    if keyword == "pattern" and isinstance(value, str):
        return _misfit(where, value, kind.pattern)
    if keyword == "uniqueItems":
        return f"{where} has an item twice"
    counts = _COUNTED.get(keyword[3:]) if keyword[:3] in {"min", "max"} else None
    return f"{where} has {counted(len(value), counts)}" if counts else plain


def _misfit(where: str, text: str, pattern: str) -> str:
    """Why a text does not fit a pattern: a character that fits nowhere, its length, or its form."""
    misfit = next((char for char in dict.fromkeys(text) if _fits_nowhere(pattern, char)), None)
    if misfit is not None:
        return f"{where} contains {'half a character' if misfit == _REPLACED else shown(misfit)}"
    sizes = [len(example) for example in examples(pattern).values()]
    too_long = len(text) > max(sizes, default=len(text)) and _begins_well(pattern, text)
    too_short = len(text) < min(sizes, default=0) and any(matches(pattern, text + char) for char in text)
    if too_long or too_short:
        return f"{where} has {counted(len(text), 'character')}"
    return f"{where} is {shown(text)}, which does not fit its pattern"


def _begins_well(pattern: str, text: str) -> bool:
    """Whether the beginning of a text fits a pattern."""
    longest = max(map(len, examples(pattern).values()))
    return any(matches(pattern, text[:size]) for size in range(longest, 0, -1))


@lru_cache(maxsize=4096)
def _fits_nowhere(pattern: str, char: str) -> bool:
    """Whether none of the texts that fit a pattern could have a character, as far as examples of them tell."""
    texts = list(examples(pattern).values())[:_EXAMPLES]
    tried = (text[:at] + char + text[at + 1 :] for text in texts for at in range(min(len(text), _PLACES)))
    return bool(texts) and not matches(pattern, char) and not any(matches(pattern, text) for text in tried)
