"""A target whose answers show a change a moment later: one deviation, and everything else is judged all the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from conformance.engine.lateness import PAUSES, Arrival, Lateness, failing
from conformance.engine.sequences.playing import FailureFoundError, Play, Stage
from conformance.oracle.judgement import failed
from conformance.wire.exchange import Answer, Exchange
from spec.clauses.catalogue import catalogue
from strategies.request import Case, Request
from strategies.sequences.moves import Moves
from tests.conformance.engine.family import Family, Reply
from tests.conformance.engine.sequences.playing import CONTRACT, NAMES, ORACLES, played

READ_BACK, COMPLETE = "GetProxySession.lifecycle.readBack", "ListProxySessions.lifecycle.complete"
# So many reads come too early.
EARLY = 2


@dataclass
class Lags(Family):
    """A target whose first reads of a session do not find it."""

    reads: Counter[str] = field(default_factory=Counter)

    def get(self, identity: str) -> Reply:
        self.reads[identity] += 1
        return self.missing() if self.reads[identity] <= EARLY else super().get(identity)


class ListsLag(Lags):
    """A target whose first lists lack a session, too."""

    def list(self, query: Mapping[str, str]) -> Reply:
        status, document = super().list(query)
        if status == 200:
            document["ProxySessions"] = [one for one in document["ProxySessions"] if self._is_shown(one)]
        return status, document

    def _is_shown(self, session: Mapping[str, str]) -> bool:
        name = f"listed {session['ProxySessionId']}"
        self.reads[name] += 1
        return self.reads[name] > EARLY


class MissesOnce(Lags):
    """A target that does not find a session when it is read first, and at once when it is asked again."""

    def get(self, identity: str) -> Reply:
        self.reads[identity] += 1
        return self.missing() if self.reads[identity] == 1 else Family.get(self, identity)


class GoneLate(Lags):
    """A target that lags behind, and shows a deleted session once more."""

    graves: dict[str, dict[str, object]]

    def delete(self, identity: str) -> Reply:
        self.graves = {identity: self.sessions[identity]} if identity in self.sessions else {}
        return super().delete(identity)

    def get(self, identity: str) -> Reply:
        grave = getattr(self, "graves", {}).pop(identity, None)
        return (200, {"ProxySession": grave}) if grave else super().get(identity)


@pytest.mark.parametrize("kind", [Lags, ListsLag, GoneLate])
def test_a_target_that_lags_behind_has_one_finding(kind: type[Family]) -> None:
    (failure,) = played(kind()).failures.values()
    assert failure.judgement.clause in (READ_BACK, COMPLETE)


def test_a_finding_says_that_the_answer_was_right_later() -> None:
    found = played(Lags()).failures[READ_BACK]
    assert found.judgement.actual == f"404; asked again {PAUSES[0]} s later, it was right"


def test_the_last_answer_of_a_sequence_is_the_one_that_was_too_early() -> None:
    last = played(Lags()).failures[READ_BACK].sequence[-1]
    assert last.answer is not None
    assert last.answer.status == 404


def test_what_follows_from_lateness_does_not_pass() -> None:
    shown = played(ListsLag())
    (told,) = shown.failures
    (other,) = {READ_BACK, COMPLETE} - {told}
    assert shown.counts[other].withheld is not None


def test_what_comes_and_goes_is_not_called_late() -> None:
    actual = played(MissesOnce()).failures[READ_BACK].judgement.actual
    assert actual == "404"


CASE = Case(id="GetProxySession.response.status.200/example", clause="", request=Request(path="/"))


def answering(*statuses: int) -> tuple[Exchange, list[float]]:
    """What is got of a target that answers so, and how long was waited."""
    waited: list[float] = []
    answers = iter(statuses)

    def send() -> Exchange:
        answer = Answer(status=next(answers))
        return Exchange(case=CASE, request=CASE.request, outcome=answer, started_at=0, elapsed=0)

    return Arrival(waited.append).sent(send, {"proxySessionId": "abc"}), waited


def test_a_target_that_does_not_know_yet_what_was_made_is_asked_again() -> None:
    exchange, waited = answering(404, 404, 200)
    assert (exchange.answer, exchange.waited, waited) == (Answer(status=200), sum(PAUSES[:2]), list(PAUSES[:2]))


def test_any_other_refusal_is_an_answer() -> None:
    exchange, waited = answering(400)
    assert (exchange.answer, waited) == (Answer(status=400), [])


def test_a_target_that_never_knows_it_is_not_asked_for_ever() -> None:
    waited: list[float] = []
    arrival = Arrival(waited.append)

    def send() -> Exchange:
        return Exchange(case=CASE, request=CASE.request, outcome=Answer(status=404), started_at=0, elapsed=0)

    for number in range(10):
        arrival.sent(send, {"proxySessionId": str(number)})
    assert len(waited) == 3 * len(PAUSES)


def test_a_wrong_request_that_is_answered_404_does_not_keep_a_right_one_from_waiting() -> None:
    waited: list[float] = []
    arrival = Arrival(waited.append)

    def send() -> Exchange:
        return Exchange(case=CASE, request=CASE.request, outcome=Answer(status=404), started_at=0, elapsed=0)

    for number in range(10):
        arrival.sent(send, {"proxySessionId": str(number)}, valid=False)
    assert waited == []
    arrival.sent(send, {"proxySessionId": "right"})
    assert waited == list(PAUSES)


FILTER, CHANGES = "ListProxySessions.lifecycle.filter", "UpdateProxySession.lifecycle.changes"


@pytest.mark.parametrize(
    ("late", "telling"),
    [
        pytest.param([[FILTER], [CHANGES]], [[FILTER], [CHANGES]], id="what binds more tells it as well"),
        pytest.param([[FILTER, CHANGES]], [[CHANGES]], id="what binds more tells it for both"),
        pytest.param([[CHANGES], [FILTER]], [[CHANGES], []], id="what binds less follows"),
        pytest.param([[CHANGES], [READ_BACK]], [[CHANGES], []], id="the first of equals tells it"),
        pytest.param([[FILTER], [CHANGES], [FILTER]], [[FILTER], [CHANGES], [FILTER]], id="and does so each time"),
    ],
)
def test_lateness_is_told_by_the_clause_that_binds_most(late: list[list[str]], telling: list[list[str]]) -> None:
    lateness, clauses = Lateness(), catalogue(CONTRACT.name, NAMES)
    told = [lateness.told([failed(clause, "200", "404") for clause in each], 0.1, clauses) for each in late]
    assert [[judgement.clause for judgement in failing(each)] for each in told] == telling


class Never(Lags):
    """A target that never finds a session."""

    def get(self, identity: str) -> Reply:
        self.reads[identity] += 1
        return self.missing()


def test_what_is_asked_again_after_a_failure_that_ends_the_sequence_is_counted() -> None:
    done: list[Exchange] = []
    clauses = catalogue(CONTRACT.name, NAMES)
    stage = Stage(contract=CONTRACT, oracles=ORACLES, clauses=clauses, sender=Never(), done=done.append)
    play = Play(stage, "drawn", ends_at=lambda _clause: True)
    (life,) = (life for life in stage.lives if life.creator.name == "CreateProxySession")
    moves = Moves(life, {"voiceConnectorId": Family.connector})
    (read,) = moves.read(0)
    play.play(moves.create(0, 1))
    with pytest.raises(FailureFoundError):
        play.play(read)
    assert play.exchanges == done
