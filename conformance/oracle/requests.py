"""From a request to what the documentation allows as an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from conformance.oracle.expectation import Breach, Expectation
from conformance.oracle.reading import Problem, Reading, read
from conformance.oracle.schemas import Checker
from spec.catalogue import Catalogue
from spec.operation import JSON_MEDIA_TYPE, Operation, Schema, types
from spec.patterns import printable
from strategies.forgeries import FORGERIES
from strategies.request import Request

_PLAIN_ID = re.compile(r"[A-Za-z0-9._~-]+")
# What an ordinary server, router or gateway in front of a target may refuse for its size alone.
_LARGE_BODY = 1 << 13
_LARGE_TARGET = 1 << 11
_LARGE_HEADER = 1 << 12
# Where no signature can be read at all, the request may count as invalid input.
_INCOMPLETE = frozenset({"auth.form", "auth.date.required", "auth.host"})
_WILDCARD = {"*/*", "application/*"}


class RequestOracle:
    """Knows, for one edition and one existing connector, what every request may be answered."""

    def __init__(self, operation: Operation, catalogue: Catalogue, connector: str) -> None:
        self._operation = operation
        self._catalogue = catalogue
        self._connector = connector
        self._schema = operation.request_schema
        self._checker = Checker("request.body", self._schema)
        parameter = operation.parameter
        self._path_checker = Checker(f"request.path.{parameter.name}", parameter.schema, root="the connector id")
        start, end = re.escape(operation.template).split(re.escape(f"{{{parameter.name}}}"))
        self._template = re.compile(f"{start}(?P<id>[^/]*){end}")

    def expect(self, request: Request) -> Expectation:
        """What `request` may be answered."""
        if request.forgery:
            return self._forged(request.forgery)
        path, _, query = request.path.partition("?")
        match = self._template.fullmatch(path)
        if match is None:
            return self._elsewhere(path)
        if request.method != self._operation.method:
            return self._other_method(request.method)
        silences, statuses = _headers(request)
        if query or request.path.endswith("?"):
            # Signers, routers and services differ in how they read an odd query.
            silences.add("query")
            statuses |= {401, 403, 404}
        if len(request.path) > _LARGE_TARGET:
            silences.add("large")
            statuses |= {413, 414, 431}
        reading = read(request.body)
        if len(request.body) > _LARGE_BODY:
            silences.add("large")
            statuses.add(413)
        document, breaches = self._body(reading)
        silences |= reading.silences
        return self._combined(match["id"], silences, statuses, breaches, document=document, relies=_relies(request))

    def _forged(self, name: str) -> Expectation:
        """A wrong signature: nothing else of the request is looked at before it is refused."""
        forgery = FORGERIES[name]
        refusals = {401, 403, 400} if forgery.clause in _INCOMPLETE else {401, 403}
        return Expectation(
            allowed=frozenset(refusals), breaches=(self._breach(forgery.clause, forgery.change),), forged=True
        )

    def _elsewhere(self, path: str) -> Expectation:
        """Another path: it creates nothing, unless a server reads it as the documented one."""
        breaches: tuple[Breach, ...] = ()
        name = self._operation.parameter.name
        if path == self._operation.template.replace(f"/{{{name}}}", ""):
            breaches = (self._breach(f"request.path.{name}.required", "the path has no id"),)
        elif not self._template.fullmatch(_normalised(path)):
            breaches = (self._breach("request.path", f"the path is {path[:80]}"),)
        return Expectation(
            allowed=frozenset(),
            any_answer=True,
            breaches=breaches,
            known=False,
            silences=frozenset({"other-path"}),
        )

    def _other_method(self, method: str) -> Expectation:
        breach = self._breach("request.method", f"the method is {method}")
        return Expectation(
            allowed=frozenset(), any_answer=True, breaches=(breach,), silences=frozenset({"other-method"})
        )

    def _breach(self, clause: str, detail: str) -> Breach:
        return Breach(clause=clause, level=self._catalogue[clause].level, detail=detail)

    def _body(self, reading: Reading) -> tuple[dict[str, Any] | None, list[Breach]]:
        if reading.problem is not None:
            clause = {
                Problem.EMPTY: "request.body.required",
                Problem.SYNTAX: "request.body.syntax",
                Problem.ENCODING: "request.body.encoding",
            }[reading.problem]
            return None, [self._breach(clause, reading.detail)]
        if "deep" in reading.silences:
            return None, []
        document = _pruned(reading.value, self._schema, reading.silences)
        offences = self._checker.offences(document)
        breaches = [self._breach(offence.clause, offence.detail) for offence in offences]
        if not isinstance(document, dict):
            return None, breaches
        if reading.ambiguous:
            # Either value may count, so nothing that depends on the choice is decided, nor is what is wrong besides.
            open_ = reading.ambiguous | {offence.pointer.split("/")[1] for offence in offences if offence.pointer}
            return {name: value for name, value in document.items() if name not in open_}, []
        return document, breaches

    def _combined(
        self,
        raw_id: str,
        silences: set[str],
        statuses: set[int],
        breaches: list[Breach],
        *,
        document: dict[str, Any] | None,
        relies: tuple[str, ...],
    ) -> Expectation:
        connector = printable(unquote_to_bytes(raw_id).decode("utf-8", "replace"))
        known = raw_id == quote(self._connector, safe="")
        # An empty id breaks its least length; that it matches no pattern either says nothing more.
        offences = self._path_checker.offences(connector)[: 1 if not connector else None]
        path_breaches = [self._breach(offence.clause, offence.detail) for offence in offences]
        plain = _PLAIN_ID.fullmatch(raw_id) is not None and raw_id.strip(".") != ""
        alike = connector.strip().casefold() == self._connector.casefold() and not known
        if not known and (path_breaches or not plain or alike):
            # Routers and servers read such a path differently; a refusal of any kind is right.
            return Expectation(
                allowed=frozenset({400, 404, *({201} if alike else ())}),
                any_refusal=True,
                known=False,
                breaches=tuple(path_breaches),
                silences=frozenset({"odd-path"} | (silences & {"large"})),
                connector=connector,
                document=document if alike else None,
            )
        bad = self._operation.errors["BadRequestException"]
        missing = self._operation.errors["NotFoundException"]
        allowed = set(statuses) if silences else set()
        if not known:
            allowed |= {missing} | ({bad} if breaches or silences else set())
            silences |= {"existence-order"} if breaches else set()
        elif breaches:
            allowed |= {bad}
        else:
            allowed |= {self._operation.success_status} | ({bad} if silences else set())
        return Expectation(
            allowed=frozenset(allowed),
            breaches=tuple(breaches),
            silences=frozenset(silences),
            known=known,
            relies=relies,
            connector=connector,
            document=document,
        )


def _normalised(path: str) -> str:
    """The path as a lenient server reads it: case, slashes, dot segments and escapes aside."""
    steps = [
        step for step in unquote_to_bytes(path).decode("utf-8", "replace").lower().split("/") if step not in ("", ".")
    ]
    return "/" + "/".join(steps)


def _headers(request: Request) -> tuple[set[str], set[int]]:
    """The silences that a request's headers meet, and the statuses that are right because of them."""
    silences: set[str] = set()
    statuses: set[int] = set()
    given = {name.lower(): value for name, value in request.headers}
    media, _, parameters = given.get("content-type", "").partition(";")
    if "content-type" not in given:
        silences.add("content-type-missing")
    elif media.strip().lower() != JSON_MEDIA_TYPE:
        silences.add("content-type-other")
    elif media != JSON_MEDIA_TYPE or not _harmless(parameters):
        silences.add("content-type-parameters")
    if silences:
        statuses.add(415)
    if "accept" in given and not _accepts_json(given["accept"]):
        silences.add("accept-other")
        statuses.add(406)
    _other_headers(given, silences, statuses)
    return silences, statuses


def _other_headers(given: Mapping[str, str], silences: set[str], statuses: set[int]) -> None:
    """Adds what headers beside those of the media types bring."""
    for name, status in (("content-encoding", 415), ("expect", 417), ("range", 416), ("if-none-match", 412)):
        if name in given:
            silences.add("other-header")
            statuses |= {status, 304}
    if {"x-http-method-override", "x-amz-target", "origin", "cookie"} & given.keys():
        silences.add("other-header")
        statuses |= {403, 404, 405}
    if not all(value.isascii() for value in given.values()):
        # What such bytes mean is open, so signatures of them may differ.
        silences.add("other-header")
        statuses |= {401, 403}
    if any(len(value) > _LARGE_HEADER for value in given.values()):
        silences.add("large")
        statuses |= {431, 413}


def _harmless(parameters: str) -> bool:
    name, _, value = parameters.strip().partition("=")
    return not name or (name.strip().lower() == "charset" and value.strip(' "').lower() in {"utf-8", "utf8"})


def _accepts_json(accept: str) -> bool:
    for item in accept.split(","):
        media, *parameters = (part.strip().lower() for part in item.split(";"))
        if media in _WILDCARD | {JSON_MEDIA_TYPE} and "q=0" not in parameters:
            return True
    return False


def _relies(request: Request) -> tuple[str, ...]:
    """The SHOULD clauses that the request depends on for being accepted."""
    given = {name.lower(): value for name, value in request.headers}
    relies = []
    if ";" in given.get("content-type", ""):
        relies.append("request.contentType.parameters")
    if given.get("accept", "") != JSON_MEDIA_TYPE:
        relies.append("request.accept")
    return tuple(relies)


def _pruned(value: Any, schema: Schema, silences: set[str]) -> Any:
    """`value` without what the documentation is silent about, which is added to `silences`.

    Unknown members go; so does null for a member: it means "not set", which only a required member must not be.
    """
    if isinstance(value, dict) and "properties" in schema:
        return dict(_members(value, schema, silences))
    if isinstance(value, list) and "array" in types(schema):
        if not value and "minItems" not in schema:
            silences.add("empty-list")
        if _repeats(value):
            silences.add("repeated-item")
        return [_pruned(item, schema.get("items", {}), silences) for item in value]
    return value


def _members(value: dict[str, Any], schema: Schema, silences: set[str]) -> Iterator[tuple[str, Any]]:
    for name, member in value.items():
        if name not in schema["properties"]:
            silences.add("unknown-member")
        elif member is not None:
            yield name, _pruned(member, schema["properties"][name], silences)
        elif name not in schema.get("required", ()):
            silences.add("null-for-optional")


def _repeats(items: list[Any]) -> bool:
    """Whether two items are equal; a phone number is the same with and without its +."""
    keys = [item.lstrip("+") if isinstance(item, str) else repr(item) for item in items]
    return len(set(keys)) < len(keys)
