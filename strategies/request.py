"""Requests and cases as plain data: what is sent, and what each case is about."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from typing import Any

JSON_HEADERS: tuple[tuple[str, str], ...] = (
    ("Accept", "application/json"),
    ("Content-Type", "application/json"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """An HTTP request, exactly as it goes over the wire.

    Attributes:
        method: the HTTP method.
        path: the request target below the target's base URL, percent-encoded as it will be sent; it may
            carry a query string. Nothing rewrites it.
        headers: name and value pairs in order. Host, Content-Length, Connection and the signature are the
            transport's business and are not listed.
        body: the body's bytes, empty for none.
        forgery: what is wrong with its signature, by the names of `strategies.forgeries`; "" where it is signed as
            the target demands.
    """

    method: str = "POST"
    path: str
    headers: tuple[tuple[str, str], ...] = JSON_HEADERS
    body: bytes = b""
    forgery: str = ""

    def with_json(self, document: Any) -> Request:
        """The same request with `document` as its JSON body."""
        return replace(self, body=dump(document))


def dump(document: Any) -> bytes:
    """`document` as compact JSON in UTF-8; lone surrogates are escaped, as they have no UTF-8 form."""
    return json.dumps(document, ensure_ascii=True, separators=(",", ":")).encode()


class Kind(StrEnum):
    """Why a case is in the plan."""

    CONTROL = "control"
    """A valid request that others are mutated from."""
    VALID = "valid"
    """A valid request: an edge of a constraint, an ordinary value, a combination."""
    VIOLATION = "violation"
    """A request that breaks the clause it is about, and nothing else."""
    UNKNOWN = "unknown"
    """A request for a resource that does not exist."""
    UNSPECIFIED = "unspecified"
    """A request about which the documentation is silent."""
    ROBUSTNESS = "robustness"
    """Unusual input that must at least not break the target."""
    FORGERY = "forgery"
    """A signature that is wrong in one point."""
    REPEAT = "repeat"
    """A request that was sent before."""
    PROBE = "probe"
    """One member of a refused request, alone on an accepted control."""
    SEQUENCE = "sequence"
    """A move in the life of a resource."""
    FOREIGN = "foreign"
    """A request that another tool has drawn: what it breaks, the oracle knows."""


class Hazard(IntEnum):
    """How much a request may harm a target that is not careful."""

    NONE = 0
    """What every target survives."""
    UNUSUAL = 1
    """What may bring a parser or router down."""
    HEAVY = 2
    """What may exhaust memory, time or the stack, or stay in a store and harm later requests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A request with a stable id, the clause it is about and the control it was mutated from.

    Attributes:
        id: stable across runs, unique in a plan, readable: `request.body.Name.pattern/one-over@full`.
        clause: the id of the clause that this case is about.
        request: what is sent; ids that are created only during the run are placeholders, see `strategies.bindings`.
        change: in plain words, the one point in which the request differs from its control ("" for a control).
        control: the case that this one was mutated from, or None.
        operation: the name of the operation that the request is for.
        kind: why the case is in the plan.
        repetition: 0 for a planned case; n for the n-th identical request that is sent to confirm its answer.
        drawn: whether the request depends on the seed.
        hazard: how much it may harm the target: the most harmful come last.
    """

    id: str
    clause: str
    request: Request
    change: str = ""
    control: Case | None = None
    operation: str = ""
    kind: Kind = Kind.VIOLATION
    repetition: int = 0
    drawn: bool = False
    hazard: Hazard = Hazard.NONE

    @property
    def name(self) -> str:
        """What the id has behind its clause: `example`, `one-over@full`."""
        return self.id.rpartition("/")[2]

    @property
    def planned(self) -> str:
        """The id of the planned case that this one repeats; its own where it repeats none."""
        return self.id.removesuffix(f"!{self.repetition}") if self.repetition else self.id

    def again(self, number: int) -> Case:
        """The same case, sent for the `number`-th time to confirm its answer."""
        return replace(self, id=f"{self.id}!{number}", repetition=number)
