"""Turns what was found out into the record's findings: redacted, in plain words, with a command that repeats it."""

from __future__ import annotations

import shlex
from collections import Counter
from dataclasses import replace

from conformance.engine.recording import Recorder
from conformance.engine.result import Part
from conformance.engine.statistics import Evidence
from conformance.engine.target import Target
from conformance.engine.verifier import Verifier
from conformance.wire.exchange import Exchange
from conformance.wire.reproduce import commands
from conformance.wire.transcript import outcome_message, request_message
from reports.record import Finding, Message, Observation
from spec.clause import Clause
from strategies.request import Case


class Presenter:
    """Presents the exchanges with one target."""

    def __init__(self, target: Target) -> None:
        self._target = target

    def finding(self, clause: Clause, evidence: Evidence) -> Finding:
        """One failing clause on one exchange."""
        exchange, judgement = evidence.exchange, evidence.judgement
        target = self._target
        return Finding(
            clause=clause.id,
            level=clause.level,
            status=judgement.status,
            case=exchange.case.id,
            change=exchange.case.change,
            expected=target.redactor.redact_text(judgement.expected),
            actual=target.redactor.redact_text(judgement.actual),
            pointer=judgement.pointer,
            request=self._sent(exchange),
            response=outcome_message(exchange.outcome, target.redactor),
            control=self._sent(evidence.control) if evidence.control else None,
            reproduce=self._lines(exchange.case),
            failures=evidence.failures,
            tries=evidence.tries,
            at=round(exchange.started_at + exchange.elapsed, 3),
        )

    def observation(self, seen: Observation) -> Observation:
        """One choice of the target, without the secrets that it may have written into its answers."""
        redacted: Counter[str] = Counter()
        for choice, count in seen.choices.items():
            redacted[self._target.redactor.redact_text(choice)] += count
        return replace(seen, choices=dict(redacted))

    def _lines(self, case: Case) -> dict[str, str]:
        """The command lines that send a case again; what no common tool can send, the record itself can."""
        target = self._target
        found = commands(
            case.request,
            target.url,
            signed=target.signed,
            region=target.region,
            service=target.service,
            edition=target.edition,
        )
        return found or {"replay": f"chime-conformance replay run.json --case {shlex.quote(case.id)}"}

    def _sent(self, exchange: Exchange) -> Message:
        return request_message(exchange.request, self._target.redactor)


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
        observations=[presenter.observation(seen) for seen in verifier.profile.observations()],
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
