"""Variants that read requests in other ways: what the documentation does not decide is accepted or refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from conformance.reference.call import Call, Reply
from conformance.reference.hooks import Hooks
from conformance.reference.http import refusal
from conformance.reference.service.errors import Refusal
from conformance.reference.service.reading.documents import UnreadableError, parse
from conformance.reference.service.reading.validation import violations
from conformance.selftest.faults.tools import When, overlooks
from conformance.selftest.variants.particular import capabilities, expiry, geo, invalid, numbers, refuses
from conformance.selftest.variants.variant import Variant
from spec.contract import DEFAULT_EDITION, load

_BOM = b"\xef\xbb\xbf"
_JSON = "application/json"
_MEDIA = "request.contentType"
_SESSIONS = re.compile(r"/voice-connectors/[^/]*/proxy-sessions(/[^/]+)?")
_PROPERTIES = load(DEFAULT_EDITION).operation.request_schema["properties"]
_CONNECTOR, _KNOWN = load().operation.parameter.name, str(load().operation.parameter.example)
_EXISTS = f"request.path.{_CONNECTOR}.exists"
_INT32 = range(-(2**31), 2**31)


def variants() -> Iterator[Variant]:
    """Every choice about a request."""
    for freedom, rows in _ROWS.items():
        for name, summary, hooks in rows:
            yield Variant(name=name, freedom=freedom, summary=summary, hooks=hooks)


def _null(call: Call) -> bool:
    return None in call.document.values()


def _unknown(call: Call) -> bool:
    return bool(call.document.keys() - _PROPERTIES.keys())


def _unknown_below(call: Call) -> bool:
    return bool(geo(call).keys() - _PROPERTIES["GeoMatchParams"]["properties"].keys())


def _repeated(call: Call) -> bool:
    return len({str(item) for item in capabilities(call)}) < len(capabilities(call))


def _equal(call: Call) -> bool:
    return len(set(numbers(call))) < len(numbers(call))


def _equal_but_plus(call: Call) -> bool:
    return len({number.lstrip("+") for number in numbers(call)}) < len(numbers(call))


def _fraction(call: Call) -> bool:
    return isinstance(call.document.get("ExpiryMinutes"), float)


def _huge(call: Call) -> bool:
    # A body that only the strict reading can read has a number of thousands of digits.
    return expiry(call) not in _INT32 or not call.document


def _marked(call: Call) -> Reply | None:
    """Reads a body after a byte order mark as if there were none."""
    if not call.body.startswith(_BOM):
        return None
    again: Callable[[Call], Reply] = call.memory["api"]
    return again(_with_body(call, call.body.removeprefix(_BOM)))


def _with_body(call: Call, body: bytes) -> Call:
    return Call(
        method=call.method,
        path=call.path,
        query=call.query,
        headers=call.headers,
        body=body,
        number=call.number,
        memory=call.memory,
    )


def _invalid(call: Call) -> Reply | None:
    """The refusal of an invalid body, whether or not the connector exists."""
    try:
        broken = violations(load().operation, parse(call.body), call.body)
    except UnreadableError as error:
        return invalid(f"The body is refused: {error.problem}.")
    return invalid() if broken else None


def _media(call: Call) -> str:
    return call.headers.get("content-type", "").partition(";")[0].strip().lower()


def _unsupported(status: int, name: str, when: When) -> Hooks:
    answer = refusal(Refusal(status, name, "The media type is not supported."))
    return Hooks(before=lambda call: answer if when(call) else None)


def _missing_media(call: Call) -> bool:
    return "content-type" not in call.headers


def _other_media(call: Call) -> bool:
    return _media(call) != _JSON


def _not_acceptable(call: Call) -> bool:
    wanted = call.headers.get("accept", "*/*")
    return not any(item.partition(";")[0].strip() in {"*/*", "application/*", _JSON} for item in wanted.split(","))


def _other_charset(call: Call) -> bool:
    charset = re.search(r'charset="?([^";]+)', call.headers.get("content-type", "").lower())
    return charset is not None and charset[1] not in {"utf-8", "utf8"}


def _elsewhere(status: int, name: str) -> Hooks:
    answer = refusal(Refusal(status, name, "There is nothing here."))
    return Hooks(anywhere=lambda call: None if _SESSIONS.fullmatch(call.path) else answer)


def _shouted(call: Call) -> Reply | None:
    """Reads a path as if its literal segments were in lower case."""
    steps = call.path.split("/")
    path = "/".join(step.lower() if place in (1, 3) else step for place, step in enumerate(steps))
    again: Callable[[Call], Reply] = call.memory["api"]
    return again(replace(call, path=path)) if path != call.path and _SESSIONS.fullmatch(path) else None


def _methods(status: int, name: str) -> Hooks:
    answer = refusal(Refusal(status, name, "The method is not supported."))
    return Hooks(anywhere=lambda call: None if call.method in {"GET", "POST", "DELETE"} else answer)


def _as_get(call: Call) -> Reply | None:
    """Answers HEAD as GET, where a GET is documented: many frameworks do that by themselves."""
    again: Callable[[Call], Reply] = call.memory["api"]
    return again(replace(call, method="GET")) if call.method == "HEAD" else None


def _plain(_call: Call, reply: Reply) -> Reply:
    """What the router says itself, beside the operations, is a page of its own."""
    if reply.status != 405:
        return reply
    return Reply(status=405, body=b"<h1>Method Not Allowed</h1>", content_type="text/html")


def _either(summary: str, name: str, *conditions: When) -> tuple[str, str, Hooks]:
    def any_of(call: Call) -> bool:
        return any(condition(call) for condition in conditions)

    return (f"refuses-{name}", summary, refuses(any_of))


_Rows = tuple[tuple[str, str, Hooks], ...]
_BAD = "BadRequestException"
_ROWS: dict[str, _Rows] = {
    "null": (_either("null for an optional member is refused.", "null", _null),),
    "unknown members": (
        _either("Unknown members are refused.", "unknown-members", _unknown, _unknown_below),
        _either("Unknown members are refused in the root only.", "unknown-root-members", _unknown),
    ),
    "capabilities": (
        _either("An empty list of capabilities is refused.", "no-capability", lambda call: not capabilities(call)),
        _either("A capability given twice is refused.", "repeated-capability", _repeated),
    ),
    "equal participants": (
        _either("Two equal participants are refused.", "equal-participants", _equal),
        _either("Two participants that differ in the + are refused.", "equal-but-plus", _equal_but_plus),
    ),
    "numbers": (
        _either("Integers written with a point or an exponent are refused.", "integral-floats", _fraction),
        _either("Integers beyond 32 bits are refused.", "huge-integers", _huge, _fraction),
        _either(
            "Integers beyond 53 bits are refused.",
            "integers-beyond-53-bits",
            lambda call: not call.document or abs(expiry(call)) > 2**53,
            _fraction,
        ),
    ),
    "byte order mark": (("accepts-byte-order-mark", "A byte order mark is skipped.", Hooks(anywhere=_marked)),),
    "existence": (
        ("validation-first", "Invalid input for an unknown connector is answered 400.", Hooks(before=_invalid)),
    ),
    "content type": (
        ("accepts-any-content-type", "Content-Type is not looked at.", overlooks(_MEDIA)),
        (
            "accepts-no-content-type",
            "Content-Type may be missing.",
            overlooks(_MEDIA, when=_missing_media),
        ),
        ("media-400", "Another Content-Type is answered 400.", _unsupported(400, _BAD, _other_media)),
        (
            "media-415-first",
            "Another Content-Type is answered 415 before anything else.",
            _unsupported(415, "UnsupportedMediaTypeException", _other_media),
        ),
        (
            "media-charset-415",
            "Another charset than UTF-8 is answered 415.",
            _unsupported(415, "UnsupportedMediaTypeException", _other_charset),
        ),
    ),
    "accept": (
        (
            "accept-406",
            "An Accept without JSON is answered 406.",
            _unsupported(406, "NotAcceptableException", _not_acceptable),
        ),
    ),
    "other paths": (
        (
            "path-404-unnamed",
            "Another path is answered 404 in plain text.",
            Hooks(
                everywhere=lambda call, reply: (
                    reply
                    if _SESSIONS.fullmatch(call.path)
                    else Reply(status=404, body=b"Not Found", content_type="text/plain")
                )
            ),
        ),
        ("path-405", "Another path is answered 405.", _elsewhere(405, "MethodNotAllowedException")),
        ("path-named-404", "Another path is no known operation.", _elsewhere(404, "UnknownOperationException")),
    ),
    "case": (
        (
            "id-any-case",
            "A connector's id is looked up without case.",
            overlooks(_EXISTS, when=lambda call: call.values[_CONNECTOR].lower() == _KNOWN.lower()),
        ),
        ("path-any-case", "A path is looked up without case.", Hooks(anywhere=_shouted)),
    ),
    "other methods": (
        ("method-404", "Another method is answered 404.", _methods(404, "UnknownOperationException")),
        ("method-405-page", "Another method is answered 405 with a page.", Hooks(everywhere=_plain)),
    ),
    "HEAD": (("head-as-get", "HEAD is answered as GET.", Hooks(anywhere=_as_get)),),
}
