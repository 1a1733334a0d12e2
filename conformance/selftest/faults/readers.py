"""JSON readers that accept what is not JSON: each is one that exists, or a repair that servers are known to make."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import yaml

from conformance.reference.api import Reroute
from conformance.reference.call import Call, Reply
from conformance.reference.hooks import Hooks
from conformance.selftest.faults.fault import Fault
from conformance.selftest.faults.spots import concerns
from spec.clauses.catalogue import Catalogue
from spec.clauses.clause_ids import BODY_ENCODING, BODY_REQUIRED, BODY_SYNTAX, BODY_TYPE
from spec.operation import Operation

Repair = Callable[[bytes], bytes]


def faults(operation: Operation, _clauses: Catalogue) -> Iterator[Fault]:
    """Bodies read in each of these ways where a strict reader refuses them."""
    if not operation.has_json_request:
        return
    for name, clause, summary, repair in (*_REPAIRS, *_made_up(operation)):
        yield Fault(
            name=f"reads-{name}",
            clauses=(operation.clause_id(clause),),
            kind="reader",
            summary=summary,
            hooks=_repairing(operation, repair),
        )


def _repairing(operation: Operation, repair: Repair) -> Hooks:
    """A body that is no JSON object is repaired; where that helps, the request is answered as if it had been right."""

    def before(call: Call) -> Reply | None:
        if not concerns(operation, call) or _is_object(call.body):
            return None
        try:
            body = repair(call.body)
        except (ValueError, RecursionError, SyntaxError, TypeError, MemoryError, yaml.YAMLError):
            return None
        reroute: Reroute = call.memory["api"]
        return reroute(replace(call, body=body)) if _is_object(body) else None

    return Hooks(before=before)


def _refuse(literal: str) -> None:
    raise ValueError(literal)


def _is_object(body: bytes) -> bool:
    try:
        return isinstance(json.loads(body.decode(), parse_constant=_refuse), dict)
    except (ValueError, RecursionError):
        return False


def _rewritten(pattern: bytes, replacement: bytes) -> Repair:
    compiled = re.compile(pattern, re.DOTALL)
    return lambda body: compiled.sub(replacement, body)


def _first_document(body: bytes) -> bytes:
    text = body.decode()
    return text[: json.JSONDecoder().raw_decode(text)[1]].encode()


def _unwrapped(body: bytes) -> bytes:
    (only,) = json.loads(body)
    return json.dumps(only).encode()


def _unquoted(body: bytes) -> bytes:
    text = json.loads(body)
    return text.encode() if isinstance(text, str) else body


def _with_constants(body: bytes) -> bytes:
    return json.dumps(json.loads(body.decode(), parse_constant=lambda _literal: 60)).encode()


def _leniently(body: bytes) -> bytes:
    return json.dumps(json.loads(body.decode(), strict=False, parse_constant=_refuse)).encode()


def _hexadecimal(body: bytes) -> bytes:
    return re.sub(rb"\b0x[0-9a-fA-F]+\b", lambda found: str(int(found[0], 16)).encode(), body)


def _python(body: bytes) -> bytes:
    return json.dumps(ast.literal_eval(re.sub(rb"\bnull\b", b"None", body).decode())).encode()


def _yaml(body: bytes) -> bytes:
    document: Any = yaml.load(body.decode(), Loader=yaml.CSafeLoader)
    return json.dumps(document).encode() if isinstance(document, dict) and None not in document else body


def _decoded(codec: str) -> Repair:
    return lambda body: body.decode(codec).encode()


def _completed(body: bytes) -> bytes:
    """A document that was cut off, with the brackets and braces that it lacks."""
    open_ = [char for char in re.sub(rb'"(?:[^"\\]|\\.)*"', b"", body).decode() if char in "{["]
    closed = [char for char in re.sub(rb'"(?:[^"\\]|\\.)*"', b"", body).decode() if char in "}]"]
    missing = len(open_) - len(closed)
    return body + b"".join(b"}" if char == "{" else b"]" for char in reversed(open_[:missing]))


_REPAIRS: tuple[tuple[str, str, str, Repair], ...] = (
    ("trailing-comma", BODY_SYNTAX, "A trailing comma is overlooked.", _rewritten(rb",\s*([}\]])", rb"\1")),
    ("comments", BODY_SYNTAX, "Comments are overlooked.", _rewritten(rb"//[^\n]*|/\*.*?\*/", b"")),
    ("single-quotes", BODY_SYNTAX, "Single quotes are accepted.", _rewritten(b"'", b'"')),
    ("what-follows", BODY_SYNTAX, "What follows the document is ignored.", _first_document),
    ("constants", BODY_SYNTAX, "NaN and Infinity count as numbers.", _with_constants),
    (
        "broken-utf-8",
        BODY_SYNTAX,
        "Bytes that are not UTF-8 are left out.",
        lambda b: b.decode("utf-8", "ignore").encode(),
    ),
    (
        "replaced-utf-8",
        BODY_SYNTAX,
        "Bytes that are not UTF-8 are replaced by a question mark in a diamond.",
        lambda b: b.decode("utf-8", "replace").encode(),
    ),
    ("control-characters", BODY_SYNTAX, "Control characters are left out.", _rewritten(rb"[\x00-\x1f]", b"")),
    ("kept-control-characters", BODY_SYNTAX, "Control characters may stand in a string.", _leniently),
    ("leading-zeros", BODY_SYNTAX, "Leading zeros are accepted.", _rewritten(rb"([:\[,]\s*)0+([0-9])", rb"\1\2")),
    ("leading-plus", BODY_SYNTAX, "A number may begin with +.", _rewritten(rb"([:\[,]\s*)\+([0-9])", rb"\1\2")),
    ("hexadecimal", BODY_SYNTAX, "Hexadecimal numbers are accepted.", _hexadecimal),
    (
        "bare-names",
        BODY_SYNTAX,
        "Names may come without quotes.",
        _rewritten(rb"([{,]\s*)([A-Za-z_]\w*)\s*:", rb'\1"\2":'),
    ),
    ("form-feeds", BODY_SYNTAX, "A form feed counts as white space.", _rewritten(rb"[\x0b\x0c]", b"")),
    ("missing-braces", BODY_SYNTAX, "Missing braces are added.", _completed),
    ("guard", BODY_SYNTAX, "A prefix against hijacking is removed.", _rewritten(rb"^[^{]*", b"")),
    ("python", BODY_SYNTAX, "Literals of Python are accepted.", _python),
    ("yaml", BODY_SYNTAX, "Bodies are read as YAML.", _yaml),
    ("utf-16", BODY_ENCODING, "UTF-16 is read as well.", _decoded("utf-16")),
    ("utf-32", BODY_ENCODING, "UTF-32 is read as well.", _decoded("utf-32")),
    ("list-of-one", BODY_TYPE, "A list of one object counts as the object.", _unwrapped),
    ("object-in-a-string", BODY_TYPE, "An object in a string counts as the object.", _unquoted),
)


def _made_up(operation: Operation) -> Iterator[tuple[str, str, str, Repair]]:
    """Whatever cannot be read counts as the documentation's example."""
    if operation.request_example is None:
        return
    example = json.dumps(operation.request_example).encode()
    yield "anything", BODY_SYNTAX, "What is no JSON counts as the documentation's example.", lambda _body: example
    if operation.requires_body:
        yield "nothing", BODY_REQUIRED, "No body counts as the documentation's example.", _for(example, lambda b: not b)
    yield (
        "null",
        BODY_TYPE,
        "null counts as the documentation's example.",
        _for(example, lambda b: b.strip() == b"null"),
    )
    yield (
        "empty",
        BODY_TYPE,
        "An empty list counts as the documentation's example.",
        _for(example, lambda b: b.replace(b" ", b"") == b"[]"),
    )


def _for(example: bytes, when: Callable[[bytes], bool]) -> Repair:
    return lambda body: example if when(body) else body
