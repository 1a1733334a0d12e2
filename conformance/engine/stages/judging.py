"""Judging: exchanges become judgements, each by itself and beside the exchanges before it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from conformance.engine.stages.classification import like_its_control
from conformance.engine.stages.responses import ResponseIndex
from conformance.oracle.answer.documents import parse
from conformance.oracle.answer.refusals import misnamed, says_taken
from conformance.oracle.expectation import Expectation
from conformance.oracle.judgement import Context, Judgement, undecided
from conformance.oracle.memory import Memory
from conformance.oracle.observations import Profile
from conformance.oracle.oracle import Oracle
from conformance.oracle.recent import Recent
from conformance.wire.exchange import Answer, Exchange
from spec.clauses import clause_ids
from spec.clauses.clause import Clause
from spec.clauses.clause_ids import ITEMS, KEYS, VALUES
from spec.clauses.reason import Reason, Why
from spec.clauses.status import Status
from spec.names import creates, lists, plain
from spec.operation import Operation
from strategies.bindings import bound, created
from strategies.places import values_in
from strategies.request import Request

# A request is judged, confirmed and attributed before so many others are sent.
_EXPECTATIONS = 1024
_TAKEN = "answered {status}, since something of that name exists"
_SHOWN = "the answer may show what was accepted although {} fails"
_MADE = "what it names was made by a request of this run, for which {} fails"
_SIDES = frozenset({"request", "response"})
# What is wrong in one of these ways, a target may show in any: a number as text, and null as no member at all.
_SHOWN_ANYHOW = frozenset({"type", "required"})
# Steps in the id of a clause that are no member.
_STEPS = frozenset({ITEMS, VALUES, KEYS})
_LIKE_CONTROL = "answered {status}, as the valid control was"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One judgement and what it rests on.

    Attributes:
        judgement: what the oracle said of one clause.
        exchange: the exchange, with no more of the answer's body than people read.
        expectation: what the documentation allows as an answer to it.
    """

    judgement: Judgement
    exchange: Exchange
    expectation: Expectation

    @property
    def fails(self) -> bool:
        """Whether the clause did not hold."""
        return self.judgement.status is Status.FAIL


class Planted:
    """What a target accepted although it is wrong: its lists may show it later, and what was changed may as well.

    An example. A pipe whose Source is a number was made, and that fails. ListPipes then shows a Source that is no text:
    that has the same cause. The answer to a creation shows what that request made, and no other one.

    Another one. An update of a session that nobody made was accepted, and made it. It can be deleted then.
    """

    def __init__(self) -> None:
        """Prepare: nothing was accepted yet."""
        self._clauses: defaultdict[str, dict[str, str]] = defaultdict(dict)
        # By its path, what an operation made although it only changes things: the clause that fails, the operation.
        self._raised: dict[str, tuple[Clause, str]] = {}

    def note(self, expectation: Expectation, by: Operation) -> None:
        """Remember what is wrong with a request that this operation accepted."""
        for breach in expectation.breaches:
            members, _ = _about(breach.clause)
            if members:
                self._clauses[members[-1]][breach.clause] = by.name

    def note_raised(self, exchange: Exchange, expectation: Expectation, oracle: Oracle) -> None:
        """Remember what an operation that changes things shows as if it had made it: by an id that names nothing."""
        by = oracle.operation
        wrong = [each.clause for each in expectation.breaches if clause_ids.on_parameter(by.local(each.clause))]
        names = wrong if expectation.known else [by.missing, *wrong]
        causes = [oracle.catalogue[name] for name in names if name in oracle.catalogue]
        # Most requests name what is there, and it takes long to see what an operation takes from others.
        if not causes:
            return
        path, made = _path(exchange), created(by)
        ids = [value for name, value in (values_in(by, path) or {}).items() if name in made]
        if ids and ids[-1] in _texts(parse(exchange.answer).document):
            self._raised.setdefault(path, (causes[0], by.name))

    def raised(self, exchange: Exchange, clause: Clause) -> str | None:
        """The clause that failed where another operation made what a request names, or None.

        One that binds less than the clause that this request fails does not tell it.
        """
        cause, by = self._raised.get(_path(exchange), (clause, clause.operation))
        return None if by == clause.operation or cause.level.binds_less(clause.level) else cause.id

    def behind(self, clause: str, shown_by: Operation) -> str | None:
        """The clause whose accepted violation an answer of an operation may show; None for any other deviation."""
        members, keyword = _about(clause)
        if not members or creates(shown_by):
            return None
        noted = self._clauses[members[-1]].items() if members[-1] in self._clauses else ()
        mine = (each for each, by in noted if by == shown_by.name or lists(shown_by))
        return next((each for each in mine if _may_show(each, members, keyword)), None)


def _path(exchange: Exchange) -> str:
    return exchange.request.path.partition("?")[0]


def _texts(document: object) -> set[str]:
    """The texts of an object, and of the objects in it."""
    members = list(document.values()) if isinstance(document, dict) else []
    inner = (value for member in members if isinstance(member, dict) for value in member.values())
    return {value for value in (*members, *inner) if isinstance(value, str)}


def _about(clause: str) -> tuple[tuple[str, ...], str]:
    """The members that a clause is about, from the outermost, without case and punctuation; and its keyword."""
    *steps, keyword = clause.split(".")
    sides = [place for place, step in enumerate(steps) if step in _SIDES]
    inner = steps[sides[0] + 2 :] if sides else []
    return tuple(plain(step) for step in inner if step not in _STEPS), keyword


def _may_show(clause: str, members: tuple[str, ...], keyword: str) -> bool:
    """Whether what broke a request's clause may break this keyword of an answer.

    A request names the member as the answer does, where one of them may have it in something around it.
    """
    own, broken = _about(clause)
    shared = min(len(own), len(members))
    return own[-shared:] == members[-shared:] and (broken == keyword or broken in _SHOWN_ANYHOW)


class Judge:
    """Judges the exchanges of one run in their order.

    Attributes:
        oracle: what is right.
        memory: what several exchanges show together.
        responses: what the target has answered so far.
        profile: what the target chose where the documentation is silent.
    """

    def __init__(
        self,
        oracle: Oracle,
        expectations: dict[Request, Expectation] | None = None,
        planted: Planted | None = None,
    ) -> None:
        """Prepare.

        Args:
            oracle: what is right.
            expectations: what the oracle expects of requests, filled by earlier runs of the same contract.
            planted: what the target accepted wrongly, shared with the judges of the other operations of a run.
        """
        self._planted = planted or Planted()
        self.oracle = oracle
        self.memory = Memory(oracle)
        self.responses = ResponseIndex(oracle.operation)
        self.profile = Profile(oracle)
        self._expectations = Recent(_EXPECTATIONS) if expectations is None else expectations
        # Several stages ask what is expected of the exchange that has just come.
        self._latest: tuple[Exchange, Expectation] | None = None

    def expect(self, request: Request) -> Expectation:
        """What the documentation allows as an answer to `request`."""
        known = self._expectations.get(request)
        if known is None:
            known = self._expectations[request] = self.oracle.expect(request)
        return known

    def expected(self, exchange: Exchange) -> Expectation:
        """What the documentation allows as an answer to what was sent, with the ids that were put into it."""
        if not exchange.bindings:
            return self.expect(exchange.case.request)
        if self._latest is None or self._latest[0] is not exchange:
            request = bound(exchange.case.request, exchange.bindings)
            self._latest = exchange, self.oracle.expect(request, exchange.bindings)
        return self._latest[1]

    def judge(self, exchange: Exchange) -> list[Judgement]:
        """Every clause that this exchange decides, or that it was to decide and could not."""
        expectation = self.expected(exchange)
        control = exchange.case.control
        taken = exchange.answer is not None and self._is_taken(exchange.answer, broken=bool(expectation.breaches))
        if not taken:
            self.responses.see(exchange, expectation)
        if not exchange.case.repetition:
            self.responses.finish(exchange)
            self.profile.observe(exchange, expectation)
        if taken and exchange.answer is not None:
            # Short names run out, and a target remembers those that it should have refused.
            return [
                undecided(exchange.case.clause, Reason(Why.NAME_TAKEN, _TAKEN.format(status=exchange.answer.status)))
            ]
        before = None if control is None else self.responses.exchange(control)
        accepted = None if control is None else self.responses.was_accepted(control)
        context = Context(
            accepted=self.responses.accepted,
            control=accepted,
            same_choice=bool(accepted) and before is not None and self.expected(before).choice == expectation.choice,
        )
        judgements = self.oracle.judge(exchange, expectation, context)
        if before is not None and like_its_control(exchange, before):
            judgements = [beside_its_control(judgement, exchange) for judgement in judgements]
        if self.oracle.operation.method != "GET" and exchange.answer and 200 <= exchange.answer.status < 300:
            self._planted.note(expectation, self.oracle.operation)
            self._planted.note_raised(exchange, expectation, self.oracle)
        judgements = [self._beside_planted(judgement, exchange) for judgement in judgements]
        return [*judgements, *self.memory.see(exchange, expectation)]

    def _is_taken(self, answer: Answer, *, broken: bool) -> bool:
        """Whether a refusal says that what was to be made exists already, and may say so of such a request.

        An error with the status of another one says of a request that is wrong that one of the two is wrong as well.
        """
        may_be = self.oracle.may_exist and not (broken and misnamed(self.oracle.operation, answer))
        return may_be and says_taken(answer, broken=broken)

    def _beside_planted(self, judgement: Judgement, exchange: Exchange) -> Judgement:
        """A deviation, undecided where a request of this run may have put there what the answer shows or does."""
        operation, answer = self.oracle.operation, exchange.answer
        if judgement.status is not Status.FAIL or answer is None:
            return judgement
        local = operation.local(judgement.clause)
        if clause_ids.on_answer(local):
            cause = self._planted.behind(judgement.clause, operation)
            if cause is not None:
                return undecided(judgement.clause, Reason(Why.FOLLOWS, _SHOWN.format(cause)))
        of_id = judgement.clause == operation.missing or clause_ids.on_parameter(local)
        clause = self.oracle.catalogue.clauses.get(judgement.clause) if of_id and 200 <= answer.status < 300 else None
        made = None if clause is None else self._planted.raised(exchange, clause)
        return judgement if made is None else undecided(judgement.clause, Reason(Why.FOLLOWS, _MADE.format(made)))


def beside_its_control(judgement: Judgement, exchange: Exchange) -> Judgement:
    """Nothing is put down to a clause whose valid control got the same answer."""
    if judgement.status is not Status.FAIL or exchange.answer is None:
        return judgement
    return undecided(judgement.clause, Reason(Why.LIKE_CONTROL, _LIKE_CONTROL.format(status=exchange.answer.status)))
