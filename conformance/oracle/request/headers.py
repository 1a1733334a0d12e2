"""What a request's headers say about its body and the answer's, and which of them the contract leaves open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from spec.clauses import clause_ids
from spec.operation import JSON_MEDIA_TYPE, Operation
from strategies.request import Request

_LARGE_HEADER = 1 << 12
_ACCEPTABLE = {"*/*", "application/*", JSON_MEDIA_TYPE}
_UTF_8 = {"utf-8", "utf8"}
# By header, what a server that heeds it may answer.
_STATUSES = {"content-encoding": (415,), "expect": (417,), "range": (206, 416), "if-none-match": (304, 412)}
_OTHER = frozenset({"x-http-method-override", "x-amz-target", "origin", "cookie"})


@dataclass(slots=True)
class Openness:
    """What the documentation leaves open about a request.

    Attributes:
        unspecified: by name.
        statuses: what may be answered because of them.
    """

    unspecified: set[str] = field(default_factory=set)
    statuses: set[int] = field(default_factory=set)

    def add(self, name: str, *statuses: int) -> None:
        """Add something unspecified and what may be answered because of it."""
        self.unspecified.add(name)
        self.statuses |= set(statuses)


def named(request: Request) -> dict[str, str]:
    """The headers by their names in lower case."""
    return {name.lower(): value for name, value in request.headers}


def open_points(operation: Operation, request: Request, found: Openness) -> None:
    """Adds what the headers of a request leave open."""
    given = named(request)
    _content_type(operation, given, found)
    if "accept" in given and not _accepts_json(given["accept"]):
        found.add("accept-other", 406)
    own = {parameter.name.lower() for parameter in operation.at("header")}
    _others({name: value for name, value in given.items() if name not in own}, given, found)


def _content_type(operation: Operation, given: Mapping[str, str], found: Openness) -> None:
    wanted = operation.request_media_type
    if wanted is None:
        return
    media, _, parameters = given.get("content-type", "").partition(";")
    if "content-type" not in given:
        found.add("content-type-missing", 415)
    elif media.strip().lower() != wanted:
        # A front end that looks for the operation by the media type, as AWS's do, finds none for another protocol's.
        found.add("content-type-other", 404, 415)
    elif media != wanted or not _harmless(parameters):
        found.add("content-type-parameters", 415)


def _others(foreign: Mapping[str, str], given: Mapping[str, str], found: Openness) -> None:
    """Adds what headers beside those of the media types bring."""
    for name, statuses in _STATUSES.items():
        if name in foreign:
            found.add("other-header", *statuses)
    if "transfer-encoding" in foreign:
        found.add("chunked", 411, 501)
    if _OTHER & foreign.keys():
        found.add("other-header", 403, 404, 405)
    if not all(value.isascii() for value in given.values()):
        # What such bytes mean is open, so signatures of them may differ.
        found.add("other-header", 401, 403)
    if any(len(value) > _LARGE_HEADER for value in given.values()):
        found.add("large", 431, 413)


def relied_upon(operation: Operation, request: Request) -> tuple[str, ...]:
    """The SHOULD clauses that the request depends on for being accepted."""
    given = named(request)
    relies = []
    _, parameter, value = given.get("content-type", "").partition(";")
    if parameter and _harmless(value) and operation.has_json_request:
        relies.append(clause_ids.CONTENT_TYPE_PARAMETERS)
    if given.get("accept", "") != JSON_MEDIA_TYPE:
        relies.append(clause_ids.ACCEPT)
    return tuple(operation.clause_id(local) for local in relies)


def _harmless(parameters: str) -> bool:
    name, _, value = parameters.strip().partition("=")
    return not name or (name.strip().lower() == "charset" and value.strip(' "').lower() in _UTF_8)


def _accepts_json(accept: str) -> bool:
    for item in accept.split(","):
        media, *parameters = (part.strip().lower() for part in item.split(";"))
        if media in _ACCEPTABLE and "q=0" not in parameters:
            return True
    return False
