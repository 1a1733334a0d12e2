"""Hypothesis strategies for valid requests, built from the operation and biased to its boundaries."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from spec.operation import Operation, Schema
from spec.tame import longest
from strategies.members import members, request
from strategies.request import Request
from strategies.values import regex
from strategies.values.kinds import ABSENT, INT32_MAX, branches_of, is_known, kind
from strategies.values.ordinary import ordinary
from strategies.values.texts import fits, is_timestamp, stamp
from strategies.values.valid import classes, edges

# A list, a map or a text is drawn at most this much longer than its minimum.
_MORE = 3
_LONG = 50


def requests(operation: Operation, given: Mapping[str, str]) -> st.SearchStrategy[Request]:
    """Valid requests: every member of the body and every parameter drawn, the optional ones left out now and then.

    Args:
        operation: what they are for.
        given: the values of the path's parameters, and of any other that the user gave.
    """
    return choices(operation, given).map(lambda chosen: request(operation, given, chosen))


def choices(operation: Operation, given: Mapping[str, str] | None = None) -> st.SearchStrategy[dict[str, Any]]:
    """Values for the members of a request, by their labels."""
    known = [member for member in members(operation, given) if member.required or is_known(member.schema)]
    drawn = {member.label: values(member.schema) for member in known}
    needed = {member.label for member in known if member.required}
    return st.fixed_dictionaries(
        {label: strategy for label, strategy in drawn.items() if label in needed},
        optional={label: strategy for label, strategy in drawn.items() if label not in needed},
    )


def bodies(operation: Operation) -> st.SearchStrategy[Any]:
    """Valid request bodies: every member drawn from its schema, the optional ones left out now and then."""
    return (
        objects(operation.request_schema)
        if "properties" in operation.request_schema
        else values(operation.request_schema)
    )


def objects(schema: Schema) -> st.SearchStrategy[dict[str, Any]]:
    """Valid objects of an object schema."""
    needed = set(schema.get("required", ()))
    drawn = {name: values(member) for name, member in schema["properties"].items()}
    union = branches_of(schema)
    if union:
        return st.one_of([st.fixed_dictionaries({name: drawn[name]}) for name in union])
    return st.fixed_dictionaries(
        {name: strategy for name, strategy in drawn.items() if name in needed},
        optional={name: strategy for name, strategy in drawn.items() if name not in needed},
    )


def values(schema: Schema) -> st.SearchStrategy[Any]:
    """Valid values of any schema, half of them at its edges."""
    if "enum" in schema:
        return st.sampled_from([value for value in schema["enum"] if value is not None])
    of = kind(schema)
    make = _KINDS.get(of)
    if make is None or "const" in schema:
        return st.just(ordinary(schema))
    return make(schema)


def _object(schema: Schema) -> st.SearchStrategy[Any]:
    if "properties" in schema:
        return st.one_of(objects(schema), _classes(schema))
    if isinstance(schema.get("additionalProperties"), Mapping):
        least = schema.get("minProperties", 0)
        return st.dictionaries(
            texts({"type": "string", **schema.get("propertyNames", {})}),
            values(schema["additionalProperties"]),
            min_size=max(1, least),
            max_size=min(schema.get("maxProperties", least + _MORE), max(1, least) + _MORE),
        )
    return st.just({})


def _array(schema: Schema) -> st.SearchStrategy[Any]:
    return st.one_of(_lists(schema), _classes(schema)) if "items" in schema else st.just([])


_SPECIAL = {"multipleOf", "exclusiveMinimum", "exclusiveMaximum"}


def _integer(schema: Schema) -> st.SearchStrategy[Any]:
    if is_timestamp(schema):
        return st.integers(0, INT32_MAX)
    if _SPECIAL & schema.keys():
        return st.integers(0, 50).map(lambda turn: ordinary(schema, turn))
    near = st.sampled_from([edge.value for edge in edges(schema)])
    return st.one_of(near, st.integers(schema.get("minimum"), schema.get("maximum", INT32_MAX)))


def _number(schema: Schema) -> st.SearchStrategy[Any]:
    if is_timestamp(schema):
        return st.integers(0, INT32_MAX)
    if _SPECIAL & schema.keys():
        return st.integers(0, 50).map(lambda turn: ordinary(schema, turn))
    near = st.sampled_from([edge.value for edge in edges(schema)])
    least, most = schema.get("minimum", -1e9), schema.get("maximum", 1e9)
    return st.one_of(near, st.floats(least, most, allow_nan=False, allow_infinity=False))


def _string(schema: Schema) -> st.SearchStrategy[Any]:
    if is_timestamp(schema):
        return st.integers(0, 10_000).map(lambda minutes: stamp(schema, minutes))
    found = [edge.value for edge in edges(schema)]
    return st.one_of(st.sampled_from(found), texts(schema)) if "pattern" in schema and found else texts(schema)


_KINDS = {
    "object": _object,
    "array": _array,
    "integer": _integer,
    "number": _number,
    "boolean": lambda _schema: st.booleans(),
    "string": _string,
}


def _classes(schema: Schema) -> st.SearchStrategy[Any]:
    return st.sampled_from([value for value in classes(schema, required=True).values() if value is not ABSENT])


def _lists(schema: Schema) -> st.SearchStrategy[list[Any]]:
    """Lists without repetition: the documentation is silent about an item given twice."""
    least = max(1, schema.get("minItems", 1))
    items = schema["items"]
    most = min(schema.get("maxItems", len(items["enum"]) if "enum" in items else least + _MORE), least + 2 * _MORE)
    return st.lists(values(items), min_size=least, max_size=most, unique_by=lambda item: str(item).lstrip("+"))


def texts(schema: Schema) -> st.SearchStrategy[str]:
    """Valid strings: by the pattern, if there is one, and within the lengths."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema.get("contentEncoding") == "base64":
        return (
            st.binary(max_size=30)
            .map(lambda raw: base64.b64encode(raw).decode())
            .filter(lambda text: fits(schema, text))
        )
    if "json" in schema.get("contentMediaType", ""):
        return st.just(ordinary(schema))
    if "pattern" in schema:
        if not longest(schema["pattern"]):
            return st.sampled_from(list(regex.examples(schema["pattern"]).values()) or [ordinary(schema)])
        # Python's $ also matches before a last newline, and its \d outside ASCII; the filter has the last word.
        return st.from_regex(re.compile(schema["pattern"], re.ASCII)).filter(lambda text: fits(schema, text))
    least = schema.get("minLength", 0)
    return st.text(min_size=least, max_size=max(least, min(schema.get("maxLength", _LONG), least + _LONG)))
