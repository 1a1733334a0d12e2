"""Faults that take for JSON, or for an object, what is none."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from conformance.reference.call import Call, Hooks, Reply
from conformance.selftest.faults.fault import Fault
from spec.contract import DEFAULT_EDITION, load

Repair = Callable[[bytes], bytes]
_EXAMPLE = json.dumps(load(DEFAULT_EDITION).operation.request_example).encode()


def faults() -> Iterator[Fault]:
    """Broken bodies repaired, each in one way, and then taken for what they might have meant."""
    for name, clause, summary, repair in _REPAIRS:
        yield Fault(
            name=name, clause=f"request.body.{clause}", kind="accepts", summary=summary, hooks=_repairing(repair)
        )


def _repairing(repair: Repair) -> Hooks:
    """A body that is no JSON object is repaired; where that helps, the request is answered as if it had been right."""

    def before(call: Call) -> Reply | None:
        if _is_object(call.body):
            return None
        try:
            body = repair(call.body)
        except (ValueError, RecursionError):
            return None
        reroute: Callable[[Call], Reply] = call.memory["api"]
        return reroute(replace(call, body=body)) if _is_object(body) else None

    return Hooks(before=before)


def _refuse(literal: str) -> None:
    raise ValueError(literal)


def _is_object(body: bytes) -> bool:
    try:
        return isinstance(json.loads(body.decode(), parse_constant=_refuse), dict)
    except (ValueError, RecursionError):
        return False


def _pattern(pattern: bytes, replacement: bytes) -> Repair:
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


def _example_for(*bodies: bytes) -> Repair:
    return lambda body: _EXAMPLE if body in bodies else body


def _decoded(codec: str) -> Repair:
    return lambda body: body.decode(codec).encode()


def _without(body: bytes) -> bytes:
    return body.decode("utf-8", "ignore").encode()


def _completed(body: bytes) -> bytes:
    return body + b"}"


_REPAIRS: tuple[tuple[str, str, str, Repair], ...] = (
    ("json-anything", "syntax", "What is no JSON counts as the documentation's example.", lambda _body: _EXAMPLE),
    ("json-trailing-comma", "syntax", "A trailing comma is overlooked.", _pattern(rb",\s*([}\]])", rb"\1")),
    ("json-comments", "syntax", "Comments are overlooked.", _pattern(rb"//[^\n]*|/\*.*?\*/", b"")),
    ("json-single-quotes", "syntax", "Single quotes are accepted.", _pattern(b"'", b'"')),
    ("json-trailing-text", "syntax", "What follows the document is ignored.", _first_document),
    ("json-nan", "syntax", "NaN and Infinity count as a number.", _pattern(rb"-?(NaN|Infinity)", b"60")),
    ("json-invalid-utf-8", "syntax", "Bytes that are not UTF-8 are left out.", _without),
    ("json-line-breaks", "syntax", "Line breaks are accepted in strings.", _pattern(rb"a[\n\t]b", b"ab")),
    ("json-leading-zero", "syntax", "Leading zeros are accepted.", _pattern(rb":0+([1-9])", rb":\1")),
    ("json-leading-plus", "syntax", "A number may begin with +.", _pattern(rb":\+([1-9])", rb":\1")),
    ("json-hexadecimal", "syntax", "Hexadecimal numbers are accepted.", _pattern(rb":0x42", rb":66")),
    ("json-unquoted-names", "syntax", "Names may come without quotes.", _pattern(rb"^{(\w+):", rb'{"\1":')),
    ("json-form-feed", "syntax", "A form feed counts as white space.", _pattern(rb"\x0c", b"")),
    ("json-missing-brace", "syntax", "A missing brace is added.", _completed),
    ("json-prefix", "syntax", "A prefix against hijacking is removed.", _pattern(rb"^\)\]}',\n", b"")),
    ("json-python-literals", "syntax", "Words of Python are accepted.", _pattern(rb":(None|True)}", b":null}")),
    ("utf-16-accepted", "encoding", "UTF-16 is read as well.", _decoded("utf-16")),
    ("utf-32-accepted", "encoding", "UTF-32 is read as well.", _decoded("utf-32")),
    ("empty-body-accepted", "required", "An empty body counts as the documentation's example.", _example_for(b"")),
    ("list-of-one-accepted", "type", "A list of one object counts as the object.", _unwrapped),
    ("object-in-a-string-accepted", "type", "An object in a string counts as the object.", _unquoted),
    ("null-accepted", "type", "null counts as the documentation's example.", _example_for(b"null")),
    ("empty-list-accepted", "type", "An empty list counts as the documentation's example.", _example_for(b"[]")),
)
