"""One cause in an answer is told by one clause, whatever else follows from it.

An example. In `{"ProxySession": {"data": {...}}}` nothing is where it belongs. Every member that must be there is
missing, and nothing comes back as given: a dozen clauses. One says it, on the session itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
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
# A single wrong member speaks for itself.
_SEVERAL = 2


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
        yield from self._of_objects(found, document)

    def _of_a_value(self, forms: list[Judgement], echoes: list[Judgement]) -> Iterator[Judgement]:
        """The judgements, where a value that has a wrong form and is not what was given fails one clause, not two.

        Of the two the one of the higher level tells it; its form, where both have one level.
        """
        wrong = [form for form in forms if form.status is Status.FAIL]
        echoed = [echo for echo in echoes if echo.status is Status.FAIL]
        told: dict[str, str] = {}
        for form, echo in product(wrong, echoed):
            if self._echoes.covers(echo, form.pointer):
                by_echo = self._levels[form.clause].binds_less(self._levels[echo.clause])
                weaker, stronger = (form, echo) if by_echo else (echo, form)
                told.setdefault(weaker.clause, stronger.clause)
        yield from told_by((*forms, *echoes), told)

    def _of_objects(self, found: list[Judgement], document: Any) -> Iterator[Judgement]:
        """The judgements, where those on the members of a foreign object become one on the object.

        Foreign is an object that has none of its documented members. An example: of 2,000 items of a list none has a
        member that is documented. The first of which several clauses say so is told, on the clause of all these items.
        """
        wrong = _by_object(found)
        speaking: dict[str, Judgement] = {}
        told: dict[str, str] = {}
        for path, members, clause in self._objects if wrong else ():
            foreign = {
                pointer: (wrong[pointer] - told.keys(), value)
                for pointer, value in instances(document, path)
                if pointer in wrong and isinstance(value, dict) and members.isdisjoint(value)
            }
            first = next((at for at, (inside, _) in foreign.items() if self._speaks(clause, inside)), None)
            if first is not None:
                speaking[clause] = _without_members(clause, first, foreign[first][1])
                told |= dict.fromkeys((name for inside, _ in foreign.values() for name in inside), clause)
        yield from speaking.values()
        yield from told_by((judgement for judgement in found if judgement.clause not in speaking), told)

    def _speaks(self, clause: str, inside: AbstractSet[str]) -> bool:
        """Whether the clause on an object stands for those that fail inside of it.

        It may bind no more than they do: where nobody says that the members must be there, none of them is needed.
        """
        if len(inside) < _SEVERAL or clause not in self._levels:
            return False
        return self._levels[clause] is not Level.MUST or any(self._levels[name] is Level.MUST for name in inside)


def told_by(judgements: Iterable[Judgement], told: Mapping[str, str]) -> Iterator[Judgement]:
    """The judgements; those that fail are left open where `told` says that another clause tells their cause."""
    for judgement in judgements:
        by = told.get(judgement.clause) if judgement.status is Status.FAIL else None
        yield judgement if by is None else undecided(judgement.clause, follows(by))


def _by_object(found: Iterable[Judgement]) -> Mapping[str, AbstractSet[str]]:
    """The clauses that fail, by the pointer of the object on whose members they fail."""
    wrong: defaultdict[str, set[str]] = defaultdict(set)
    for judgement in found:
        if judgement.status is Status.FAIL:
            wrong[judgement.pointer.rpartition("/")[0]].add(judgement.clause)
    return dict(wrong)


def _without_members(clause: str, pointer: str, value: Any) -> Judgement:
    where = pointer.strip("/").replace("/", ".") or _BODY
    actual = f"{where} has none of its documented members: {shown(value)}"
    return failed(clause, f"{where} is an object with the documented members", actual, pointer or "/")
