"""When a valid request with several members is refused: the same members one at a time, to see which one it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from spec.operation import Operation, Schema, types
from strategies.mutations import Mutation, set_member, shown
from strategies.request import Case
from strategies.values import ABSENT, ordinary

BODY = "request.body"


def probes(operation: Operation, control: Case, body: bytes) -> Iterator[list[Case]]:
    """For each member of a valid `body` that differs from the accepted control's: that member alone on that control.

    An object's own members come first, one at a time; the last case of each list has the whole member.
    """
    plain, wanted = json.loads(control.request.body), json.loads(body)
    properties = operation.request_schema["properties"]
    for name, value in wanted.items():
        if name in properties and value != plain.get(name):
            yield [mutation.of(control) for mutation in _member(name, properties[name], value)]
    for name in sorted(plain.keys() - wanted.keys()):
        yield [set_member(f"{BODY}.{name}.optional", "absent", f"{name} is left out", (name,), ABSENT).of(control)]


def _member(name: str, schema: Schema, value: Any) -> Iterator[Mutation]:
    if "object" in types(schema):
        # Beside other members of the object than the ones it came with: they may be the ones that are refused.
        usual = ordinary(schema, 1)
        for inner, own in value.items():
            yield _probe(_aim((name, inner), schema["properties"][inner]), name, {**usual, inner: own})
    yield _probe(_aim((name,), schema), name, value)


def _probe(clause: str, name: str, value: Any) -> Mutation:
    text = json.dumps(value, sort_keys=True)
    label = hashlib.sha256(text.encode()).hexdigest()[:8]
    return set_member(clause, f"valid-{label}", f"{name} is {shown(value)}", (name,), value)


def _aim(path: tuple[str, ...], schema: Schema) -> str:
    """The clause that says most about a value of this schema."""
    if "items" in schema:
        return _aim((*path, "items"), schema["items"])
    keyword = next((word for word in ("pattern", "enum", "minimum") if word in schema), "type")
    return ".".join((BODY, *path, keyword))
