"""What a record of anybody says was sent is shown, and has a line to paste where the suite could send it."""

from __future__ import annotations

from dataclasses import replace

from conformance.engine.planning.schedule import schedule
from conformance.engine.recordings.recording import Recorder, recorded
from conformance.engine.recordings.rerun import judged
from conformance.wire.exchange import Answer, Exchange
from strategies.request import Request
from tests.conformance.engine.support import SMOKE
from tests.reports import sample


def test_a_recorded_request_has_a_line_only_where_the_suite_could_send_it() -> None:
    control, *_ = schedule(SMOKE).all
    theirs = Request(path="/", body=b"Action=CreateAccessKey", headers=control.request.headers)
    found = []
    for request in (control.request, theirs):
        case = replace(control, request=request)
        exchange = Exchange(case=case, request=request, outcome=Answer(status=201, body=b"{}"), started_at=1, elapsed=0)
        result = judged(sample.record(()), [recorded(exchange)], SMOKE, Recorder())
        found.append({name for finding in result.findings for name in finding.reproduce})
    assert found == [{"aws", "curl", "python"}, {"replay"}]
