"""One cause in an answer is told by one clause, whatever else follows from it.

An example. In `{"ProxySession": {"data": {...}}}` nothing is where it belongs. Every member that must be there is
missing, and nothing comes back as given: a dozen clauses. One says it, on the session itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from conformance.oracle.answer.echoes import EchoRules
from conformance.oracle.answer.members import instances
from conformance.oracle.judgement import Judgement, failed, follows, undecided
from conformance.oracle.reasons import shown
from spec.clauses import clause_ids
from spec.clauses.clause import Level
from spec.clauses.status import Status
from spec.nodes import walk
from spec.operation import Operation

_BODY = "the body"


class Once:
    """Knows, for one operation, what is wrong with an answer for one and the same reason."""

    def __init__(self, operation: Operation, echoes: EchoRules, levels: Mapping[str, Level]) -> None:
        """Prepare.

        Args:
            operation: whose answers are judged.
            echoes: what they repeat of the request.
            levels: of the operation's clauses, by id.
        """
        self._echoes = echoes
        self._levels = levels
        self._objects = [
            (node.path, frozenset(members), operation.clause_id(clause_ids.response_member(node.path, "type")))
            for node in walk(operation.response_schema)
            if (members := node.schema.get("properties")) and "additionalProperties" not in node.schema
        ]

    def told(self, forms: list[Judgement], echoes: list[Judgement], document: Any) -> Iterator[Judgement]:
        """The judgements on an answer's members, of which one speaks for all that have its cause.

        Args:
            forms: on the members' form.
            echoes: on what they repeat.
            document: the answer's body.
        """
        found = list(self._of_a_value(forms, echoes))
        if sum(judgement.status is Status.FAIL for judgement in found) > 1:
            for pointer, clause, value in self._foreign(document):
                found = self._of_an_object(found, pointer, clause, value)
        yield from found

    def _of_a_value(self, forms: list[Judgement], echoes: list[Judgement]) -> Iterator[Judgement]:
        """The judgements, where a value that has a wrong form and is not what was given fails one clause, not two.

        Of the two the one of the higher level tells it; its form, where both have one level.
        """
        wrong = [form for form in forms if form.status is Status.FAIL]
        echoed = [echo for echo in echoes if echo.status is Status.FAIL]
        told: dict[str, str] = {}
        for form, echo in product(wrong, echoed):
            if self._echoes.covers(echo, form.pointer):
                by_echo = self._levels[echo.clause] is Level.MUST and self._levels[form.clause] is not Level.MUST
                weaker, stronger = (form, echo) if by_echo else (echo, form)
                told.setdefault(weaker.clause, stronger.clause)
        for judgement in (*forms, *echoes):
            failing = judgement.status is Status.FAIL and judgement.clause in told
            yield undecided(judgement.clause, follows(told[judgement.clause])) if failing else judgement

    def _foreign(self, document: Any) -> Iterator[tuple[str, str, Any]]:
        """Every object of an answer that has none of its documented members: its pointer, its clause, the object."""
        for path, members, clause in self._objects:
            if clause in self._levels:
                for pointer, value in instances(document, path):
                    if isinstance(value, dict) and members.isdisjoint(value):
                        yield pointer, clause, value

    def _of_an_object(self, found: list[Judgement], pointer: str, clause: str, value: Any) -> list[Judgement]:
        """The judgements, where several on the members of a foreign object become one on the object.

        It may bind no more than they do: where nobody says that the members must be there, none of them is needed.
        """
        inside = {
            judgement.clause
            for judgement in found
            if judgement.status is Status.FAIL and judgement.pointer.rpartition("/")[0] == pointer
        }
        binding = self._levels[clause] is Level.MUST and all(self._levels[name] is not Level.MUST for name in inside)
        if len(inside) < 2 or binding:
            return found
        where = pointer.strip("/").replace("/", ".") or _BODY
        actual = f"{where} has none of its documented members: {shown(value)}"
        told = failed(clause, f"{where} is an object with the documented members", actual, pointer or "/")
        others = [
            undecided(judgement.clause, follows(clause)) if judgement.clause in inside else judgement
            for judgement in found
            if judgement.clause != clause
        ]
        return [told, *others]
