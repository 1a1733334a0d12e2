"""What only several exchanges together show: ids given twice, values that leak from one answer into the next."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Any

from conformance.oracle.answer.documents import parse
from conformance.oracle.answer.echoes import returned
from conformance.oracle.answer.members import split, told, unset
from conformance.oracle.expectation import BUSY, Expectation
from conformance.oracle.judgement import Judgement, failed, passed
from conformance.oracle.oracle import Oracle
from conformance.oracle.reasons import shown
from conformance.oracle.recent import Recent
from conformance.wire.exchange import Answer, Exchange
from spec.clauses import clause_ids
from spec.clauses.clause import Clause
from spec.clauses.status import Status
from spec.nodes import walk
from spec.operation import CONFLICT
from spec.relations.echo import Echo, echoes
from spec.relations.expressions import ABSENT, find
from strategies.bindings import Fresh
from strategies.request import Case

# Longer values only test lengths. Remembering them costs much memory and would hardly show another leak.
_LONG = 1000
# A number may equal an earlier one by chance, as a default that changes with the time of day does: once, not twice.
_COINCIDENCES = 1
# From two different answers, or two different requests, on there are several: no more need be remembered.
_MANY = 2
# A decision on one name may be due to that very name; one that comes again is not.
_TWICE = 2
# Only the newest requests, ids and values are remembered, so many: a leak or a repeated id shows soon or never.
_REMEMBERED = 20_000


class Memory:
    """Remembers what a target answered to the requests of one operation in this run.

    Attributes:
        tells: the right answers to different requests are different.
    """

    def __init__(self, oracle: Oracle) -> None:
        """Prepare; the clauses and their members are the operation's."""
        operation, clauses = oracle.operation, oracle.catalogue
        self._repeatable = operation.clause_id(clause_ids.REPEATABLE)
        self._repeats = self._repeatable in clauses
        self._fresh = Fresh(operation, 0)
        self._unique = _only(clauses, "unique")
        # An answer that neither repeats the request nor gives an id may always be the same: an empty one, or that a
        # deletion was done. An id of the path that comes back is the same in each request.
        repeated = (echo.source.location for echo in echoes(operation.response_schema))
        self.tells = self._unique is not None or any(location != "path" for location in repeated)
        self._isolated = _only(clauses, "isolated")
        root = split(self._isolated.arguments["member"]) if self._isolated else ()
        required = frozenset(operation.request_schema.get("required", ()))
        self._optional = {
            echo.path[-1]: echo
            for echo in echoes(operation.response_schema)
            if self._isolated and echo.path[: len(root)] == root and _may_be_left_out(echo, required)
        }
        self._times = frozenset(
            node.path[-1] for node in walk(operation.response_schema) if node.path and "format" in node.schema
        )
        self._ids: Recent[str, str] = Recent(_REMEMBERED)
        self._answers: set[str] = set()
        self._requests: set[str] = set()
        # By the hashes of requests: whole requests would take ten times the memory.
        self._decisions: Recent[int, tuple[bool, str]] = Recent(_REMEMBERED)
        # Of requests with names of their own: how often as at first, how often otherwise, and the last case of these.
        self._tallies: Recent[int, tuple[int, int, str]] = Recent(_REMEMBERED)
        self._given: dict[str, Recent[str, None]] = defaultdict(lambda: Recent(_REMEMBERED))
        # What first came back for each member that a request did not set; None where it was not always the same.
        self._defaults: Recent[tuple[int, str], str | None] = Recent(_REMEMBERED)
        # Members whose given values come back otherwise: what they show elsewhere follows from no request.
        self._unrelated: set[str] = set()
        self._leaked: dict[str, set[str]] = defaultdict(set)

    @property
    def canned(self) -> bool:
        """Whether the target gives one and the same answer to different requests: its answers prove nothing."""
        return self.tells and len(self._requests) > 1 and len(self._answers) == 1

    def said(self, answer: Answer) -> Hashable:
        """The same for two answers that say the same, their times apart."""
        document = parse(answer).document
        said = answer.body if document is None else json.dumps(_apart_from(document, self._times))
        return answer.status, said

    def see(self, exchange: Exchange, expectation: Expectation) -> Iterator[Judgement]:
        """What an exchange shows together with the earlier ones."""
        answer = exchange.answer
        if answer is None or answer.status in BUSY:
            return
        success = 200 <= answer.status < 300
        # A name of its own may have been taken, by chance. What was deleted is not deleted again.
        if self._repeats and not (self._fresh and answer.status == CONFLICT):
            yield self.decided(self._apart_from_names(exchange.case), accepted=success, case=exchange.case.id)
        if expectation.document is None:
            return
        self.asked(expectation.document)
        document = parse(answer).document
        if success and isinstance(document, dict) and not expectation.binding and not expectation.any_answer:
            yield from self.judge(
                exchange.case.request,
                expectation.document,
                document,
                valid=expectation.valid,
                case=exchange.case.id,
            )

    def _apart_from_names(self, case: Case) -> Hashable:
        """What is the same for requests that differ in nothing but a name of their own, and were made alike."""
        return (case.name.partition("#")[0], self._fresh.unnamed(case.request)) if self._fresh else case.request

    def decided(self, request: Hashable, *, accepted: bool, case: str = "") -> Judgement:
        """Whether a request is accepted or refused as an identical one was before.

        Requests with names of their own differ in these: one name may be taken, or not be liked. So both decisions have
        to come twice.
        """
        key = hash(request)
        before, first = self._decisions.get(key) or (accepted, case)
        self._decisions[key] = before, first
        differs = before != accepted
        if self._fresh:
            alike, otherwise, other = self._tallies.get(key) or (0, 0, "")
            alike, otherwise, other = alike + (not differs), otherwise + differs, case if differs else other
            self._tallies[key] = alike, otherwise, other
            first = first if differs else other
            differs = min(alike, otherwise) >= _TWICE
        if not differs:
            return passed(self._repeatable)
        words = ("refused", "accepted")
        expected = f"{words[not accepted]}, as the same request before"
        return failed(self._repeatable, expected, words[accepted], earlier=first)

    def asked(self, given: Mapping[str, Any]) -> None:
        """Note that a request set these members, whatever the answer to it was."""
        for member, echo in self._optional.items():
            value = find(given, echo.source.steps)
            if not unset(value):
                key = _key(value)
                if len(key) <= _LONG:
                    self._given[member][key] = None

    def judge(
        self,
        request: Hashable,
        given: Mapping[str, Any],
        document: Mapping[str, Any],
        *,
        valid: bool = True,
        case: str = "",
    ) -> Iterator[Judgement]:
        """The clauses that this answer of success decides together with the earlier ones.

        Args:
            request: the same for identical requests.
            given: the members that it sets.
            document: the answer's body.
            valid: the request must be accepted, so that every member that it sets must come back.
            case: the id of the request's case.
        """
        if len(self._answers) < _MANY:
            self._answers.add(json.dumps(_apart_from(document, self._times)))
        if len(self._requests) < _MANY:
            self._requests.add(json.dumps(given, sort_keys=True, default=str))
        if self._unique:
            identity = find(document, split(self._unique.arguments["member"]))
            if isinstance(identity, str):
                yield self._new(self._unique, identity, case)
        if self._isolated and isinstance(find(document, split(self._isolated.arguments["member"])), dict):
            yield from self._apart(self._isolated, request, given, document)
        for member, echo in self._optional.items():
            wanted = find(given, echo.source.steps)
            if valid and not unset(wanted) and not returned(echo, wanted, find(document, echo.path)):
                self._unrelated.add(member)

    def suspicious(self, judgement: Judgement) -> bool:
        """Whether a judgement must be checked again once more is known: what looks like a leak may be chance."""
        isolated = self._isolated is not None and judgement.clause == self._isolated.id
        return isolated and judgement.status is Status.FAIL

    def upholds(self, judgement: Judgement) -> bool:
        """Whether a suspected leak still looks like one: the member does come back as given where it is given."""
        member = judgement.pointer.rpartition("/")[2]
        chance = _COINCIDENCES if all(_is_number(key) for key in self._leaked[member]) else 0
        return member not in self._unrelated and len(self._leaked[member]) > chance

    def _new(self, clause: Clause, identity: str, case: str) -> Judgement:
        if identity not in self._ids:
            self._ids[identity] = case
            return passed(clause.id)
        first = self._ids[identity]
        actual = f"{shown(identity)}, as in the answer to {first}" if first else shown(identity)
        pointer = "/" + "/".join(split(clause.arguments["member"]))
        return failed(clause.id, "an id that was not given before", actual, pointer, earlier=first)

    def _apart(
        self, clause: Clause, request: Hashable, given: Mapping[str, Any], document: Mapping[str, Any]
    ) -> Iterator[Judgement]:
        sent = hash(request)
        for member, echo in self._optional.items():
            if not unset(find(given, echo.source.steps)):
                continue
            value = find(document, echo.path)
            key = _key(None if value is ABSENT else value)
            steady = self._defaults.get((sent, member), key) == key
            self._defaults[sent, member] = key if steady else None
            # What follows from the request alone, as any default does, is a target's own business. A value that an
            # earlier request gave, and that an identical request was not answered, is not.
            if key in self._given[member] and not steady:
                self._leaked[member].add(key)
                yield failed(
                    clause.id,
                    f"{member} not set, as in the answer to an identical request",
                    f"{told(value)}, which an earlier request gave",
                    "/" + "/".join(echo.path),
                )
            else:
                yield passed(clause.id)


def _only(clauses: Iterable[Clause], check: str) -> Clause | None:
    return next((clause for clause in clauses if clause.check == check), None)


def _may_be_left_out(echo: Echo, required: frozenset[str]) -> bool:
    return echo.source.location == "body" and len(echo.source.steps) == 1 and echo.source.name not in required


def _apart_from(value: Any, times: frozenset[str]) -> Any:
    """What an answer says without its times: a canned target may fill in the current time."""
    if isinstance(value, dict):
        return {name: _apart_from(member, times) for name, member in value.items() if name not in times}
    return value


def _is_number(key: str) -> bool:
    return key[0] in "-0123456789"


def _key(value: Any) -> str:
    """Text that is the same for equal values; the plain ones by the quick way, as most are."""
    if value is None or type(value) is int:
        return str(value)
    return f'"{value}' if type(value) is str else json.dumps(value, sort_keys=True)
