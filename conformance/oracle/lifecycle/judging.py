"""Judges sequences: each exchange beside the model of what must be there now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from conformance.oracle.answer.documents import parse
from conformance.oracle.expectation import BUSY
from conformance.oracle.judgement import Judgement, failed
from conformance.oracle.lifecycle import changing, listing, reading, restriction
from conformance.oracle.lifecycle.model import Held
from conformance.oracle.lifecycle.state import Judgements, State
from conformance.oracle.oracle import Oracle
from conformance.wire.exchange import Answer, Exchange
from spec.clauses.catalogue import Catalogue
from spec.clauses.clause_ids import ROBUSTNESS
from spec.clauses.lifecycle import Life
from spec.operation import SERVER_ERROR
from strategies.request import Request
from strategies.sequences.moves import Move, Verb
from strategies.serialisation import with_query


class Lifecycle:
    """Knows what the resources of one kind must show, whatever has been done to them."""

    def __init__(
        self, life: Life, oracles: Mapping[str, Oracle], clauses: Catalogue, living: set[Held | None] | None = None
    ) -> None:
        """Prepare.

        Args:
            life: the operations on the kind of resource.
            oracles: the oracle of every operation, by name.
            clauses: the catalogue of the contract.
            living: what sequences have made and is there: of this one and of others at the same time.
        """
        self._state = State(life, oracles, clauses, set() if living is None else living)

    def has(self, move: Move, exchange: Exchange) -> bool:
        """Whether a creation was answered with what is there already, by its id."""
        answer = exchange.answer
        if move.verb is not Verb.CREATE or answer is None or self._state.life.chosen:
            return False
        own = changing.named(self._state, exchange.case.request, parse(answer).document)
        return own is not None and changing.holding(own, exchange) in self._state.living

    def begin(self, move: Move) -> None:
        """A move is about to be sent: from then on the id of what it deletes may be given anew, by whichever client."""
        resource = self._state.resources.get(move.resource)
        if move.verb is Verb.DELETE and resource is not None and resource.exists and move.parent == resource.parent:
            self._state.living.discard(resource.held)

    def leave(self) -> None:
        """What this sequence has made is there no more."""
        self._state.living -= {one.held for one in self._state.resources.values() if one.exists}

    def bindings(self, move: Move) -> Mapping[str, str]:
        """The ids that a move's placeholders stand for."""
        resource = self._state.resources.get(move.resource)
        return resource.bindings if resource is not None and move.verb is not Verb.CREATE else {}

    def makes_sense(self, move: Move) -> bool:
        """Whether the resource that a move is about has been made, and a restricted list asks for something new."""
        if move.restricted is not None:
            wanted = restriction.asked(self._state, move)
            return wanted is not None and wanted not in self._state.restricted
        return move.verb in (Verb.CREATE, Verb.LIST, Verb.TOKEN) or move.resource in self._state.resources

    def request(self, move: Move) -> Request:
        """The request of a move; a restricted list asks for what the last whole list showed of the resource."""
        wanted = restriction.asked(self._state, move)
        return move.request if wanted is None else with_query(move.request, wanted.parameter, wanted.value)

    def before_reading(self) -> Callable[[], None]:
        """What undoes what is learnt from now on, as long as that is by reading only."""
        return self._state.before_reading()

    def judge(self, move: Move, exchanges: Sequence[Exchange]) -> list[Judgement]:
        """Every clause that a move decides; the model follows what was acknowledged.

        Args:
            move: the move.
            exchanges: what was sent for it: one, or one for each page of a list.
        """
        answer = exchanges[-1].answer
        # No answer, "not now" and a server's error say nothing of what is there; but an error refuses nothing.
        if answer is None or self.breaks(move, answer):
            self._forget(move)
            return []
        if answer.status in BUSY or not self.makes_sense(move):
            return []
        return list(self._decided(move, exchanges, answer))

    def _forget(self, move: Move) -> None:
        """What a change was about is not known any more: it may have been made all the same."""
        resources = self._state.resources
        if move.verb in (Verb.CREATE, Verb.DELETE):
            resources.pop(move.resource, None)
        elif move.verb is Verb.UPDATE and move.resource in resources:
            resource = resources[move.resource]
            resource.wanted, resource.seen, resource.read = {}, None, False

    def breaks(self, move: Move, answer: Answer | None) -> bool:
        """Whether what may well be asked is answered with an error of the server."""
        broken = answer is not None and answer.status >= SERVER_ERROR and answer.status not in BUSY
        return broken and not self._to_be_refused(move)

    def broken(self, move: Move, *, again: bool) -> Judgement:
        """The judgement on a valid request that was answered with an error of the server.

        Args:
            move: the request.
            again: it was sent once more, and got such an answer again.
        """
        operation = self._state.oracles[move.operation].operation
        clause = operation.success if again else operation.clause_id(ROBUSTNESS)
        times = "twice" if again else "once, and not when it was sent again"
        return failed(clause, "an answer to a valid request", f"an error of the server, {times}")

    def _to_be_refused(self, move: Move) -> bool:
        """Whether a move asks for what is not there: by a token never given, after a deletion, under another parent."""
        resource = self._state.resources.get(move.resource)
        acts = move.verb not in (Verb.CREATE, Verb.LIST)
        return move.verb is Verb.TOKEN or (
            acts and resource is not None and (not resource.exists or move.parent != resource.parent)
        )

    def _decided(self, move: Move, exchanges: Sequence[Exchange], answer: Answer) -> Judgements:
        state, last = self._state, exchanges[-1]
        match move.verb:
            case Verb.CREATE:
                return changing.created(state, move, last, answer)
            case Verb.READ:
                return reading.read(state, move, answer)
            case Verb.LIST:
                return listing.listed(state, move, exchanges)
            case Verb.TOKEN:
                return listing.token(state, move, answer)
            case Verb.UPDATE:
                return changing.updated(state, move, last, answer)
            case Verb.DELETE:
                return changing.deleted(state, move, answer)
