"""A target that offers some operations of a contract only: one sentence tells the others."""

from __future__ import annotations

import pytest

from conformance.engine.preparation.offering import unoffered
from conformance.engine.preparation.preflight import Obstacle
from spec.clauses.reason import Why
from spec.contract import load

OPERATIONS = load("chime-sdk-voice-2022-08-03").operations
CREATE, GET, LIST = "CreateProxySession", "GetProxySession", "ListProxySessions"
PUT, SHOW = "PutVoiceConnectorProxy", "GetVoiceConnectorProxy"
UNKNOWN = Obstacle(why=Why.UNKNOWN_RESOURCE, sentence="404")
NOT_MADE = Obstacle(why=Why.NOT_CREATED, sentence="404")


def test_what_a_target_does_not_offer_is_one_sentence() -> None:
    found = unoffered(OPERATIONS, {GET: UNKNOWN, LIST: UNKNOWN, PUT: UNKNOWN, SHOW: NOT_MADE}, [CREATE])
    (told,) = {obstacle.sentence for obstacle in found.values()}
    assert told.startswith(f"The target does not seem to offer {GET}, {LIST}, {PUT} and {SHOW}: ")
    assert list(found) == [GET, LIST, PUT, SHOW]


@pytest.mark.parametrize(
    ("obstacles", "accepted"),
    [
        ({GET: UNKNOWN, LIST: UNKNOWN}, []),
        ({LIST: Obstacle(why=Why.ACCESS_REFUSED, sentence="403")}, [CREATE]),
        ({SHOW: NOT_MADE}, [CREATE]),
    ],
)
def test_any_other_obstacle_stays_what_it_is(obstacles: dict[str, Obstacle], accepted: list[str]) -> None:
    assert unoffered(OPERATIONS, obstacles, accepted) == {}
