r"""Patterns mean what ECMA-262 says, as JSON Schema asks: `$` only at the very end, `\d` only ASCII digits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import jsonschema_rs

_SURROGATE = re.compile("[\ud800-\udfff]")
# White space of ECMA-262 beyond ASCII, which only some readers of patterns take for such; and a sign that nobody does.
_WIDE_SPACE = re.compile("[\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]")
_NO_SPACE = "\u00a1"
# An escape and a class are passed over as a whole.
_DOLLAR = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\$", re.DOTALL)


@lru_cache(maxsize=256)
def _validator(pattern: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({"pattern": pattern})


def matches(pattern: str, text: str) -> bool:
    """Whether `pattern` is found in `text`.

    A lone surrogate is matched like any other character outside ASCII: it has no UTF-8 form.
    """
    return _validator(pattern).is_valid(printable(text))


def anchored(value: Any) -> Any:
    """A schema, or a part of one, whose patterns match whole texts; a pattern that cannot be written so stays."""
    if isinstance(value, Mapping):
        return {key: _whole(item) if key == "pattern" else anchored(item) for key, item in value.items()}
    return [anchored(item) for item in value] if isinstance(value, list) else value


def _whole(pattern: Any) -> Any:
    if not isinstance(pattern, str):
        return anchored(pattern)
    whole = f"^(?:{pattern})$"
    return pattern if (pattern[:1], pattern[-1:]) == ("^", "$") or not is_pattern(whole) else whole


def at_the_very_end(pattern: str) -> str:
    r"""A pattern with its end as Python writes it: `$` as `\Z`, unless it is a plain character, in a class say."""
    return _DOLLAR.sub(lambda found: r"\Z" if found[0] == "$" else found[0], pattern)


def printable(text: str) -> str:
    """`text` with lone surrogates replaced, so that it can be encoded."""
    return _SURROGATE.sub("\ufffd", text)


@lru_cache(maxsize=4096)
def is_pattern(pattern: str) -> bool:
    r"""Whether `pattern` is one of ECMA-262; Java's `\p{Alpha}` and possessive quantifiers are not."""
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern})
    except ValueError:
        return False
    return True


def is_disputed(pattern: str, text: str) -> bool:
    r"""Whether readers of `pattern` differ on `text`: a no-break space is `\s` by ECMA-262, and `\S` by Java and Go."""
    if not names_space(pattern) or not _WIDE_SPACE.search(text):
        return False
    return matches(pattern, text) != matches(pattern, _WIDE_SPACE.sub(_NO_SPACE, text))


def names_space(pattern: str) -> bool:
    r"""Whether `\s` or `\S` stands in a pattern, or in the patterns of a schema's JSON."""
    return r"\s" in pattern or r"\S" in pattern
