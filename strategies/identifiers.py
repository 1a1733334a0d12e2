"""Violations of the path: connector ids that break a constraint, and ones that are right but unknown."""

from __future__ import annotations

import json
import random
import string
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from urllib.parse import quote

from spec.operation import Operation
from spec.words import counted
from strategies.controls import path, verbatim
from strategies.mutations import Mutation
from strategies.near_misses import near_misses
from strategies.request import Request

UNKNOWN = "error.NotFoundException.status"
ROBUST = "request.robustness"


def connectors(operation: Operation, values: Mapping[str, str]) -> Iterator[Mutation]:
    """Every deterministic violation of the path, and the ids at its valid edges."""
    name = operation.parameter.name
    known = values[name]
    schema = operation.parameter.schema
    clause = f"request.path.{name}"
    least, most = schema.get("minLength", 1), schema.get("maxLength", 128)
    yield _literal(f"{clause}.required", "missing", f"{name} is missing", _path(operation, "").replace("//", "/"))
    yield _to(operation, f"{clause}.minLength", "empty", f"{name} is empty", "")
    yield _to(
        operation,
        f"{clause}.minLength",
        "valid-shortest",
        f"an unknown {name} of {counted(least, 'character')}",
        "a" * least,
    )
    yield _to(
        operation,
        f"{clause}.maxLength",
        "valid-longest",
        f"an unknown {name} of {counted(most, 'character')}",
        "a" * most,
    )
    yield _to(operation, f"{clause}.maxLength", "one-over", f"{name} has {most + 1} characters", "a" * (most + 1))
    yield _to(operation, f"{clause}.maxLength", "far-over", f"{name} has 2,000 characters", "a" * 2000)
    yield _to(
        operation,
        f"{clause}.maxLength",
        "padded-over",
        f"the known {name}, padded to {most + 1}",
        known + "a" * (most + 1 - len(known)),
    )
    if "pattern" in schema:
        for miss in near_misses(schema["pattern"]):
            if miss.text:
                yield _to(operation, f"{clause}.pattern", miss.name, f"{name}: {miss.change}", miss.text)
        yield _to(operation, f"{clause}.pattern", "spaces", f"{name} is three spaces", "   ")
    yield from _unknown(operation, known)
    yield from _odd(operation, known)
    template = _path(operation, known)
    for label, other in (
        ("other-collection", template + "-other"),
        ("singular", template.removesuffix("s")),
        ("root", "/"),
        ("prefixed", "/prefix" + template),
        ("connector", template.rpartition("/")[0]),
    ):
        yield _literal("request.path", label, f"the path is {other}", other)


def _path(operation: Operation, connector: str) -> str:
    return path(operation, {operation.parameter.name: connector})


def _to(operation: Operation, clause: str, name: str, change: str, connector: str) -> Mutation:
    return _literal(clause, name, change, _path(operation, connector))


def _literal(clause: str, name: str, change: str, target: str) -> Mutation:
    return Mutation(clause=clause, name=name, change=change, apply=partial(_at, target=target))


def _at(control: Request, *, target: str) -> Request:
    return replace(control, path=target)


def _unknown(operation: Operation, known: str) -> Iterator[Mutation]:
    """Ids of no connector: alike in length and alphabet, and in other ways."""
    for name, change, connector in (
        ("same-alphabet", "an unknown id of the same length and alphabet", _alike(known)),
        ("last-character", "the known id with another last character", known[:-1] + _other(known[-1])),
        ("first-character", "the known id with another first character", _other(known[0]) + known[1:]),
        (
            "middle-character",
            "the known id with another character in the middle",
            f"{known[: len(known) // 2]}{_other(known[len(known) // 2])}{known[len(known) // 2 + 1 :]}",
        ),
        ("shorter", "the known id without its last character", known[:-1] or "unknown"),
        ("longer", "the known id with a character more", known + "a"),
        ("prefixed", "the known id after another character", "a" + known),
        ("uuid", "an unknown id in the form of a UUID", "01234567-89ab-4cde-8f01-23456789abcd"),
        ("digits", "an unknown id of digits", "1234567890"),
        ("word", "an unknown word", "unknown"),
        ("five-letters", "an unknown id of five letters", "abcde"),
    ):
        if connector != known:
            yield _to(operation, UNKNOWN, name, change, connector)
    stranger = _path(operation, "unknown")
    for name, change, body in (
        ("empty-body", "no body", b""),
        ("malformed-body", "a body that is no JSON", b"{"),
        ("missing-members", "no members", b"{}"),
        (
            "wrong-types",
            "members of wrong types",
            json.dumps(dict.fromkeys(operation.request_schema["properties"], 7)).encode(),
        ),
    ):
        yield Mutation(
            clause=ROBUST,
            name=f"connector-unknown-and-{name}",
            change=f"an unknown id, and {change}",
            apply=partial(replace, path=stranger, body=body),
        )


def _alike(known: str) -> str:
    """An id with the length and the kinds of characters of `known`; the same one for the same id."""
    choose = random.Random(known)  # noqa: S311 - no secret, but repeatable
    alike = "".join(choose.choice(_kind(char)) for char in known)
    return alike if alike != known else known[:-1] + _other(known[-1])


def _kind(char: str) -> str:
    kinds = (string.digits, string.ascii_lowercase, string.ascii_uppercase)
    return next((kind for kind in kinds if char in kind), char)


def _other(char: str) -> str:
    return "b" if char in "aA" else "a"


def _odd(operation: Operation, known: str) -> Iterator[Mutation]:
    """Ids and paths that only a careless router trips over."""
    for name, change, connector in (
        ("space-after", "the known id and a space", f"{known} "),
        ("upper-case", "the known id in upper case", known.upper()),
        ("slash", "an id with an encoded slash", "a/b"),
        ("dots", "an id of two dots", ".."),
        ("unicode", "an id outside ASCII", "\u00fcn\u00efc\u00f6d\u00e9-\U0001f600"),
        ("nul", "an id with a NUL", "a\x00b"),
        ("newline", "an id with a line break", "a\nb"),
        ("percent", "an id with a percent sign", "100%"),
        ("sql", "an id of SQL", "' OR '1'='1"),
        ("template", "an id of a template", "{voiceConnectorId}"),
        ("reserved", "an id of reserved characters", 'a;b+c$d<e"f*g:h,i\\j&k=l@m!n'),
    ):
        yield _to(operation, ROBUST, f"connector-{name}", change, connector)
    own, rest = quote(known, safe=""), quote(known[1:], safe="")
    first = "".join(f"%{byte:02x}" for byte in known[0].encode())
    for name, change, raw in (
        ("encoded-letter", "a letter of the known id percent-encoded", first + rest),
        ("bad-escape", "an id with a broken escape", "%zz"),
        ("bad-utf-8", "an id whose escapes are not UTF-8", "%ff%fe"),
        ("dot-segment", "a dot segment in the path", f"./{own}"),
        ("long", "a path of 20,000 characters", "a" * 20_000),
    ):
        yield _literal(ROBUST, f"path-{name}", change, verbatim(operation, {operation.parameter.name: raw}))
    good = _path(operation, known)
    for name, change, target in (
        ("upper-case", "the collection in upper case", good.replace("proxy-sessions", "PROXY-SESSIONS")),
        ("double-slash", "two slashes in the path", good.replace("/", "//", 1)),
    ):
        yield _literal(ROBUST, f"path-{name}", change, target)
