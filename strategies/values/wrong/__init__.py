"""Values that break one keyword of a schema and, as far as that is possible, no other one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from spec.operation import Schema
from strategies.values import texts
from strategies.values.kinds import kind
from strategies.values.wrong import bounds, choices, malformed_texts, other_types
from strategies.values.wrong.value import Wrong


def values(schema: Schema, keyword: str) -> Iterator[Wrong]:
    """Every deterministic value that breaks `keyword`.

    Those that break another keyword as well are left out; where all do, the first one stays.
    """
    found = list(_WRONG[keyword](schema)) if keyword in _WRONG else []
    clean = [bad for bad in found if _breaks_only(schema, keyword, bad.value)]
    yield from clean or found[:1]


def _breaks_only(schema: Schema, keyword: str, value: Any) -> bool:
    if isinstance(value, str) and keyword in _TEXTUAL and kind(schema) == "string":
        others = {name: stated for name, stated in schema.items() if name != keyword}
        return texts.fits(others, value) and not texts.fits({keyword: schema[keyword]}, value)
    if keyword == "enum":
        return value not in schema["enum"]
    return True


_TEXTUAL = {"enum", "pattern", "minLength", "maxLength", "contentEncoding"}
_WRONG: dict[str, Callable[[Schema], Iterator[Wrong]]] = {
    "type": other_types.of_other_types,
    "enum": choices.outside_enum,
    "minimum": bounds.below,
    "maximum": bounds.above,
    "exclusiveMinimum": bounds.beyond("exclusiveMinimum", "below", -1),
    "exclusiveMaximum": bounds.beyond("exclusiveMaximum", "above", 1),
    "minItems": bounds.too_few_items,
    "maxItems": bounds.too_many_items,
    "minLength": bounds.too_short,
    "maxLength": bounds.too_long,
    "pattern": malformed_texts.missing_pattern,
    "format": malformed_texts.no_instants,
    "contentEncoding": malformed_texts.misencoded,
    "minProperties": bounds.too_few_keys,
    "maxProperties": bounds.too_many_keys,
    "oneOf": choices.outside_union,
    "const": choices.other_constants,
    "multipleOf": bounds.between_steps,
    "uniqueItems": bounds.repeated,
}
KEYWORDS = tuple(_WRONG)
