"""Runs on record, judged anew without a target, or sent again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import cache, partial
from types import MappingProxyType
from typing import Any

from conformance.engine.conditions import Conditions
from conformance.engine.interruption import lacks
from conformance.engine.operations import Operations, circumstances, oracles, provisions, surroundings
from conformance.engine.permission.admission import Admission
from conformance.engine.planning.case_file import Shelf, Shelved
from conformance.engine.planning.left_out import Asked, recalled
from conformance.engine.planning.schedule import Schedule, arranged
from conformance.engine.planning.shards import chosen
from conformance.engine.preparation.renewal import Renewal
from conformance.engine.recordings.foreign import checked, stated
from conformance.engine.recordings.recollection import Recollection
from conformance.engine.recordings.recording import Recorder, replayed
from conformance.engine.results.clause_results import NOT_SELECTED, UNSIGNED
from conformance.engine.results.findings import Presenter, results_of
from conformance.engine.results.result import Result
from conformance.engine.sequences.arrangement import beyond
from conformance.engine.sequences.playing import Sender
from conformance.engine.settings import Settings
from conformance.engine.stages.sending import Send
from conformance.engine.stages.statistics import Count
from conformance.engine.target import Target
from conformance.engine.trackers import Trackers
from conformance.wire.exchange import Exchange, Failure
from reports.files.exchanges import Entry
from reports.run.record import Record
from spec.clauses.reason import Reason, Why
from spec.clauses.status import Status
from spec.contract import load
from strategies.request import Case, Kind

_UNRECORDED = Failure(kind="unrecorded", detail="the run did not record an answer to this request")


def settings_of(record: Record, **changes: Any) -> Settings:
    """The settings of a recorded run, as far as judging depends on them.

    Raises:
        UsageError: the record is not as a run writes it.
    """
    checked(record)
    target = record.target
    chosen = Settings(
        target=target["url"] if not target.get("reference") else None,
        voice_connector_id=target.get("voice_connector_id"),
        parameter=record.parameters or None,
        contract=record.contract,
        operation=tuple(record.operations),
        auth=target.get("auth") or "none",
        region=target.get("region", "us-east-1"),
        service=target.get("service", ""),
        insecure=target.get("insecure") is True,
        seed=record.seed,
        depth=record.depth,
        strict=record.strict,
        select=selected(record),
        label=target.get("label", ""),
    )
    return replace(chosen, **changes)


def judged(record: Record, entries: Iterable[Entry], settings: Settings, recorder: Recorder) -> Result:
    """What the oracle says today of the recorded answers.

    Raises:
        UsageError: a run would not have written one of them.
    """
    target = Target(settings, record.target["url"])
    with Recollection(stated(entries, load(record.contract))) as known:

        def send(case: Case) -> Exchange:
            return target.redactor.exchange(_recalled(known, case))

        ways = Ways(
            send=send,
            keep=None,
            sender=Recalled(send),
            missing=missing(record),
            sendable=sendable(settings),
            asked=recalled(record),
            alone=alone(record),
            destroyed=destroyed(record),
        )
        return _cut_short(judged_by(_planned(known.cases(), settings), settings, target, ways, recorder), record)


def sendable(settings: Settings) -> Callable[[Case], bool]:
    """Tells of a recorded case whether the suite could send it: one of a stranger's record may say anything."""
    admission = cache(partial(Admission.of, settings))
    return lambda case: admission().admits(case.request, case.operation)


def _cut_short(found: Result, record: Record) -> Result:
    """A result with what the run on record did not send, and why: no exchange tells that."""
    left = [clause for clause in record.clauses if clause.unsent]
    counts = dict(found.counts)
    for clause in left:
        count = counts.get(clause.id, Count())
        unsent = max(count.unsent, clause.unsent)
        counts[clause.id] = replace(count, unsent=unsent, waiting=list(clause.unsent_cases))
    why = next((clause.why for clause in left if clause.why), Why.STOPPED)
    ended = Reason(why, record.ended) if record.ended else None
    return replace(found, counts=counts, ended=found.ended or ended, stopped=found.stopped or record.stopped)


def missing(record: Record) -> dict[str, str]:
    """Why what an operation works on could not be made, by its name, as the record says."""
    return {
        clause.operation: clause.reason for clause in record.clauses if clause.why == Why.NOT_CREATED and clause.reason
    }


def selected(record: Record) -> tuple[str, ...] | None:
    """The ids of the clauses that a recorded run verified; None where nothing was selected.

    An unsigned run has sent nothing for the clauses on signatures, whatever it had selected.
    """
    skipped = {one.id: one.reason for one in record.clauses if one.status == Status.SKIPPED}
    if NOT_SELECTED not in skipped.values():
        return None
    return tuple(one.id for one in record.clauses if skipped.get(one.id) not in (NOT_SELECTED, UNSIGNED))


def destroyed(record: Record) -> dict[str, str]:
    """The case that destroyed what an operation worked on, by its name, as a record says it."""
    found = (one for one in record.observations if one.id.rpartition(".")[2] == "destroyed")
    return {choice.partition(":")[0]: case for one in found for choice, case in one.cases.items()}


def alone(*records: Record) -> str:
    """Why a run tried no second client, as its records say it, or ""."""
    found = (one for record in records for one in record.observations if one.id == "clients")
    return next((choice for one in found for choice in one.choices), "")


def _recalled(known: Recollection, case: Case) -> Exchange:
    """The exchange that was recorded for a case; where there are several, one after the other."""
    number = known.take(case.id)
    if number is None:
        # What was answered only when it was sent again stands there under the name of the first attempt.
        number = known.take(case.planned)
    if number is None:
        return Exchange(case=case, request=case.request, outcome=_UNRECORDED, started_at=0, elapsed=0)
    return answering(case, replayed(known.read(number), {}))


def answering(case: Case, found: Exchange) -> Exchange:
    """A recorded exchange as that of a case; what was sent may have had a fresh value of its own."""
    return replace(found, case=replace(case, request=found.case.request))


def resent(
    cases: Iterable[Case],
    settings: Settings,
    target: Target,
    recorder: Recorder,
    sequences: tuple[str, ...] | None = None,
    asked: Mapping[str, Asked] = MappingProxyType({}),
) -> Result:
    """What the oracle says when the same requests are sent again; what they create is deleted again.

    Args:
        cases: what is sent.
        settings: of the run.
        target: what it is sent to.
        recorder: told every exchange.
        sequences: the names of the sequences that are played; None for all.
        asked: what the target of the record was asked about optional members: the sequences are those of its run.
    """
    keeper = Trackers(settings, target, oracles(settings))
    try:
        renewal = Renewal.of(settings)
        sender, keep = renewal.keeping(keeper), renewal.sending(keeper.keep)
        ways = Ways(
            send=keeper.exchange,
            keep=keep,
            sender=sender,
            renewing=renewal.sending,
            sequences=sequences,
            asked=asked,
        )
        found = judged_by(_planned(cases, settings), settings, target, ways, recorder)
    finally:
        keeper.close()
    trouble = found.trouble or keeper.trouble or target.trouble
    return replace(found, leaked=tuple(keeper.leaked), throttling=target.throttling(), trouble=trouble)


class Recalled:
    """Gives the moves of sequences the answers that were recorded for them; nothing is sent, and nothing is left."""

    def __init__(self, recall: Send) -> None:
        self._recall = recall

    def keep(self, case: Case, bindings: Mapping[str, str]) -> Exchange:
        """The recorded exchange of a move."""
        found = self._recall(case)
        return replace(found, bindings={**found.bindings, **bindings})

    def release(self) -> None:
        """Nothing was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How cases are sent, or their answers recalled.

    Attributes:
        send: sends a case.
        keep: sends a case, and what it creates is there until the end; None where nothing is sent.
        sender: sends what sequences consist of.
        renewing: gives cases fresh values of their own.
        missing: why what an operation works on could not be made, by its name, where a record says so.
        sequences: the names of the sequences that are played; None for all.
        sendable: whether a case gets lines that send it again.
        asked: what the target was asked about optional members, by operation.
        alone: why no second client is tried, or ""; None where that is to be found out.
        destroyed: the case that destroyed what an operation works on, by its name, where a record says so.
    """

    send: Send
    keep: Send | None
    sender: Sender
    renewing: Callable[[Send], Send] = lambda send: send
    missing: Mapping[str, str] = field(default_factory=dict)
    sequences: tuple[str, ...] | None = None
    sendable: Callable[[Case], bool] = lambda _case: True
    asked: Mapping[str, Asked] = field(default_factory=dict)
    alone: str | None = None
    destroyed: Mapping[str, str] = field(default_factory=dict)


def judged_by(
    plans: Mapping[str, Schedule], settings: Settings, target: Target, ways: Ways, recorder: Recorder
) -> Result:
    """What the oracle says of the answers to planned requests."""
    conditions = Conditions(
        beside=target.answers_beside,
        alone=ways.alone,
        in_turn=nullcontext if ways.keep is None else target.in_turn,
        around=circumstances(settings, target.url),
        done=recorder.add,
        restoring=target.restoring,
        stop=lambda: lacks(target.trouble or recorder.trouble),
        shown=chosen(settings),
    )
    provided = {} if ways.keep is None else provisions(settings, ways.send, ways.keep, conditions)
    around = partial(surroundings, provided)
    played = beyond(settings, ways.sender, conditions=conditions, only=ways.sequences, around=around)
    together = replace(played, renewing=ways.renewing, missing=ways.missing, asked=ways.asked, destroyed=ways.destroyed)
    operations = Operations(settings, plans, ways.send, provided, conditions, together)
    for _ in operations.steps():
        pass
    found = results_of(operations, Presenter(target, ways.sendable), recorder)
    return replace(found, asked=ways.asked, trouble=recorder.trouble)


def _planned(cases: Iterable[Case], settings: Settings) -> dict[str, Schedule]:
    """The schedules of the recorded cases; what the stages asked for is sent or recalled when they ask again."""
    known = oracles(settings)
    first = settings.operations[0].name
    # A recording may have a hundred thousand drawn cases.
    shelf = Shelf()
    groups: dict[str, list[Case | int]] = {operation.name: [] for operation in settings.operations}
    for case in cases:
        if not case.repetition and case.kind not in (Kind.PROBE, Kind.SEQUENCE):
            groups.setdefault(case.operation or first, []).append(shelf.put(case) if case.drawn else case)
    return {name: arranged(Shelved(shelf, group), known[name]) for name, group in groups.items()}
