"""Which keyword of a member's schema says most plainly that a value is valid which a target refuses."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from spec.clauses import clause_ids
from spec.operation import Operation, Schema
from strategies.probes import on, told_by
from strategies.request import Case
from strategies.values.kinds import kind
from strategies.values.texts import fits

# Keywords that say what a text means: its length tells nothing.
_OF_A_FORM = {"enum", "format", "contentEncoding"}


def as_long(operation: Operation, control: Case, name: str, value: Any, taken: Sequence[Any]) -> Case | None:
    """Another value that is as long as a refused one: where it is refused as well, the length is to blame.

    It is a list of accepted items, or the longest accepted text, stretched or cut.

    Args:
        operation: that the request is for.
        control: the accepted request on which it is sent.
        name: of the member of the body.
        value: the refused one.
        taken: the values of the member that were accepted.

    Returns:
        None where the refused value has no extreme length, or too few different items are known.
    """
    schema = operation.request_schema["properties"][name]
    made = stretched(schema, value, taken) if isinstance(value, str) else _list_of(schema, value, taken)
    if made in (None, value):
        return None
    return on(operation, control, name, made)


def stretched(schema: Schema, value: str, taken: Sequence[Any]) -> str | None:
    """An accepted text with one character repeated, or some cut out, so that it is as long as a refused one.

    None where some accepted text is longer and another shorter, or the schema takes no such text.
    """
    known = sorted((text for text in taken if isinstance(text, str)), key=len)
    if not known or _OF_A_FORM & schema.keys() or len(known[0]) <= len(value) <= len(known[-1]):
        return None
    text = known[-1] if len(value) > len(known[-1]) else known[0]
    more = len(value) - len(text)
    made = (
        text[:place] + text[place] * (more + 1) + text[place + 1 :] if more > 0 else text[:place] + text[place - more :]
        for place in range(len(text) - 1, -1, -1)
    )
    return next((each for each in made if len(each) == len(value) and fits(schema, each)), None)


def _list_of(schema: Schema, value: Any, taken: Sequence[Any]) -> list[Any] | None:
    extremes = {schema.get("minItems"), schema.get("maxItems")}
    if not isinstance(value, list) or "items" not in schema or len(value) not in extremes - {0}:
        return None
    known = _items(taken)
    if not known or (schema.get("uniqueItems") and len(known) < len(value)):
        return None
    return [known[index % len(known)] for index in range(len(value))]


def _items(taken: Sequence[Any]) -> list[Any]:
    """The different items of accepted lists, in an order that is always the same."""
    items = {json.dumps(item, sort_keys=True): item for each in taken if isinstance(each, list) for item in each}
    return [items[text] for text in sorted(items)]


def refused_for(
    path: tuple[str, ...], schema: Schema, value: Any, taken: Sequence[Any], *, for_its_length: bool | None = None
) -> str:
    """The clause on a member of the body that says most plainly that a refused value is a valid one.

    A list with items that stand in no accepted one is valid by what its items may be.

    Args:
        path: of the member.
        schema: of the member.
        value: the refused one.
        taken: the values of the member that were accepted.
        for_its_length: whether another value that is as long is refused as well; None where none was sent.

    Returns:
        Its local id; "" where what is refused is a part of the value, or the schema says nothing more.
    """
    if isinstance(value, list) and "items" in schema:
        lists = [items for items in taken if isinstance(items, list)]
        known = _items(lists)
        strange = any(item not in known for item in value)
        bound = _refused_list(schema, value, lists) if for_its_length or not strange else ""
        if bound:
            return clause_ids.request_member(path, bound)
        return told_by(path, schema) if known and strange else ""
    keyword = _refused_by(schema, value, () if for_its_length is False else taken)
    return clause_ids.request_member(path, keyword) if keyword else ""


def _refused_by(schema: Schema, value: Any, taken: Sequence[Any]) -> str:
    """The keyword of a member's schema that says so.

    A number above all that are accepted is valid by its `maximum`, where one is stated; one that lies beyond no bound,
    by its `type` alone. Where no value of the member is accepted at all, what is refused is the member.
    """
    stated = kind(schema)
    if stated == "object":
        return "" if taken else "type"
    if _OF_A_FORM & schema.keys() or not isinstance(value, int | float | str) or isinstance(value, bool):
        return ""
    low, high = ("minLength", "maxLength") if isinstance(value, str) else ("minimum", "maximum")
    plain = "pattern" if "pattern" in schema else "type"
    sizes = [_size(each) for each in taken if type(each) is type(value)]
    if sizes and _size(value) > max(sizes):
        return high if high in schema else plain
    if sizes and _size(value) < min(sizes):
        return low if low in schema else plain
    return plain


def _refused_list(schema: Schema, value: list[Any], taken: Sequence[list[Any]]) -> str:
    """A list that is shorter or longer than all that are accepted is valid by the bound on its length."""
    lengths = [len(each) for each in taken]
    if lengths and len(value) < min(lengths) and "minItems" in schema:
        return "minItems"
    return "maxItems" if lengths and len(value) > max(lengths) and "maxItems" in schema else ""


def _size(value: float | str) -> float:
    return len(value) if isinstance(value, str) else value
