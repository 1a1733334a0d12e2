"""What the documentation allows as an answer to one request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.wire import exchange
from spec.clauses.clause import Level
from spec.operation import BAD_REQUEST
from spec.words import either

BUSY, REFUSALS = exchange.BUSY, exchange.REFUSALS
# HTTP's own word for a method that a server does not know.
NOT_IMPLEMENTED = 501


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
        success: the operation's documented status of success.
        allowed: the statuses that are right.
        breaches: the clauses that the request breaks; empty for a valid one.
        unspecified: what the documentation says nothing about, by name; more than one answer is right then.
        relies: SHOULD clauses without which the request need not be accepted.
        any_refusal: every 4xx is right as well: the request is addressed to no documented operation.
        any_answer: every answer but an error of the server is right.
        known: every id in the path is that of a resource that is known to exist.
        robustness: only that clause speaks of some value of the request; a crash says nothing about the clause broken.
        parameters: the values of the path's, the query's and the headers' parameters, decoded; empty where the path is
            another one.
        forged: the request's signature is wrong.
        named_otherwise: it names a thing in none of the ways that there are, or in several
            (`spec.relations.alternatives`): it may be accepted, and a refusal says nothing.
        choice: what it gives of members that words make depend on each other, where it gives none of them or several,
            or where it asks for nothing at all (""): it may be accepted, and a refusal says nothing, unless a request
            with the same choice was accepted.
        document: the members that the request sets, without what is ambiguous; None where nothing is known of them.
    """

    success: int
    allowed: frozenset[int]
    breaches: tuple[Breach, ...] = ()
    unspecified: frozenset[str] = frozenset()
    relies: tuple[str, ...] = ()
    any_refusal: bool = False
    any_answer: bool = False
    known: bool = True
    robustness: bool = False
    parameters: Mapping[str, Any] = field(default_factory=dict, hash=False)
    forged: bool = False
    named_otherwise: bool = False
    choice: Mapping[str, Any] | None = field(default=None, hash=False)
    document: dict[str, Any] | None = None

    def allows(self, status: int) -> bool:
        """Whether `status` is a right answer."""
        if status in self.allowed:
            return True
        if self.any_answer:
            # What breaks only the address may be answered as its owner likes, but does not do what the operation does.
            return status == NOT_IMPLEMENTED or (status < 500 and not (self.breaches and status == self.success))
        return self.any_refusal and (300 <= status < 500 or status == NOT_IMPLEMENTED)

    @property
    def valid(self) -> bool:
        """Whether the request must be accepted."""
        return self.allowed == {self.success} and not self.any_answer

    @property
    def may_be_refused(self) -> bool:
        """Whether only words say if a target must accept what the request names and chooses."""
        return self.named_otherwise or self.choice is not None

    @property
    def binding(self) -> tuple[Breach, ...]:
        """The breaches of MUST clauses."""
        return tuple(breach for breach in self.breaches if breach.level is Level.MUST)

    def but_no_crash(self) -> str:
        """The expectation in plain words, where the server failed: with the one fault of the request, if it has one."""
        if self.any_answer:
            return self.words()
        breaches = self.binding or self.breaches
        reason = f", because {breaches[0].detail}" if len(breaches) == 1 else ""
        return f"{self.words()}{reason}, never a server error"

    def words(self) -> str:
        """The expectation in plain words."""
        if self.any_answer:
            other = f"{self.success} or " if self.breaches else ""
            return f"any answer but {other}a server error"
        refusals = [str(status) for status in sorted(self.allowed - {self.success})]
        if self.success in self.allowed:
            if self.any_refusal:
                return f"{self.success} or a refusal"
            return self._or_refused()
        return either([*refusals, "any other refusal"] if self.any_refusal else refusals)

    def _or_refused(self) -> str:
        """`201 or 304, or a refusal with 400 or 412`: a redirection is no refusal."""
        refusals = [str(status) for status in sorted(self.allowed) if status >= BAD_REQUEST]
        others = [str(status) for status in sorted(self.allowed - {self.success}) if status < BAD_REQUEST]
        accepted = either([str(self.success), *others])
        comma = "," if others else ""
        return f"{accepted}{comma} or a refusal with {either(refusals)}" if refusals else accepted
