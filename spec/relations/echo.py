"""Which members of an answer repeat the request, as `x-echo` says on a schema of an answer's body.

x-echo:
  from: $request.body#/ParticipantPhoneNumbers    where in the request the value stands (`spec.relations.expressions`)
  compare: multiset       how: `equal` (the same JSON value), `number`, `set`, `multiset`, `list`, `object` (member by
                          member), `given` (what was given, with whatever else the target fills in); without it what
                          suits the type of the schema
  each: PhoneNumber       of each item, the member that repeats an item of the request
  optional-prefix: '+'    what the answer may put before a text that was given without it
  unset: true             what the request leaves out comes back as not set
x-sources:
  echo: {...}             the source of the clause `... .echo`
  unset: {...}            the source of the clause `... .unset`
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from spec.nodes import Node, walk
from spec.operation import Schema, types
from spec.relations.expressions import Expression, parse

COMPARISONS = frozenset({"equal", "number", "set", "multiset", "list", "object", "given"})
_BY_TYPE = {"integer": "number", "number": "number", "array": "multiset", "object": "object"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Echo:
    """A member of an answer that repeats a value of the request.

    Attributes:
        path: the member, from the root of the answer's body.
        schema: its schema.
        source: where in the request the value stands.
        compare: how the two are compared.
        each: of each item, the member that repeats an item of the request; "" for the item itself.
        prefix: what the answer may put before a text.
        unset: whether what the request leaves out must come back as not set.
    """

    path: tuple[str, ...]
    schema: Schema
    source: Expression
    compare: str
    each: str = ""
    prefix: str = ""
    unset: bool = False

    @property
    def inferred(self) -> bool:
        """Whether only names suggest that the value comes back."""
        return stating(self.schema).get("evidence") == "inferred"


def echoes(schema: Schema) -> Iterator[Echo]:
    """The echoes that the schema of an answer's body states.

    Raises:
        ValueError: one of them comes from no place that is known, or says of no known way how it is compared.
    """
    for node in walk(schema):
        stated = node.schema.get("x-echo")
        if stated:
            yield Echo(
                path=node.path,
                schema=node.schema,
                source=parse(stated["from"]),
                compare=_compared(stated, node.schema),
                each=_text(stated, "each"),
                prefix=_text(stated, "optional-prefix"),
                unset=bool(stated.get("unset")),
            )


def filters(schema: Schema) -> dict[str, str]:
    """By which parameters of the query a list is restricted: each with the member of an item that must have its value.

    `status` restricts a list whose `ProxySessions.items.Status` repeats `$request.query.status`.
    """
    return {
        echo.source.name: echo.path[-1]
        for echo in echoes(schema)
        if echo.source.location == "query" and echo.path[-2:-1] == ("items",) and echo.compare == "equal"
    }


def stating(schema: Schema, keyword: str = "echo") -> Mapping[str, Any]:
    """The source of the clause `... .echo` (or `... .unset`) on a member; without one it is inferred."""
    sources: Mapping[str, Any] = schema.get("x-sources", {})
    inferred = {"evidence": "inferred", "place": "Response Syntax"}
    found: Mapping[str, Any] = sources.get(keyword) or sources.get("x-echo") or inferred
    return found


def lacking(schema: Schema, binds: Callable[[Mapping[str, Any]], bool]) -> Iterator[tuple[Node, bool]]:
    """Every node of an answer's body, and whether an answer may leave it out.

    An answer may leave out an item or an optional member, with all that is inside it. It may not leave out a member
    that must repeat the request.

    Args:
        schema: of the answer's body.
        binds: whether a source makes a clause one that must hold.
    """
    known: dict[tuple[str, ...], tuple[bool, bool]] = {}
    for node in walk(schema):
        loose, repeated = known.get(node.path[:-1], (False, False)) if node.path else (False, False)
        loose = loose or (bool(node.path) and not node.required)
        repeated = repeated or ("x-echo" in node.schema and binds(stating(node.schema)))
        known[node.path] = loose, repeated
        yield node, loose and not repeated


def _compared(stated: Mapping[str, Any], schema: Schema) -> str:
    how = _text(stated, "compare") or _suitable(schema)
    if how not in COMPARISONS:
        raise ValueError(f"x-echo is compared in no way that is called {how[:80]!r}")
    return how


def _text(stated: Mapping[str, Any], name: str) -> str:
    text = stated.get(name, "")
    if not isinstance(text, str):
        raise TypeError(f"{name} of x-echo is no text")
    return text


def _suitable(schema: Schema) -> str:
    return next((_BY_TYPE[name] for name in types(schema) if name in _BY_TYPE), "equal")
