"""Turns what was found out into the record's findings: in plain words, with a command that repeats it."""

from __future__ import annotations

import shlex

from conformance.engine.recording import Recorder
from conformance.engine.result import Part
from conformance.engine.statistics import Evidence
from conformance.engine.target import Target
from conformance.engine.verifier import Verifier
from conformance.wire.reproduce import Destination, commands
from conformance.wire.transcript import outcome_message, request_message
from reports.record import Finding
from spec.clause import Clause
from strategies.request import Case


class Presenter:
    """Presents the exchanges with one target."""

    def __init__(self, target: Target) -> None:
        self._target = target

    def finding(self, clause: Clause, evidence: Evidence) -> Finding:
        """One failing clause on one exchange."""
        exchange, judgement = evidence.exchange, evidence.judgement
        return Finding(
            clause=clause.id,
            level=clause.level,
            status=judgement.status,
            case=exchange.case.id,
            change=exchange.case.change,
            expected=judgement.expected,
            actual=judgement.actual,
            pointer=judgement.pointer,
            request=request_message(exchange.request),
            response=outcome_message(exchange.outcome),
            control=request_message(evidence.control.request) if evidence.control else None,
            reproduce=self._lines(exchange.case),
            failures=evidence.failures,
            tries=evidence.tries,
            at=round(exchange.started_at + exchange.elapsed, 3),
        )

    def _lines(self, case: Case) -> dict[str, str]:
        """The command lines that send a case again; what no common tool can send, the record itself can."""
        target = self._target
        destination = Destination(
            url=target.url,
            signed=target.signed,
            region=target.region,
            service=target.service,
            edition=target.edition,
        )
        found = commands(case.request, destination)
        return found or {"replay": f"chime-conformance replay run.json --case {shlex.quote(case.id)}"}


def part_of(verifier: Verifier, presenter: Presenter, recorder: Recorder) -> Part:
    """What a verifier found out, as a part of the record."""
    verifier.settle()
    return Part(
        counts={name: tally.count for name, tally in verifier.statistics.items()},
        findings=[
            presenter.finding(verifier.oracle.catalogue[name], evidence)
            for name, tally in verifier.statistics.items()
            for evidence in tally.evidence
        ],
        observations=list(verifier.profile.observations()),
        exchanges=verifier.exchanges,
        latencies=recorder.latencies,
        canned=verifier.canned,
        violated=verifier.answered.violated,
        refused=verifier.answered.refused,
        recording=recorder.entries,
        stopped=place(verifier.stopped),
    )


def place(case: Case | None) -> str:
    """A case by its id and its point."""
    if case is None:
        return ""
    return f"{case.id} ({case.change})" if case.change else case.id
