"""What one operation configures for what another one creates: refused while it says so, or with its defaults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.oracle.answer.documents import parse
from conformance.oracle.answer.members import told
from conformance.oracle.expectation import BUSY, REFUSALS
from conformance.oracle.judgement import Judgement, failed, passed, pointer_to
from conformance.oracle.lifecycle.state import succeeded
from conformance.oracle.oracle import Oracle
from conformance.wire.exchange import Answer, Exchange
from spec.clauses import clause_ids
from spec.clauses.catalogue import Catalogue
from spec.clauses.clause import Clause
from spec.relations.expressions import ABSENT, find
from strategies.sequences.moves import Move, Verb


@dataclass(slots=True)
class Configuration:
    """What one operation has configured, and what that means for what another one creates.

    Attributes:
        clauses: those that say so.
        configured: what was last acknowledged, by the operation's name.
        was_refused: a creation was refused while it had to be, by clause.
    """

    clauses: tuple[Clause, ...]
    oracles: Mapping[str, Oracle]
    configured: dict[str, Mapping[str, Any]]
    was_refused: set[str]

    def judge(self, move: Move, exchange: Exchange) -> Iterator[Judgement]:
        """Every clause that a creation decides under the present configuration."""
        answer = exchange.answer
        if move.verb is not Verb.CREATE or answer is None or answer.status in BUSY:
            return
        for clause in self.clauses:
            document = self.configured.get(clause.operation)
            if clause.arguments["creator"] == move.operation and document is not None:
                yield from self._decided(clause, document, exchange, answer)
        if succeeded(answer):
            expectation = self.oracles[move.operation].expect(exchange.case.request, exchange.bindings)
            self.configured[move.operation] = expectation.document or {}

    def _decided(
        self, clause: Clause, settings: Mapping[str, Any], exchange: Exchange, answer: Answer
    ) -> Iterator[Judgement]:
        value = settings.get(clause.arguments["member"], ABSENT)
        if clause.check == "refused-while":
            if value == clause.arguments["value"]:
                self.was_refused.add(clause.id)
                right = answer.status in REFUSALS
                words = f"a refusal while {clause.arguments['member']} is {told(value)}"
            elif answer.status >= 500:
                return  # an error of the server refuses nothing, and accepts nothing
            else:
                right, words = succeeded(answer) or clause.id not in self.was_refused, "accepted again"
            yield passed(clause.id) if right else failed(clause.id, words, str(answer.status))
            return
        path = tuple(clause.arguments["default"].split("."))
        oracle = self.oracles[clause.arguments["creator"]]
        given = oracle.expect(exchange.case.request, exchange.bindings).document or {}
        if value is ABSENT or not succeeded(answer):
            return
        document, pointer = parse(answer).document, pointer_to(path)
        said = oracle.answers.shapeless(document).get(pointer)
        if said is not None:
            yield said
            return
        actual = find(document, path)
        if path[-1] in given:
            echo = oracle.operation.clause_id(clause_ids.response_member(path, "echo"))
            if actual == value != given[path[-1]] and echo in oracle.catalogue:
                words = f"{told(actual)}, the default that is configured"
                yield failed(echo, told(given[path[-1]]), words, pointer)
            return
        yield passed(clause.id) if actual == value else failed(clause.id, told(value), told(actual), pointer)


def configuration(clauses: Catalogue, oracles: Mapping[str, Oracle]) -> Configuration:
    """The configuration clauses of a catalogue; nothing is configured yet."""
    chosen = tuple(clause for clause in clauses if clause.check in ("refused-while", "default-from"))
    return Configuration(clauses=chosen, oracles=oracles, configured={}, was_refused=set())
