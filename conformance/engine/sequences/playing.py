"""Plays the moves of one sequence, and keeps what they show."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from conformance.engine.lateness import Lateness, failing
from conformance.oracle.answer.documents import parse
from conformance.oracle.judgement import Judgement
from conformance.oracle.lifecycle.configuration import configuration
from conformance.oracle.lifecycle.judging import Lifecycle
from conformance.oracle.lifecycle.model import Held
from conformance.oracle.lifecycle.state import succeeded
from conformance.oracle.oracle import Oracle
from conformance.wire.exchange import Exchange
from spec.clauses.catalogue import Catalogue
from spec.clauses.lifecycle import Life, lives
from spec.clauses.status import Status
from spec.contract import Contract
from spec.operation import Operation
from spec.relations.expressions import find
from strategies.request import Case, Kind, Request
from strategies.sequences.moves import MOST_PAGES, Move, Verb
from strategies.serialisation import with_query

# How the ids of a sequence's cases begin, behind the operation's prefix.
_LIFECYCLE = "lifecycle/"
# What may be asked again without changing anything.
_READING = frozenset({Verb.READ, Verb.LIST})


class Sender(Protocol):
    """Sends what sequences consist of, and keeps what they make until they are over."""

    def keep(self, case: Case, bindings: Mapping[str, str]) -> Exchange:
        """Send a case; what it makes is deleted by `release`."""

    def release(self) -> None:
        """Delete what was made and is still there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A clause that did not hold in a sequence.

    Attributes:
        judgement: what the oracle said.
        sequence: the exchanges that led to it, oldest first; the last one shows it.
        failures: how many times the sequence showed it ...
        tries: ... of how many.
    """

    judgement: Judgement
    sequence: tuple[Exchange, ...]
    failures: int = 1
    tries: int = 1


class FailureFoundError(Exception):
    """A clause did not hold in a drawn sequence, which ends it.

    Attributes:
        failure: how it did not.
    """

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.judgement.clause)
        self.failure = failure


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What every sequence of a run shares.

    Attributes:
        contract: the contract.
        oracles: of the selected operations, by name.
        clauses: the catalogue of the selected operations.
        sender: sends requests.
        around: makes what the resources of an operation, by its name, are made in, and tells the ids; None where it
            cannot be made.
        second: the values that name a second parent, by parameter, as far as one is known.
        done: told every exchange.
        lateness: what they have found out about it.
        living: what sequences have made and is there, by the operation that makes it.
    """

    contract: Contract
    oracles: Mapping[str, Oracle]
    clauses: Catalogue
    sender: Sender
    around: Callable[[str], Mapping[str, str] | None] = lambda _creator: {}
    second: Mapping[str, str] = field(default_factory=dict)
    done: Callable[[Exchange], None] = lambda _exchange: None
    lateness: Lateness = field(default_factory=Lateness)
    living: dict[str, set[Held | None]] = field(default_factory=dict)

    @property
    def lives(self) -> tuple[Life, ...]:
        """The kinds of resources that the selected operations work on."""
        return lives(self.contract.operations, self.oracles)


class Play:
    """One sequence that is being played.

    Attributes:
        failures: the first failure of each clause.
        exchanges: everything that was sent, in order.
        moves: how many moves had been made when a clause failed first.
    """

    def __init__(
        self,
        stage: Stage,
        name: str,
        *,
        count: Callable[[Judgement], None] = lambda _judgement: None,
        failed: Callable[[Failure], None] = lambda _failure: None,
        ends_at: Callable[[str], bool] = lambda _clause: False,
        sent: Callable[[int], None] = lambda _number: None,
    ) -> None:
        """Begin.

        Args:
            stage: what sequences share.
            name: what the ids of its cases begin with.
            count: told every judgement.
            failed: told the first failure of each clause.
            ends_at: whether the failure of a clause ends the sequence.
            sent: told at the end how many requests were sent.
        """
        self.failures: dict[str, Failure] = {}
        self.exchanges: list[Exchange] = []
        self.moves: dict[str, int] = {}
        self._made = 0
        # What was asked again after the answer that failed: it stands behind that in the sequence.
        self._later: list[Exchange] = []
        self._stage = stage
        self._name = name
        self._count = count
        self._failed = failed
        self._ends_at = ends_at
        self._told = sent
        self._numbers = itertools.count(1)
        # The ids of what the resources of each operation are made in.
        self._around: dict[str, Mapping[str, str] | None] = {}
        # The token that a list of each parent gave last.
        self._tokens: dict[int, str] = {}
        self._lives = {
            name: Lifecycle(life, stage.oracles, stage.clauses, stage.living.setdefault(name, set()))
            for life in stage.lives
            if (name := life.creator.name)
        }
        self._configuration = configuration(stage.clauses, stage.oracles)

    def play(self, move: Move) -> None:
        """Send a move and judge what came back.

        Raises:
            FailureFoundError: a clause did not hold whose failure ends the sequence.
        """
        self._made += 1
        life = self._lives.get(move.creator)
        if life is None or not life.makes_sense(move) or (move.giver is not None and move.giver not in self._tokens):
            return
        if move.creator not in self._around:
            self._around[move.creator] = self._stage.around(move.creator)
        if self._around[move.creator] is None:
            return
        try:
            for judgement in self._judged(move, life):
                self._count(judgement)
                if judgement.status is Status.FAIL:
                    self._fail(judgement)
        finally:
            # They were sent, also where a failure ends the sequence.
            self.exchanges += self._later
            self._later = []

    def _fail(self, judgement: Judgement) -> None:
        failure = Failure(judgement=judgement, sequence=tuple(self.exchanges))
        if judgement.clause not in self.failures:
            self.failures[judgement.clause] = failure
            self._failed(failure)
        self.moves.setdefault(judgement.clause, self._made)
        if self._ends_at(judgement.clause):
            raise FailureFoundError(failure)

    def _judged(self, move: Move, life: Lifecycle) -> list[Judgement]:
        """What a move shows. What the server breaks on is sent once more: does it break each time?"""
        life.begin(move)
        sent = list(self._sent(move, life))
        self.exchanges += sent
        answer = sent[-1].answer
        # What gives back what is there makes nothing.
        configured = [] if life.has(move, sent[-1]) else list(self._configuration.judge(move, sent[-1]))
        if configured and not (answer and succeeded(answer)):
            return configured  # what is configured says how it is to be answered
        if not life.breaks(move, answer):
            return [*configured, *self._in_time(move, life, sent)]
        again = list(self._sent(move, life))
        self.exchanges += again
        broken = life.broken(move, again=life.breaks(move, again[-1].answer))
        shown = [*life.judge(move, sent), *self._configuration.judge(move, again[-1]), *life.judge(move, again)]
        return [broken, *shown]

    def _in_time(self, move: Move, life: Lifecycle, sent: list[Exchange]) -> list[Judgement]:
        """What a move shows. What is read wrongly is asked for again: it may only be late."""
        lateness, put_back = self._stage.lateness, life.before_reading()
        shown = life.judge(move, sent)
        wrong = failing(shown)
        if not wrong or move.verb not in _READING or not lateness.doubts(wrong):
            return shown
        for waited in lateness.waits():
            again = list(self._sent(move, life))
            self._later += again
            put_back()
            later = life.judge(move, again)
            # What is right at once comes and goes, unless the target is known to be late: sending may take as long.
            if not failing(later) and (waited or lateness.clause):
                return [*lateness.told(wrong, waited, self._stage.clauses), *later]
            if not failing(later):
                break
        else:
            lateness.in_vain(wrong)
        put_back()
        return life.judge(move, sent)

    def end(self) -> None:
        """Delete what the sequence has made."""
        self.leave()
        self._told(len(self.exchanges))
        self._stage.sender.release()

    def leave(self) -> None:
        """What the sequence has made is there no more for others."""
        for life in self._lives.values():
            life.leave()

    def _sent(self, move: Move, life: Lifecycle) -> Iterator[Exchange]:
        """The exchanges of a move: one, or one for each page of a list."""
        bindings = {**(self._around.get(move.creator) or {}), **life.bindings(move)}
        request = whole = life.request(move)
        if move.parent:
            bindings = {**bindings, **self._stage.second}
        if move.giver is not None:
            request = with_query(request, self._operation(move).pagination["token"].name, self._tokens[move.giver])
        seen: set[str] = set()
        while True:
            exchange = self._stage.sender.keep(self._case(move, request), bindings)
            self._stage.done(exchange)
            yield exchange
            token = self._next(move, exchange)
            if token is None or token in seen or len(seen) >= MOST_PAGES:
                return
            seen.add(token)
            self._tokens[move.parent] = token
            request = with_query(whole, self._operation(move).pagination["token"].name, token)

    def _next(self, move: Move, exchange: Exchange) -> str | None:
        """The token of a list's next page, or None."""
        paged = self._operation(move).pagination
        if move.verb is not Verb.LIST or not paged or exchange.answer is None or not succeeded(exchange.answer):
            return None
        token = find(parse(exchange.answer).document, paged["next"].steps)
        return token if isinstance(token, str) and token else None

    def _case(self, move: Move, request: Request) -> Case:
        operation = self._operation(move)
        return Case(
            id=f"{operation.prefix}{_LIFECYCLE}{self._name}-{next(self._numbers)}",
            clause=operation.success,
            request=request,
            change=f"{move.verb.value} by {move.restricted[0]}" if move.restricted else move.verb.value,
            operation=operation.name,
            kind=Kind.SEQUENCE,
        )

    def _operation(self, move: Move) -> Operation:
        return self._stage.oracles[move.operation].operation


def sequence_of(case_id: str) -> str:
    """The name of the sequence that a case is of, by its id; "" for a case of none."""
    return case_id.partition(_LIFECYCLE)[2].rpartition("-")[0]


def times(failure: Failure, again: int, tries: int) -> Failure:
    """The failure, after its sequence was played `tries` times more and showed it `again` times."""
    return replace(failure, failures=failure.failures + again, tries=failure.tries + tries)
