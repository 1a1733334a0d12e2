"""Hypothesis strategies for violations: each breaks exactly one keyword of one member."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from hypothesis import strategies as st

from spec.clauses import clause_ids
from spec.clauses.clause_ids import KEYS
from spec.nodes import Node
from spec.operation import Operation, Schema, types
from spec.patterns import matches
from strategies.changes.mutations import Path, changed, has
from strategies.changes.nodes import containing, least_items, nodes, places
from strategies.drawing import valid
from strategies.values import texts, wrong
from strategies.values.kinds import ABSENT, kind
from strategies.values.near_misses import near_misses
from strategies.values.wrong import KEYWORDS

_SCALARS: Mapping[str, st.SearchStrategy[Any]] = {
    "string": st.text(max_size=20),
    "number": st.integers(-(2**31), 2**31 - 1) | st.floats(0.25, 1e6).filter(lambda x: not x.is_integer()),
    "boolean": st.booleans(),
    "array": st.lists(st.integers(), max_size=3),
    "object": st.dictionaries(st.text(max_size=5), st.integers(), max_size=3),
}


def violations(operation: Operation) -> dict[str, st.SearchStrategy[Any]]:
    """For every keyword of every member of the body, a strategy of bodies that break it and nothing else.

    Returns:
        The strategies by the local id of the clause.
    """
    found: dict[str, st.SearchStrategy[Any]] = {}
    if not operation.has_json_request:
        return found
    for node in nodes(operation.request_schema):
        if not node.path or KEYS in node.path:
            continue
        if node.required:
            clause = clause_ids.request_member(node.path, "required")
            found[clause] = _broken(operation, node, st.sampled_from([ABSENT, None]))
        for keyword in KEYWORDS:
            if keyword in node.schema:
                bad = wrong_values(node.schema, keyword)
                if bad is not None:
                    found[clause_ids.request_member(node.path, keyword)] = _broken(operation, node, bad)
    return found


def wrong_values(schema: Schema, keyword: str) -> st.SearchStrategy[Any] | None:
    """Values that break one keyword of a schema; None where there are none."""
    if keyword in _WRONG and not (keyword == "enum" and kind(schema) != "string"):
        return _WRONG[keyword](schema)
    known = [bad.value for bad in wrong.values(schema, keyword)]
    return st.sampled_from(known) if known else None


def _broken(operation: Operation, node: Node, bad: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    root = operation.request_schema
    found = places(root, node.path, least_items(root, node.path, 1))
    if node.path[0] not in root.get("properties", {}):
        return st.builds(partial(_change, root, node.path), valid.bodies(operation), st.sampled_from(found), bad)
    outer = {node.path[0]: valid.values(root["properties"][node.path[0]])}
    controls = st.builds(lambda body, own: body | own, valid.bodies(operation), st.fixed_dictionaries(outer))
    return st.builds(partial(_change, root, node.path), controls, st.sampled_from(found), bad)


def _change(root: Schema, path: tuple[str, ...], body: Any, place: Path, value: Any) -> Any:
    """The body with a wrong value in a place, which is made where the drawn body does not have it."""
    if not has(body, place if isinstance(place[-1], int) else place[:-1]):
        own = containing(root, path)
        body = {**body, place[0]: own[place[0]]} if isinstance(body, dict) else own
    return changed(body, place, value)


def _types(schema: Schema) -> st.SearchStrategy[Any]:
    kinds = set(types(schema))
    own = kinds | ({"number"} if "integer" in kinds else set())
    others = [strategy for kind, strategy in _SCALARS.items() if kind not in own]
    if "integer" in kinds:
        others.append(st.floats(0.25, 1e6).filter(lambda number: not number.is_integer()))
    return st.one_of(others)


def _enum(schema: Schema) -> st.SearchStrategy[Any]:
    known = [value for value in schema["enum"] if isinstance(value, str)]
    padded = st.builds("{}{}{}".format, st.sampled_from(["", " "]), st.sampled_from(known), st.sampled_from([" ", "x"]))
    return st.one_of(st.text(max_size=12), padded).filter(lambda text: text not in known)


def _minimum(schema: Schema) -> st.SearchStrategy[Any]:
    least = math.ceil(schema["minimum"]) - 1
    return st.integers(min(-(2**31), least - 10), least)


def _maximum(schema: Schema) -> st.SearchStrategy[Any]:
    most = math.floor(schema["maximum"]) + 1
    return st.integers(most, max(2**31 - 1, most + 10))


def _min_items(schema: Schema) -> st.SearchStrategy[Any]:
    return st.lists(valid.values(schema["items"]), max_size=max(0, schema["minItems"] - 1))


def _max_items(schema: Schema) -> st.SearchStrategy[Any]:
    most = schema["maxItems"]
    return st.lists(valid.values(schema["items"]), min_size=most + 1, max_size=most + 5)


def _pattern(schema: Schema) -> st.SearchStrategy[Any]:
    pattern = schema["pattern"]
    close = [miss.text for miss in near_misses(pattern) if len(miss.text) < 100]
    near = st.sampled_from(close or ["\x00"])
    spliced = st.builds(_spliced, valid.texts(schema), st.characters(), st.integers(0, 40))
    others = {keyword: value for keyword, value in schema.items() if keyword != "pattern"}
    return st.one_of(near, spliced, st.text(max_size=40)).filter(partial(_misses, pattern, others))


def _misses(pattern: str, others: Schema, text: str) -> bool:
    return not matches(pattern, text) and texts.fits(others, text)


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
