"""Odd input that must at least not break a target: very long, very deep, or made of what parsers trip over.

Whatever the answer, it must not be an error of the server. Each case says how much it may harm the target, so that the
most harmful ones are sent last.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from spec.clauses import clause_ids
from spec.operation import Operation
from strategies.changes import mutations
from strategies.changes.mutations import Mutation, Path
from strategies.changes.raw import raw_member
from strategies.request import Hazard, Kind
from strategies.values.kinds import kind
from strategies.values.ordinary import ordinary

ROBUST = clause_ids.ROBUSTNESS
_DEEP = 100_000
_LONG = 1 << 20
# So many members of a large body are tried one by one.
_MOST = 12


def _set(name: str, change: str, path: Path, value: Any, hazard: Hazard) -> Mutation:
    made = mutations.set_member(ROBUST, name, change, path, value, kind=Kind.ROBUSTNESS)
    return replace(made, hazard=hazard)


def _rewritten(name: str, change: str, rewrite: Callable[[bytes], bytes], hazard: Hazard) -> Mutation:
    made = mutations.set_body(ROBUST, name, change, rewrite, kind=Kind.ROBUSTNESS)
    return replace(made, hazard=hazard)


def robustness(operation: Operation) -> Iterator[Mutation]:
    """Every deterministic request that must only not break the target."""
    if operation.has_json_request:
        yield from _texts(operation)
        yield from _lists(operation)
        yield from _numbers(operation)
        yield from _objects(operation)
        yield from _bodies(operation)
    long = "a" * 6000
    words = "a header of 6,000 characters"
    header = mutations.set_header(ROBUST, "long-header", words, "X-Note", long, kind=Kind.ROBUSTNESS)
    yield replace(header, hazard=Hazard.UNUSUAL)


def _texts(operation: Operation) -> Iterator[Mutation]:
    text = _first(operation, "string", "pattern")
    if text:
        for name, change, value, hazard in (
            ("long-text", "has a million characters", "a" * _LONG, Hazard.HEAVY),
            ("surrogate", 'is "\\ud800", half a character', "\ud800", Hazard.UNUSUAL),
            ("nul", "is a NUL", "\x00", Hazard.UNUSUAL),
            ("bidi", "overrides the text direction", "\u202eabc", Hazard.UNUSUAL),
            ("format-string", "is a format string", "%s%n{0}${x}", Hazard.UNUSUAL),
            ("template", "is a template", "{{7*7}}", Hazard.UNUSUAL),
            ("sql", "is SQL", "'; DROP TABLE sessions; --", Hazard.UNUSUAL),
            ("script", "is a script", "<script>alert(1)</script>", Hazard.UNUSUAL),
            ("backslash", "has a backslash", "a\\b", Hazard.UNUSUAL),
            ("slow-match", "is slow to match", " " * 50_000 + "!", Hazard.HEAVY),
        ):
            yield _set(name, f"{text} {change}", (text,), value, hazard)
    for name, schema in list(operation.request_schema.get("properties", {}).items())[:_MOST]:
        if name != text and kind(schema) == "string" and "enum" not in schema:
            yield _set(
                f"surrogate-in-{name}", f'{name} is "\\ud800", half a character', (name,), "\ud800", Hazard.UNUSUAL
            )
    choice = _first(operation, "string", "enum", only=True)
    if choice:
        words, value = f"{choice} has 100,000 characters", "A" * 100_000
        yield _set("long-choice", words, (choice,), value, Hazard.HEAVY)


def _lists(operation: Operation) -> Iterator[Mutation]:
    name = _first(operation, "array", "minItems")
    if name:
        item = ordinary(operation.request_schema["properties"][name].get("items", {"type": "string"}), 0, 1)
        words = f"{name} has 10,000 items"
        yield _set("long-list", words, (name,), [item] * 10_000, Hazard.HEAVY)


def _numbers(operation: Operation) -> Iterator[Mutation]:
    number = _first(operation, "integer", "minimum") or _first(operation, "number", "minimum")
    if not number:
        return
    for name, literal, hazard in (
        ("ten-thousand-digits", b"9" * 10_000, Hazard.HEAVY),
        ("minus-ten-thousand-digits", b"-" + b"9" * 10_000, Hazard.HEAVY),
        ("exponent-400", b"1e400", Hazard.UNUSUAL),
        ("exponent-million", b"1e1000000", Hazard.HEAVY),
        ("tiny", b"1e-400", Hazard.UNUSUAL),
        ("minus-zero", b"-0.0", Hazard.UNUSUAL),
    ):
        words = f"{number} is a number of {name.replace('-', ' ')}"
        yield _rewritten(f"number-{name}", words, partial(raw_member, name=number, value=literal), hazard)


def _objects(operation: Operation) -> Iterator[Mutation]:
    for name, schema in operation.request_schema.get("properties", {}).items():
        if "properties" in schema:
            words = f"{name} is an empty object"
            yield _set(f"empty-{name}", words, (name,), {}, Hazard.UNUSUAL)


def _bodies(operation: Operation) -> Iterator[Mutation]:
    bodies: tuple[tuple[str, str, Callable[[bytes], bytes]], ...] = (
        ("deep-lists", f"{_DEEP:,} nested lists", lambda _body: b"[" * _DEEP),
        ("deep-objects", f"{_DEEP:,} nested objects", lambda _body: b'{"a":' * _DEEP),
        (
            "deep-member",
            f"an unknown member nested {_DEEP:,} deep",
            partial(raw_member, name="Unknown", value=b"[" * _DEEP + b"]" * _DEEP),
        ),
        ("long-body", "a megabyte of white space", lambda body: b" " * _LONG + body),
        ("many-members", "ten thousand unknown members", partial(_many, count=10_000)),
        ("long-member", "an unknown member with a long name", partial(raw_member, name="a" * 100_000, value=b"1")),
        ("long-garbage", "a megabyte of garbage", lambda _body: b"\x00" * _LONG),
    )
    for name, change, rewrite in bodies:
        if "member" in name and "properties" not in operation.request_schema:
            continue
        yield _rewritten(name, change, rewrite, Hazard.HEAVY)


def _many(body: bytes, *, count: int) -> bytes:
    document: Any = json.loads(body)
    if not isinstance(document, dict):
        return body
    return json.dumps(document | {f"Unknown{number}": number for number in range(count)}).encode()


def _first(operation: Operation, of: str, keyword: str, *, only: bool = False) -> str:
    """The first member of a type: one with the keyword rather than one without, which counts unless `only` is set."""
    members = operation.request_schema.get("properties", {})
    found = [str(name) for name, schema in members.items() if kind(schema) == of]
    likely = [name for name in found if keyword in members[name]]
    plain = [] if only else [name for name in found if "enum" not in members[name]]
    return next(iter([*likely, *plain]), "")
