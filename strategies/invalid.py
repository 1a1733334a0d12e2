"""Hypothesis strategies for violations: each breaks exactly one keyword of one member."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from hypothesis import strategies as st

from spec.operation import Node, Operation, Schema, types, walk
from spec.patterns import matches
from strategies import valid
from strategies.mutations import Path, changed, paths
from strategies.near_misses import near_misses
from strategies.values import ABSENT

BODY = "request.body"
_SCALARS: Mapping[str, st.SearchStrategy[Any]] = {
    "string": st.text(max_size=20),
    "number": st.integers(-(2**31), 2**31 - 1) | st.floats(0.25, 1e6).filter(lambda x: not x.is_integer()),
    "boolean": st.booleans(),
    "array": st.lists(st.integers(), max_size=3),
    "object": st.dictionaries(st.text(max_size=5), st.integers(), max_size=3),
}


def violations(operation: Operation) -> dict[str, st.SearchStrategy[dict[str, Any]]]:
    """For every keyword of every member of the body, a strategy of bodies that break it and nothing else."""
    found: dict[str, st.SearchStrategy[dict[str, Any]]] = {}
    for node in walk(operation.request_schema):
        if not node.path:
            continue
        clause = ".".join((BODY, *node.path))
        if node.required:
            found[f"{clause}.required"] = _broken(operation, node, st.sampled_from([ABSENT, None]))
        for keyword, wrong in _WRONG.items():
            if keyword in node.schema:
                found[f"{clause}.{keyword}"] = _broken(operation, node, wrong(node.schema))
    return found


def _broken(operation: Operation, node: Node, wrong: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    schema = operation.request_schema
    outer = {name: valid.values(schema["properties"][name]) for name in {node.path[0]} & schema["properties"].keys()}
    array = schema["properties"][node.path[0]]
    places = paths(node.path, array.get("minItems", 1)) if "items" in node.path else [node.path]
    controls = st.builds(lambda body, own: body | own, valid.bodies(operation), st.fixed_dictionaries(outer))
    return st.builds(_change, controls, st.sampled_from(places), wrong)


def _change(body: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    result: dict[str, Any] = changed(body, path, value)
    return result


def _types(schema: Schema) -> st.SearchStrategy[Any]:
    kinds = set(types(schema))
    own = kinds | ({"number"} if "integer" in kinds else set())
    others = [strategy for kind, strategy in _SCALARS.items() if kind not in own]
    if "integer" in kinds:
        others.append(st.floats(0.25, 1e6).filter(lambda number: not number.is_integer()))
    return st.one_of(others)


def _enum(schema: Schema) -> st.SearchStrategy[Any]:
    known = [value for value in schema["enum"] if value is not None]
    padded = st.builds("{}{}{}".format, st.sampled_from(["", " "]), st.sampled_from(known), st.sampled_from([" ", "x"]))
    return st.one_of(st.text(max_size=12), padded).filter(lambda text: text not in known)


def _minimum(schema: Schema) -> st.SearchStrategy[Any]:
    return st.integers(-(2**31), schema["minimum"] - 1)


def _maximum(schema: Schema) -> st.SearchStrategy[Any]:
    return st.integers(schema["maximum"] + 1, 2**31 - 1)


def _min_items(schema: Schema) -> st.SearchStrategy[Any]:
    return st.lists(valid.values(schema["items"]), max_size=schema["minItems"] - 1)


def _max_items(schema: Schema) -> st.SearchStrategy[Any]:
    most = schema["maxItems"]
    return st.lists(valid.values(schema["items"]), min_size=most + 1, max_size=most + 5)


def _pattern(schema: Schema) -> st.SearchStrategy[Any]:
    pattern = schema["pattern"]
    near = st.sampled_from([miss.text for miss in near_misses(pattern) if len(miss.text) < 100])
    spliced = st.builds(_spliced, valid.texts(schema), st.characters(), st.integers(0, 40))
    return st.one_of(near, spliced, st.text(max_size=40)).filter(partial(_misses, pattern))


def _misses(pattern: str, text: str) -> bool:
    return not matches(pattern, text)


def _spliced(text: str, char: str, at: int) -> str:
    return text[:at] + char + text[at:]


_WRONG: Mapping[str, Callable[[Schema], st.SearchStrategy[Any]]] = {
    "type": _types,
    "enum": _enum,
    "minimum": _minimum,
    "maximum": _maximum,
    "minItems": _min_items,
    "maxItems": _max_items,
    "pattern": _pattern,
}
