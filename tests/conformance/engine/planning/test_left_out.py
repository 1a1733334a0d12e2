"""What a target was asked about optional members, in a run and as its record has it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest

from conformance.engine.planning.left_out import Asked, LeftOut, recalled
from conformance.engine.planning.schedule import schedules
from conformance.engine.planning.shards import digests, owners
from conformance.engine.recordings.merging import merged
from conformance.engine.recordings.parts import Part
from conformance.engine.recordings.recording import Recorder
from conformance.engine.recordings.rerun import judged, resent
from conformance.engine.results.result import Result
from conformance.engine.results.run_record import record
from conformance.engine.settings import Settings, Shard
from conformance.engine.target import Target
from reports.run.record import Record
from reports.run.record import Shard as PartOf
from tests.conformance.engine.support import SMOKE

ASKED = {
    "CreateProxySession": Asked(left_out={"Name": LeftOut("refused in every request", crashes=True)}),
    "GetProxySession": Asked(needed=("query.view",)),
}


def test_a_record_has_what_its_run_has_asked() -> None:
    settings = Settings(operation=("CreateProxySession",), auth="none")
    found = record(
        settings, replace(Result(counts={}), asked=ASKED), url="http://127.0.0.1:9", started_at=0, duration=1
    )
    assert recalled(found) == ASKED


def kept() -> Record:
    """The record of the only part of a run that found this out."""
    plans = schedules(SMOKE, None, ASKED)
    plan = digests(chain.from_iterable(plans.values()), owners(replace(SMOKE, shard=Shard(1, 1))))[1]
    part = PartOf(number=1, count=1, plan=plan)
    found = record(SMOKE, replace(Result(counts={}), asked=ASKED), url="http://127.0.0.1:9", started_at=0, duration=1)
    return replace(found, shard=part)


@pytest.mark.parametrize(
    "again",
    [
        lambda kept: judged(kept, [], SMOKE, Recorder()),
        lambda kept: merged([Part(Path("part"), kept, [])], SMOKE, Recorder()),
        lambda kept: resent([], SMOKE, Target(SMOKE, "http://127.0.0.1:9"), Recorder(), (), recalled(kept)),
    ],
    ids=["judge", "merge", "replay"],
)
def test_what_a_target_was_asked_stands_in_what_is_made_of_its_record(again: Callable[[Record], Result]) -> None:
    assert again(kept()).asked == ASKED
