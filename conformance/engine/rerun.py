"""Runs on record, judged anew without a target, or sent again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from conformance.engine.concurrency import Send
from conformance.engine.findings import Presenter, part_of
from conformance.engine.recording import Recorder, replayed
from conformance.engine.result import Part
from conformance.engine.settings import Settings
from conformance.engine.target import Target
from conformance.engine.verifier import Verifier
from conformance.oracle.judge import Oracle
from conformance.resources.tracker import custody
from conformance.wire.exchange import Exchange, Failure
from reports.exchanges import Entry
from reports.record import Record
from spec.contract import load
from strategies.plan import Plan
from strategies.request import Case

_UNRECORDED = Failure(kind="unrecorded", detail="the run did not record an answer to this request")


def settings_of(record: Record, **changes: Any) -> Settings:
    """The settings of a recorded run, as far as judging depends on them."""
    target = record.target
    chosen = Settings(
        target=target["url"] if not target.get("reference") else None,
        voice_connector_id=target.get("voice_connector_id"),
        edition=load(record.contract).version,
        auth=target.get("auth") or "none",
        region=target.get("region", "us-east-1"),
        service=target.get("service", "chime"),
        seed=record.seed,
        depth=record.depth,
        strict=record.strict,
        label=target.get("label", ""),
    )
    return replace(chosen, **changes)


def exchanges(recording: Iterable[Entry]) -> list[Exchange]:
    """The recorded exchanges, in their order, with their cases."""
    controls: dict[str, Case] = {}
    return [replayed(entry, controls) for entry in recording]


def judged(record: Record, recording: Iterable[Entry], settings: Settings) -> Part:
    """What the oracle says today of the recorded answers."""
    known, target = exchanges(recording), Target(settings, record.target["url"])
    answers = {exchange.case.id: exchange for exchange in known}

    def recall(case: Case) -> Exchange:
        found = answers.get(case.id) or Exchange(
            case=case, request=case.request, outcome=_UNRECORDED, started_at=0, elapsed=0
        )
        return target.redactor.exchange(replace(found, case=case))

    return _part([exchange.case for exchange in known], settings, target, recall)


def resent(cases: Sequence[Case], settings: Settings, target: Target) -> Part:
    """What the oracle says when the same requests are sent again; what they create is deleted again."""
    keeper = custody(settings, target, Oracle.of(settings.edition, settings.connector))
    try:
        part = _part(cases, settings, target, keeper.exchange)
    finally:
        keeper.close()
    return replace(part, leaked=keeper.leaked, throttling=target.throttling())


def _part(cases: Sequence[Case], settings: Settings, target: Target, send: Send) -> Part:
    # What was sent again to confirm a deviation is sent or recalled by whoever confirms it.
    plan = Plan(tuple(case for case in cases if case.repetition == 0))
    recorder = Recorder()
    verifier = Verifier(Oracle.of(settings.edition, settings.connector), plan, send, done=recorder.add)
    verifier.run(plan.cases)
    return part_of(verifier, Presenter(target), recorder)
