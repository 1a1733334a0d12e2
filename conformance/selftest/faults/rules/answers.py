"""Rules for what an answer of success looks like: its members, its status, its headers, its media type."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from conformance.reference.call import Call, Reply
from conformance.reference.hooks import Hooks
from conformance.reference.service.answers.samples import sample
from conformance.selftest.faults.documents import ABSENT, Edit, assigned, edited, renamed, with_document
from conformance.selftest.faults.fault import Fault
from conformance.selftest.faults.literals import mark, word
from conformance.selftest.faults.rules.naming import named
from conformance.selftest.faults.tools import When, always, at_random, every, successes, with_status
from spec.clauses.catalogue import Catalogue
from spec.clauses.clause_ids import RESPONSE_CONTENT_TYPE, RESPONSE_SYNTAX, VALUES, response_header, response_member
from spec.clauses.ledger import allowances
from spec.contract import load
from spec.nodes import Node, walk
from spec.operation import JSON_MEDIA_TYPE, Operation, Schema, promised_headers, types

# What a type is mistaken for, by what programs do: the rule's name, in plain words, the change.
_MISTYPED: dict[str, tuple[tuple[str, str, Edit], ...]] = {
    "string": (("as-list", "is in a list", lambda value: [value]), ("as-number", "is a number", len)),
    "integer": (("as-text", "is a text of digits", str), ("as-fraction", "has a fraction", lambda v: v + 0.5)),
    "number": (("as-text", "is a text of digits", str), ("as-list", "is in a list", lambda value: [value])),
    "boolean": (("as-text", "is a word", lambda value: str(value).lower()), ("as-number", "is 0 or 1", int)),
    "array": (
        ("as-text", "is one text", lambda value: ",".join(map(str, value))),
        ("as-object", "is an object", lambda value: dict(enumerate(map(str, value)))),
    ),
    "object": (("as-list", "is in a list", lambda value: [value]), ("as-text", "is a text", str)),
}
_OTHER_STATUSES = (200, 201, 202, 203, 204, 206)


def faults(operation: Operation, clauses: Catalogue) -> Iterator[Fault]:
    """Every clause on the answer broken, always and now and then."""
    if operation.has_json_response:
        for node in walk(operation.response_schema):
            yield from _node(operation, node, clauses)
        yield from _media(operation)
    for name in promised_headers(operation.response):
        clause = operation.clause_id(response_header(name))
        yield named("dropped", clause, f"The header {name} is missing.", _empty_header(name))
    for status in _OTHER_STATUSES:
        if status != operation.success_status:
            change = with_status(status)
            hooks = successes(operation, _plain(change))
            yield named(f"as-{status}", operation.success, f"Success is answered {status}.", hooks)
    other = next(status for status in _OTHER_STATUSES if status != operation.success_status)
    hooks = successes(operation, _plain(with_status(other)), every(10))
    yield named("once-in-ten", operation.success, f"Success is answered {other} one time in ten.", hooks)


def _plain(change: Callable[[Reply], Reply]) -> Callable[[Call, Reply], Reply]:
    return lambda _call, reply: change(reply)


def _node(operation: Operation, node: Node, clauses: Catalogue) -> Iterator[Fault]:
    def clause(keyword: str) -> str:
        return operation.clause_id(response_member(node.path, keyword))

    name = ".".join(node.path) or "The body"
    if node.required:
        broken = clause("required")
        yield named("dropped", broken, f"{name} is missing.", _edit(operation, node, lambda _value: ABSENT))
        yield named("recased", broken, f"{name} is spelt in another case.", _rename(operation, node, str.swapcase))
        yield named("renamed", broken, f"{name} has another name.", _rename(operation, node, lambda _n: word(broken)))
        hooks = _edit(operation, node, lambda _value: ABSENT, every(10))
        yield named("once-in-ten", broken, f"{name} is missing one time in ten.", hooks)
        if len(node.path) == 1 and "properties" in node.schema:
            unwrapped = successes(operation, _plain(with_document(lambda d: d.get(node.path[0], d))))
            whole = operation.clause_id(response_member((), "type"))
            yield named("unwrapped", broken, f"{name} is not wrapped.", unwrapped, also=(whole,))
    kinds = types(node.schema)
    may_be_unset = node.required is False or node.path[-1:] == (VALUES,)
    unset = may_be_unset and "null-is-unset" in allowances(load(operation.contract))
    if kinds and "null" not in kinds and node.path and not unset:
        yield named("nulled", clause("type"), f"{name} is null.", _edit(operation, node, lambda _value: None))
    # A key is a text, whatever becomes of it.
    for rule, words, edit in () if node.of_keys else _mistyped(kinds):
        yield named(rule, clause("type"), f"{name} {words}.", _edit(operation, node, edit, forced=True))
    compared = tuple(_compared(operation, node, clauses))
    for keyword, value in node.schema.items():
        broken = clause(keyword)
        if broken in clauses and not clauses[broken].excluded:
            for rule, edit in _values(keyword, value, node, broken):
                hooks = _edit(operation, node, edit, forced=keyword == "format" or not compared)
                told = f"{name} breaks its {keyword}."
                yield named(rule, broken, told, hooks, literals=(word(broken),), also=compared)


def _compared(operation: Operation, node: Node, clauses: Catalogue) -> Iterator[str]:
    """The clauses by which a member's value, or what holds it, is the one that was given: they tell a wrong one too."""
    for depth in range(1, len(node.path) + 1):
        for keyword in ("echo", "unset"):
            clause = operation.clause_id(response_member(node.path[:depth], keyword))
            if clause in clauses:
                yield clause


def _mistyped(kinds: tuple[str, ...]) -> Iterator[tuple[str, str, Edit]]:
    """What none of the allowed types is."""
    results = {"as-list": "array", "as-text": "string", "as-object": "object", "as-number": "number"}
    main = next((kind for kind in kinds if kind != "null"), "")
    for rule, words, edit in _MISTYPED.get(main, ()):
        if results.get(rule) not in kinds:
            yield rule, words, edit


def _values(keyword: str, bound: Any, node: Node, clause: str) -> Iterator[tuple[str, Edit]]:
    """Values that break one keyword of the node, and its type never."""
    own = word(clause)
    if keyword == "enum" and all(isinstance(value, str | None) for value in bound):
        yield "foreign", lambda _value: own
        yield "recased", lambda value: value.swapcase() if isinstance(value, str) else value
    elif keyword == "minimum":
        yield "below", lambda _value: bound - 1
    elif keyword == "maximum":
        yield "above", lambda _value: bound + 1
    elif keyword in {"minLength", "minItems"} and bound:
        yield "short", lambda value: value[: bound - 1]
    elif keyword in {"maxLength", "maxItems", "maxProperties"}:
        yield "long", lambda value: _longer(value, bound, own)
    elif keyword == "pattern":
        yield "intruder", lambda value: _misfit(node, value, clause)
    elif keyword == "format" and "string" in types(node.schema):
        yield "word", lambda _value: own
        yield "http-date", lambda _value: "Mon, 23 Nov 2026 10:00:00 GMT"
        yield "month", lambda value: value[:7] if isinstance(value, str) else own


def _longer(value: Any, bound: int, own: str) -> Any:
    """A text, a list or a map that exceeds a bound; an empty list or map stays, as it has nothing to repeat."""
    if isinstance(value, dict):
        more = [next(iter(value.values()))] * (bound + 1 - len(value)) if value else []
        return {**value, **{f"{own}{number}": item for number, item in enumerate(more)}}
    if isinstance(value, list):
        return (value * (bound + 1))[: bound + 1]
    return (value or own) + own * (1 + bound // len(own))


def _misfit(node: Node, value: Any, clause: str) -> Any:
    """A text that breaks the pattern: with a foreign character, or blank where any character is allowed."""
    from conformance.reference.service.reading.validation import compiled  # noqa: PLC0415 - beside its only use

    candidates = (f"{value}{mark(clause)}", mark(clause), " ", "")
    return next((text for text in candidates if not compiled(node.schema["pattern"]).search(text)), value)


def _edit(operation: Operation, node: Node, edit: Edit, when: When = always, *, forced: bool = False) -> Hooks:
    """Changes a member; where it may be left out and is to be seen all the same, it is made up first.

    A member that is compared with what was given stays away where nothing was given; no other member has to.
    """
    chance = random.Random(0)  # noqa: S311 - the same in every run

    def change(document: Any) -> Any:
        if forced and node.required is False:
            document = assigned(document, node.path, lambda: sample(_set(node.schema), chance))
        return edited(document, node.path, edit)

    return successes(operation, _plain(with_document(change)), when)


def _set(schema: Schema) -> dict[str, Any]:
    """The schema without null."""
    known = [value for value in schema.get("enum", ()) if value is not None]
    return {**schema, **({"enum": known} if known else {})}


def _rename(operation: Operation, node: Node, change: Callable[[str], str]) -> Hooks:
    name = change(node.path[-1])
    return successes(operation, _plain(with_document(lambda document: renamed(document, node.path, name))))


def _empty_header(name: str) -> Hooks:
    return Hooks(everywhere=lambda _call, reply: replace(reply, headers=(*reply.headers, (name, ""))))


def _media(operation: Operation) -> Iterator[Fault]:
    clause = operation.clause_id(RESPONSE_CONTENT_TYPE)
    for kind in ("text/plain", "text/html; charset=utf-8", "application/xml", "binary/octet-stream", None):
        hooks = successes(operation, _plain(_called(kind)))
        label = (kind or "nothing").partition(";")[0].replace("/", "-")
        yield named(f"as-{label}", clause, f"The answer's Content-Type is {kind or 'missing'}.", hooks)
    hooks = successes(operation, _plain(_called("text/plain")), every(10))
    yield named("once-in-ten", clause, "The answer is text/plain one time in ten.", hooks)
    hooks = successes(operation, _plain(lambda reply: replace(reply, body=reply.payload[:-2])), at_random(0.1))
    syntax = operation.clause_id(RESPONSE_SYNTAX)
    yield named("cut-at-random", syntax, f"The {JSON_MEDIA_TYPE} is cut short one time in ten.", hooks)


def _called(kind: str | None) -> Callable[[Reply], Reply]:
    return lambda reply: replace(reply, content_type=kind)
