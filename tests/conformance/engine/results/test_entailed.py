"""What was deleted is unknown: a target that takes whatever id for a known one has one finding for both."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from conformance.engine.planning.schedule import Schedule
from conformance.engine.results.entailed import entailed
from conformance.engine.run import Run
from conformance.engine.sequences.running import Sequences
from conformance.engine.stages.judging import Judge
from conformance.engine.stages.statistics import Evidence
from conformance.oracle.judgement import failed
from conformance.wire.exchange import Answer, Exchange
from strategies.request import Case, Request
from tests.conformance.engine.family import Family, Reply
from tests.conformance.engine.sequences.playing import NAMES, ORACLES, OTHER, Remembering, played

UPDATE = "UpdateProxySession"
GONE, MISSING = f"{UPDATE}.lifecycle.gone", f"{UPDATE}.error.NotFoundException.status"


class Undead(Remembering):
    """Updates what was deleted."""

    def update(self, identity: str, body: Mapping[str, Any]) -> Reply:
        return (201, {"ProxySession": self.dead[identity]}) if identity in self.dead else super().update(identity, body)


@cache
def undead() -> Sequences:
    return played(Undead(), names=("CreateProxySession", "DeleteProxySession", UPDATE))


def runs(path: str, status: int) -> dict[str, Run]:
    """Of single requests one failed: to a path that is unknown in some step."""
    found = {name: Run(Judge(ORACLES[name]), Schedule(), send=_never) for name in NAMES}
    known = Case(id="k", clause=MISSING, request=Request(method="POST", path="/voice-connectors/abc/proxy-sessions/1"))
    case = Case(id="u", clause=MISSING, request=Request(method="POST", path=path), control=known)
    exchange = Exchange(case=case, request=case.request, outcome=Answer(status=status), started_at=0, elapsed=0)
    judgement = failed(MISSING, "404", str(status))
    found[UPDATE].statistics[MISSING].keep(("",), Evidence(judgement=judgement, exchange=exchange))
    return found


def _never(_case: Case) -> Exchange:
    raise AssertionError


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/voice-connectors/abc/proxy-sessions/2", 201, {GONE: MISSING}),
        ("/voice-connectors/abc/proxy-sessions/___", 201, {}),
        ("/voice-connectors/abd/proxy-sessions/1", 201, {}),
        ("/voice-connectors/abc/proxy-sessions/2", 500, {}),
    ],
)
def test_that_what_was_deleted_is_accepted_follows_from_accepting_what_nobody_made(
    path: str, status: int, told: dict[str, str]
) -> None:
    assert GONE in undead().failures
    assert dict(entailed(runs(path, status), undead())) == told


class ListsLate(Family):
    """Lists the newest session once there is another one."""

    def list(self, query: Mapping[str, str]) -> Reply:
        newest = list(self.sessions)[-1:]
        kept = {one: session for one, session in self.sessions.items() if one not in newest}
        return Family.list(Family(sessions=kept, mark=self.mark), query)


def test_a_page_lacks_what_the_whole_list_lacks() -> None:
    late = played(ListsLate(beside=ListsLate(connector=OTHER, mark="other-")))
    complete, pages = "ListProxySessions.lifecycle.complete", "ListProxySessions.lifecycle.pages"
    assert {complete, pages} <= late.failures.keys()
    single = {name: Run(Judge(ORACLES[name]), Schedule(), send=_never) for name in NAMES}
    assert dict(entailed(single, late)) == {pages: complete}
