"""The documented errors, as the reference raises them."""

from __future__ import annotations

from dataclasses import dataclass


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


def bad_request(message: str, *clauses: str) -> Refusal:
    """400 BadRequestException."""
    return Refusal(400, "BadRequestException", message, clauses)


def not_found(message: str) -> Refusal:
    """404 NotFoundException."""
    return Refusal(404, "NotFoundException", message)
