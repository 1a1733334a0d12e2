"""Faults of real mocks: what their authors took for granted, and what their frameworks do by themselves."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from conformance.reference.call import Call, Reply
from conformance.reference.hooks import Hooks
from conformance.selftest.faults.documents import edited, with_document
from conformance.selftest.faults.fault import Fault
from conformance.selftest.faults.spots import optional, spots
from conformance.selftest.faults.tools import When, crashes, refuses, successes
from spec.clauses.catalogue import Catalogue
from spec.clauses.clause_ids import ACCEPT, CONTENT_TYPE_PARAMETERS, METHOD, ROBUSTNESS, parameter, response_member
from spec.nodes import walk
from spec.operation import Operation, types

_CONTENT_TYPE, _ACCEPT = "content-type", "accept"


def faults(operation: Operation, clauses: Catalogue) -> Iterator[Fault]:
    """Crashes on unusual input, picky headers, and members of the answer that a request may choose."""
    for name, summary, unusual in _CRASHES:
        if name in _ON and not any(_ON[name] & set(types(spot.schema)) for spot in spots(operation) if spot.path):
            continue
        if name == "no-content-type" and not operation.has_json_request:
            continue  # no ordinary request of the operation has one: nothing would be accepted
        found = _fault(
            operation, ROBUSTNESS, f"crashes-on-{name}", summary, crashes(operation, _own(operation, unusual))
        )
        wrong = _OF_TYPES.get(name, set())
        of_types = (f"{spot.base}.type" for spot in spots(operation) if wrong & set(types(spot.schema)))
        yield replace(found, clauses=(*found.clauses, *(clause for clause in of_types if clause in clauses)))
    for name, summary, when in _ANYWHERE:
        if (name in _IN_PATHS and not operation.identifiers) or operation.method in _METHODS.get(name, ()):
            continue
        failing = _fault(operation, ROBUSTNESS, f"crashes-on-{name}", summary, _failing(when))
        # What no name of such a form may have, its pattern refuses.
        named = [operation.clause_id(parameter("path", own, "pattern")) for own in operation.identifiers]
        yield replace(failing, clauses=(*failing.clauses, operation.clause_id(METHOD), *named))
    for clause, name, summary, when in _PICKY:
        yield _fault(operation, clause, name, summary, refuses(operation, when))
    yield from _mass_assigned(operation, clauses)


def _fault(operation: Operation, clause: str, name: str, summary: str, hooks: Hooks) -> Fault:
    return Fault(
        name=name,
        clauses=(operation.clause_id(clause),),
        kind="mock",
        summary=summary,
        hooks=hooks,
    )


def _own(operation: Operation, when: Callable[[Operation, Call], bool]) -> When:
    return lambda call: when(operation, call)


def _failing(when: When) -> Hooks:
    failure = Reply(status=500, document={"message": "Internal Server Error"})
    return Hooks(anywhere=lambda call: failure if when(call) else None)


def _names(operation: Operation) -> set[str]:
    return set(operation.request_schema.get("properties", {}))


def _has_null(operation: Operation, call: Call) -> bool:
    return any(spot.path and spot.name in call.document and not spot.given(call) for spot in optional(operation))


def _has_empty_list(operation: Operation, call: Call) -> bool:
    del operation
    return [] in call.document.values()


def _has_fraction(operation: Operation, call: Call) -> bool:
    integers = [spot for spot in spots(operation) if spot.schema.get("type") == "integer"]
    return any(isinstance(value, float) for spot in integers for value in spot.values(call))


def _has_huge_integer(operation: Operation, call: Call) -> bool:
    del operation
    return re.search(rb"[0-9]{25}", call.body) is not None and b'"' in call.body


def _has_equal_items(operation: Operation, call: Call) -> bool:
    del operation
    lists = [value for value in call.document.values() if isinstance(value, list)]
    return any(len({repr(item) for item in items}) < len(items) for items in lists)


def _scalars(value: Any) -> Iterator[Any]:
    """What stands in a JSON value, however deep: texts, numbers, booleans, null."""
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _scalars(inner)
    else:
        yield value


def _texts(document: dict[str, Any]) -> Iterator[str]:
    return (value for value in _scalars(document) if isinstance(value, str))


def _numbers(document: dict[str, Any]) -> Iterator[float]:
    return (value for value in _scalars(document) if isinstance(value, float))


def _halved(text: str) -> bool:
    return re.search("[\ud800-\udfff]", text) is not None


def _controls(text: str) -> bool:
    return re.search("[\x00-\x1f]", text) is not None


def _beyond_latin_1(text: str) -> bool:
    return max(text, default="") > "\xff" and not _halved(text)


# What a request must have for some of them to occur: members of these types, and a parameter in its path.
_ON = {
    "half-characters": {"string"},
    "control-characters": {"string"},
    "letters-beyond-latin-1": {"string"},
    "no-number": {"integer", "number"},
    "empty-lists": {"array"},
    "equal-items": {"array"},
    "fractions": {"integer"},
}
# What has a wrong type in members of these types: where such values crash, the clause on the type may tell it.
_OF_TYPES = {"fractions": {"integer"}, "huge-integers": {"string", "integer", "number", "boolean"}}
_IN_PATHS = ("foreign-letters", "reserved-characters")
_CRASHES: tuple[tuple[str, str, Callable[[Operation, Call], bool]], ...] = (
    ("null-members", "null for an optional member is answered 500.", _has_null),
    (
        "unknown-members",
        "An unknown member is answered 500.",
        lambda operation, call: bool(call.document.keys() - _names(operation)),
    ),
    ("empty-lists", "An empty list is answered 500.", _has_empty_list),
    ("fractions", "An integer written with a point is answered 500.", _has_fraction),
    ("huge-integers", "An integer of 25 digits is answered 500.", _has_huge_integer),
    ("equal-items", "Equal items of a list are answered 500.", _has_equal_items),
    (
        "half-characters",
        "Half a character is answered 500, as a framework's error that repeats it cannot be encoded.",
        lambda _operation, call: any(_halved(text) for text in _texts(call.document)),
    ),
    (
        "control-characters",
        "A line break or another control character in a text is answered 500.",
        lambda _operation, call: any(_controls(text) for text in _texts(call.document)),
    ),
    (
        "letters-beyond-latin-1",
        "Letters that no header can carry are answered 500.",
        lambda _operation, call: any(_beyond_latin_1(text) for text in _texts(call.document)),
    ),
    (
        "no-number",
        "NaN and numbers beyond any bound are answered 500, as a framework's error that repeats them is no JSON.",
        lambda _operation, call: any(not math.isfinite(value) for value in _numbers(call.document)),
    ),
    ("deep-nesting", "Deep nesting is answered 500.", lambda _operation, call: call.body.count(b"[") > 900),
    ("large-bodies", "A megabyte is answered 500.", lambda _operation, call: len(call.body) > 1_000_000),
    ("no-content-type", "No Content-Type is answered 500.", lambda _op, call: _CONTENT_TYPE not in call.headers),
    (
        "other-content-types",
        "Another Content-Type is answered 500.",
        lambda _op, call: call.headers.get(_CONTENT_TYPE, "").startswith("text/"),
    ),
    ("charsets", "An unknown charset is answered 500.", lambda _op, call: _charset(call) not in ("", "utf-8")),
    ("a-byte-order-mark", "A byte order mark is answered 500.", lambda _op, call: call.body[:3] == b"\xef\xbb\xbf"),
    ("queries", "A query string that nobody asked for is answered 500.", lambda _op, call: bool(call.query)),
    ("nonsense-accepts", "An Accept that is no media type is answered 500.", lambda _op, call: not _is_media(call)),
)
# By fault, the methods of operations that it would make of no use at all.
_METHODS = {"put-or-patch": ("PUT", "PATCH")}
_ANYWHERE: tuple[tuple[str, str, When], ...] = (
    ("options", "OPTIONS is answered 500.", lambda call: call.method == "OPTIONS"),
    ("put-or-patch", "PUT and PATCH are answered 500.", lambda call: call.method in ("PUT", "PATCH")),
    (
        "foreign-letters",
        "Letters outside ASCII in a path are answered 500.",
        lambda call: bool(re.search("%[CDE]", call.path)),
    ),
    ("reserved-characters", "Reserved characters in a path are answered 500.", lambda call: "%3B" in call.path.upper()),
)
_PICKY: tuple[tuple[str, str, str, When], ...] = (
    (
        CONTENT_TYPE_PARAMETERS,
        "refuses-charset",
        "A Content-Type with a charset is refused.",
        lambda call: ";" in call.headers.get(_CONTENT_TYPE, ""),
    ),
    (
        CONTENT_TYPE_PARAMETERS,
        "refuses-upper-case-charset",
        "A charset in capitals is refused.",
        lambda call: any(char.isupper() for char in call.headers.get(_CONTENT_TYPE, "").partition("=")[2]),
    ),
    (ACCEPT, "refuses-any-accept", "Accept: */* is refused.", lambda call: call.headers.get(_ACCEPT) == "*/*"),
    (ACCEPT, "demands-accept", "Accept must be given.", lambda call: _ACCEPT not in call.headers),
    (ACCEPT, "refuses-accept-list", "A list in Accept is refused.", lambda call: "," in call.headers.get(_ACCEPT, "")),
)


def _charset(call: Call) -> str:
    found = re.search(r'charset="?([^";]+)', call.headers.get(_CONTENT_TYPE, "").lower())
    return found[1] if found else ""


def _is_media(call: Call) -> bool:
    return "/" in call.headers.get(_ACCEPT, "/")


def _mass_assigned(operation: Operation, clauses: Catalogue) -> Iterator[Fault]:
    """What a request says of a member that only an answer has is believed."""
    known = _names(operation)
    for node in walk(operation.response_schema):
        name = node.path[-1] if node.path else ""
        if not name or name in known or name in ("items", "values") or "properties" in node.schema:
            continue
        broken = [
            clause.id
            for clause in clauses
            if clause.operation == operation.name
            and operation.local(clause.id) in {response_member(node.path, check) for check in _DECIDED}
        ]
        if broken and "items" not in node.path:
            yield replace(
                _fault(
                    operation,
                    "",
                    f"believes-{name}",
                    f"A request may say what {name} is.",
                    _believing(operation, node.path),
                ),
                clauses=tuple(broken),
                near=operation.clause_id(ROBUSTNESS),
            )


_DECIDED = ("echo", "unique", "new", "now", "order")


def _believing(operation: Operation, path: tuple[str, ...]) -> Hooks:
    def change(call: Call, reply: Reply) -> Reply:
        if path[-1] not in call.document:
            return reply
        told = call.document[path[-1]]
        return with_document(lambda document: edited(document, path, lambda _value: told))(reply)

    return successes(operation, change)
