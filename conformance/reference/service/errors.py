"""The documented errors, as the reference raises them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus

from spec.operation import NOT_FOUND, Operation

_CONFLICT = 409
# Where several errors share a status, the one that is meant has one of these in its name.
_HINTS = {400: ("badrequest", "validation", "invalid"), 404: ("notfound",), 409: ("conflict", "exist")}


@dataclass(frozen=True)
class Refusal(Exception):  # noqa: N818 - the protocol's word for it
    """A request is refused.

    Attributes:
        status: the documented status.
        name: the documented error.
        message: one sentence that names the member, and does not repeat its value.
        clauses: the clauses that the request breaks, if it breaks any.
    """

    status: int
    name: str
    message: str
    clauses: tuple[str, ...] = ()


def refused(operation: Operation, status: int, message: str, clauses: Iterable[str] = ()) -> Refusal:
    """The operation's documented error of a status; where none is documented, one with HTTP's own name for it."""
    return Refusal(status, error_name(operation, status), message, tuple(clauses))


def missing(operation: Operation, message: str) -> Refusal:
    """The operation's documented error for what does not exist, whatever its status; a 404 where none is documented."""
    name = operation.missing_error
    return Refusal(operation.errors[name], name, message) if name else refused(operation, NOT_FOUND, message)


def taken(operation: Operation) -> Refusal | None:
    """The operation's documented error for what exists already; None where none is documented."""
    means = [name for name, meaning in operation.meanings.items() if meaning == "exists"]
    name = next(iter((*means, *operation.errors_of(_CONFLICT))), "")
    return Refusal(operation.errors[name], name, "There is such a resource already.") if name else None


def error_name(operation: Operation, status: int) -> str:
    """The name of the documented error that answers a status: `ConflictException` for 409, for example."""
    names = operation.errors_of(status)
    meant = [name for hint in _HINTS.get(status, ()) for name in names if hint in name.lower()]
    return next(iter([*meant, *names]), f"{HTTPStatus(status).phrase.replace(' ', '')}Exception")
