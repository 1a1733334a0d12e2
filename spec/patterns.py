r"""Patterns mean what ECMA-262 says, as JSON Schema asks: `$` only at the very end, `\d` only ASCII digits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import jsonschema_rs

_SURROGATE = re.compile("[\ud800-\udfff]")


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
