"""What a target was asked about optional members, in a run and as its record has it."""

from __future__ import annotations

from dataclasses import replace

from conformance.engine.planning.left_out import Asked, LeftOut, recalled
from conformance.engine.results.result import Result
from conformance.engine.results.run_record import record
from conformance.engine.settings import Settings

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
