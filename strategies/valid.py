"""Hypothesis strategies for valid requests, built from the operation and biased to its boundaries."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import strategies as st

from spec.operation import Operation, Schema, types
from spec.patterns import matches
from strategies.values import ABSENT, INT32_MAX, classes, edges


def bodies(operation: Operation) -> st.SearchStrategy[dict[str, Any]]:
    """Valid request bodies: every member drawn from its schema, the optional ones left out now and then."""
    return objects(operation.request_schema)


def objects(schema: Schema) -> st.SearchStrategy[dict[str, Any]]:
    """Valid objects of an object schema."""
    needed = set(schema.get("required", ()))
    members = {name: values(member) for name, member in schema["properties"].items()}
    return st.fixed_dictionaries(
        {name: strategy for name, strategy in members.items() if name in needed},
        optional={name: strategy for name, strategy in members.items() if name not in needed},
    )


def values(schema: Schema) -> st.SearchStrategy[Any]:
    """Valid values of any schema, half of them at its edges."""
    kinds = types(schema)
    if "enum" in schema:
        return st.sampled_from([value for value in schema["enum"] if value is not None])
    if "object" in kinds:
        return st.one_of(objects(schema), _classes(schema))
    if "array" in kinds:
        return st.one_of(_lists(schema), _classes(schema))
    near = st.sampled_from([edge.value for edge in edges(schema)] or [None])
    if "integer" in kinds:
        return st.one_of(near, st.integers(schema.get("minimum"), schema.get("maximum", INT32_MAX)))
    return st.one_of(near, texts(schema)) if "pattern" in schema else texts(schema)


def _classes(schema: Schema) -> st.SearchStrategy[Any]:
    return st.sampled_from([value for value in classes(schema, required=True).values() if value is not ABSENT])


def _lists(schema: Schema) -> st.SearchStrategy[list[Any]]:
    """Lists without repetition: the documentation is silent about an item given twice."""
    least = schema.get("minItems", 1)
    items = schema["items"]
    most = schema.get("maxItems", len(items["enum"]) if "enum" in items else least + 3)
    return st.lists(values(items), min_size=least, max_size=most, unique_by=lambda item: str(item).lstrip("+"))


def texts(schema: Schema) -> st.SearchStrategy[str]:
    """Valid strings: by the pattern, if there is one, and within the lengths."""
    if "pattern" in schema:
        pattern = schema["pattern"]
        # Python's $ also matches before a last newline, and its \d outside ASCII; the filter has the last word.
        return st.from_regex(re.compile(pattern, re.ASCII)).filter(lambda text: matches(pattern, text))
    return st.text(min_size=schema.get("minLength", 0), max_size=schema.get("maxLength", 50))
