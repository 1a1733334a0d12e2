"""What the documentation allows as an answer to one request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from spec.clause import Level

# Statuses with which a service may at any time say "not now"; they decide nothing.
BUSY = frozenset({429, 503})
# Statuses with which it says no to a request.
REFUSALS = frozenset(range(400, 500)) - BUSY


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A clause that a request breaks, and how, in plain words."""

    clause: str
    level: Level
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What the documentation allows as an answer to a request.

    Attributes:
        allowed: the statuses that are right.
        breaches: the clauses that the request breaks; empty for a valid one.
        silences: what the documentation says nothing about, by name; more than one answer is right then.
        relies: SHOULD clauses without which the request need not be accepted.
        any_refusal: every 4xx is right as well: the request is addressed to no documented operation.
        any_answer: every answer but an error of the server is right.
        known: the path names the connector that is known to exist.
        connector: the connector id in the path, decoded; None where the path is another one.
        forged: the request's signature is wrong.
        document: the members that the request sets, without what is ambiguous; None where the body has none.
    """

    allowed: frozenset[int]
    breaches: tuple[Breach, ...] = ()
    silences: frozenset[str] = frozenset()
    relies: tuple[str, ...] = ()
    any_refusal: bool = False
    any_answer: bool = False
    known: bool = True
    connector: str | None = None
    forged: bool = False
    document: dict[str, Any] | None = None

    def allows(self, status: int) -> bool:
        """Whether `status` is a right answer."""
        if status in self.allowed:
            return True
        if self.any_answer:
            # What breaks only the address may be answered as its owner likes, but creates nothing.
            return status == 501 or (status < 500 and not (self.breaches and status == 201))
        return self.any_refusal and (300 <= status < 500 or status == 501)

    @property
    def valid(self) -> bool:
        """Whether the request must be accepted."""
        return self.allowed == {201} and not self.any_answer

    @property
    def binding(self) -> tuple[Breach, ...]:
        """The breaches of MUST clauses."""
        return tuple(breach for breach in self.breaches if breach.level is Level.MUST)

    def words(self) -> str:
        """The expectation in plain words."""
        if self.any_answer:
            created = " that creates nothing" if self.breaches else ""
            return f"any answer{created} but an error of the server"
        statuses = " or ".join(str(status) for status in sorted(self.allowed))
        return f"{statuses} or another refusal" if self.any_refusal else statuses
