"""Which sequences a run plays on a faithful target, and what they count."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from conformance.engine.conditions import Conditions
from conformance.engine.planning.left_out import Asked, LeftOut
from conformance.engine.sequences.arrangement import beyond
from conformance.engine.sequences.playing import Stage, sequence_of
from conformance.engine.sequences.running import Extent, Sequences
from conformance.engine.settings import Settings
from conformance.wire.exchange import Exchange
from spec.clauses.catalogue import catalogue
from strategies.request import Case
from strategies.sequences.moves import Verb
from strategies.sequences.tours import tours
from tests.conformance.engine.family import Family, Reply
from tests.conformance.engine.sequences.playing import CONTRACT, NAMES, ORACLES, played, two


def test_every_clause_on_sequences_holds_on_a_faithful_target() -> None:
    sequences = played(two(), Extent(rounds=2, sequences=20))
    stated = {clause.id for clause in catalogue(CONTRACT.name, NAMES) if "sequence" in clause.checks}
    assert sequences.failures == {}
    assert {clause for clause, count in sequences.counts.items() if count.passes} == stated


def test_what_is_configured_shows_in_what_is_created_also_where_nothing_reads_it() -> None:
    sequences = played(Family(), Extent(rounds=1, sequences=1), ("CreateProxySession", "PutVoiceConnectorProxy"))
    stated = {"PutVoiceConnectorProxy.lifecycle.disabled", "PutVoiceConnectorProxy.lifecycle.defaultExpiry"}
    assert {clause for clause, count in sequences.counts.items() if count.passes} == stated


def test_clients_at_once_give_values_of_their_own() -> None:
    known = ORACLES["GetProxySession"].given
    one, other = (
        [
            move.request.body
            for tour in tours(CONTRACT, known, NAMES, turn=turn)
            for move in tour.moves
            if move.verb is Verb.UPDATE
        ]
        for turn in (0, 1)
    )
    assert len(one) == len(other) > 0
    assert not any(mine == theirs for mine, theirs in zip(one, other, strict=True))


class WorseWhenAskedAgain(Family):
    """Lists no names; where a sequence is played again, nothing at all."""

    def keep(self, case: Case, bindings: Mapping[str, str]) -> Exchange:
        self.again = "-again" in case.id
        return super().keep(case, bindings)

    def list(self, query: Mapping[str, str]) -> Reply:
        status, document = super().list(query)
        if status == 200:
            listed = [] if self.again else document["ProxySessions"]
            document["ProxySessions"] = [{**one, "Name": None} for one in listed]
        return status, document


def test_what_only_a_sequence_that_is_played_again_shows_is_shown() -> None:
    sequences = played(WorseWhenAskedAgain())
    counted = {clause for clause, count in sequences.counts.items() if count.failures}
    assert counted - sequences.failures.keys() == set()


def test_what_is_sent_is_counted() -> None:
    target = Family()
    stage = Stage(contract=CONTRACT, oracles=ORACLES, clauses=catalogue(CONTRACT.name, NAMES), sender=target)
    sequences = Sequences(stage, Extent(rounds=1, sequences=5))
    for _ in sequences.run():
        pass
    assert sequences.exchanges == len(target.requests)


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        (("CreateProxySession.read-again2",), ["CreateProxySession.read"]),
        (("clients-2-1-CreateProxySession.read",), ["clients-2"]),
        (("CreateProxySession.drawn-1",), ["CreateProxySession.drawn"]),
        ((), []),
    ],
)
def test_of_some_sequences_no_other_one_is_played(only: tuple[str, ...], expected: list[str]) -> None:
    clauses = catalogue(CONTRACT.name, NAMES)
    stage = Stage(contract=CONTRACT, oracles=ORACLES, clauses=clauses, sender=Family())
    assert list(Sequences(stage, Extent(rounds=2, sequences=1, only=only)).run()) == expected


@pytest.mark.parametrize(
    ("concurrency", "beside", "alone"),
    [
        (None, True, ""),
        (None, False, "not tried, since a second connection was not answered while the first was open"),
        (1, True, "not tried, since --concurrency is 1"),
    ],
)
def test_why_no_second_client_is_tried_is_told(*, concurrency: int | None, beside: bool, alone: str) -> None:
    names = ("CreateProxySession", "GetProxySession")
    settings = Settings(contract=CONTRACT.name, operation=names, auth="none", concurrency=concurrency)
    arranged = beyond(settings, Family(), conditions=Conditions(beside=lambda _seconds: beside))
    sequences = arranged.sequences(names, {})
    assert sequences is not None
    assert (sequences.alone, any("clients-" in part for part in sequences.run())) == (alone, not alone)


def test_what_a_target_refuses_in_every_request_is_in_no_sequence() -> None:
    names, target = ("CreateProxySession", "GetProxySession", "UpdateProxySession"), Family()
    settings = Settings(contract=CONTRACT.name, operation=names, auth="none", depth="smoke")
    asked = {"CreateProxySession": Asked(left_out={"Name": LeftOut("")}, needed=("GeoMatchLevel",))}
    sequences = beyond(settings, target, conditions=Conditions(beside=lambda _seconds: False)).sequences(names, asked)
    assert sequences is not None
    for _part in sequences.run():
        pass
    made = [json.loads(sent.body) for sent in target.requests if sent.path.endswith("/proxy-sessions")]
    assert {("Name" in each, "GeoMatchLevel" in each) for each in made if each} == {(False, True)}


def test_what_is_judged_anew_says_why_its_run_tried_no_second_client() -> None:
    names = ("CreateProxySession", "GetProxySession")
    settings = Settings(contract=CONTRACT.name, operation=names, auth="none")
    sequences = beyond(settings, Family(), conditions=Conditions(alone="as recorded")).sequences(names, {})
    assert sequences is not None
    assert (sequences.alone, any("clients-" in part for part in sequences.run())) == ("as recorded", False)


def test_a_case_of_a_sequence_names_it() -> None:
    assert sequence_of("GetProxySession.lifecycle/CreateProxySession.read-12") == "CreateProxySession.read"
    assert sequence_of("request.body.Name.pattern/exclamation-mark@full") == ""
