"""Faults in the status."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.reference.call import Call
from conformance.reference.errors import Refusal
from conformance.reference.http import refusal
from conformance.selftest.faults.fault import Fault
from conformance.selftest.faults.tools import (
    absent,
    always,
    answers,
    given,
    replies,
    text,
    with_status,
)

_BAD = "error.BadRequestException.status"
_MISSING = "error.NotFoundException.status"
_CREATED = "response.status.201"


def faults() -> Iterator[Fault]:
    """Wrong statuses of what is created, then of what is refused."""
    yield from _created()
    yield from _refused()


def _created() -> Iterator[Fault]:
    for status in (200, 202, 203, 204, 206):
        yield Fault(
            name=f"creates-with-{status}",
            clause=_CREATED,
            kind="status",
            summary=f"A created session is answered {status}.",
            hooks=answers(status, always),
        )
    yield Fault(
        name="creates-with-200-if-named",
        clause=_CREATED,
        kind="status",
        summary="A session with a name is answered 200.",
        hooks=answers(200, given("Name")),
    )


def _refused() -> Iterator[Fault]:
    for status in (401, 403, 404, 405, 409, 412, 415, 422, 302):
        yield Fault(
            name=f"refuses-with-{status}",
            clause=_BAD,
            kind="status",
            summary=f"Invalid input is answered {status}.",
            hooks=answers(status, always, created=False),
        )
    for name, when in (
        ("missing-members", absent("Capabilities")),
        ("long-names", lambda call: len(text(call, "Name")) > 30),
    ):
        yield Fault(
            name=f"refuses-{name}-with-422",
            clause=_BAD,
            kind="status",
            summary=f"Requests with {name.replace('-', ' ')} are answered 422.",
            hooks=answers(422, when, created=False),
        )
    for status in (400, 403, 409, 410, 200, 500, 422):
        yield Fault(
            name=f"unknown-connector-{status}",
            clause=_MISSING,
            kind="status",
            summary=f"An unknown connector is answered {status}.",
            hooks=replies(with_status(status), _known_path, status=404),
        )
    yield Fault(
        name="invalid-input-404",
        clause=_BAD,
        kind="status",
        summary="Invalid input is answered 404 with its error.",
        hooks=replies(lambda _reply: refusal(Refusal(404, "NotFoundException", "no")), status=400),
    )


def _known_path(call: Call) -> bool:
    return call.path.startswith("/voice-connectors/")
